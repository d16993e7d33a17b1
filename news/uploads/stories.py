"""Word documents that people send us become drafts, with their pictures in the library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news import drafts, revisions
from news.body.word import WordError, WordPicture, WordStory, numbered, read
from news.imaging import Picture, PictureError, open_picture
from news.models import Article, ArticleStats, BylineRole, Category, Image
from news.permissions import sections_to_write_in
from news.uploads.images import keep_image, known_image
from news.uploads.limits import most_bytes, too_heavy
from portal.lib import files
from portal.lib.text import clean_line

MOST_ALIKE = 5
"""Drafts of one title looked through for the very same text."""

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class FromWord:
    """The draft that a document became, and why some of its pictures did not come along."""

    article: Article
    pictures: int
    left_out: list[str]


def add_story(upload: File, *, by: Any, category: Category) -> FromWord:
    """Make a draft of a .docx, whole or not at all; `by` is who answers for it.

    A picture that cannot be taken leaves a note to colleagues in its place; the same document
    sent twice in a moment is one draft. Raises WordError, ValidationError, PermissionDenied.
    """
    if category not in sections_to_write_in(by):
        raise PermissionDenied(_("You may not write in this section."))
    if (upload.size or 0) > most_bytes():
        raise WordError(too_heavy(upload.size or 0))
    upload.seek(0)
    story = read(upload.read(), name=clean_line(PurePath(upload.name or "").stem))
    found = [_opened(picture, by) for picture in story.pictures]
    written: list[str] = []
    with files.all_or_nothing(written), transaction.atomic():
        places: dict[int, int | str] = {}
        for number, (one, picture) in enumerate(zip(found, story.pictures, strict=True), 1):
            places[number] = one if isinstance(one, str) else _kept(one, picture, by, written)
        article = _drafted(_state(story, places), by=by, category=category)
    left_out = [one for one in places.values() if isinstance(one, str)]
    return FromWord(article, len(places) - len(left_out), left_out)


def _drafted(state: dict[str, Any], *, by: Any, category: Category) -> Article:
    alike = Article.objects.filter(publisher=by, category=category, title=state["title"])
    recent = alike.filter(created_at__gt=timezone.now() - drafts.TWICE)
    for article in recent.filter(state=Article.State.DRAFT)[:MOST_ALIKE]:
        if article.body == state["body"]:
            return article
    article = Article.objects.create(category=category, publisher=by)
    ArticleStats.objects.create(article=article)
    return revisions.save(article, state, by=by, name=_("From Word")).article


def _opened(picture: WordPicture, by: Any) -> Picture | str:
    """Answer a picture fit for the library, or in words why it is none."""
    if not by.has_perm("news.add_image"):
        return _left_out(picture, _("You may not add pictures to the library."))
    if not picture.data:
        return _left_out(picture, _("It is not part of the document."))
    try:
        opened = open_picture(picture.data, max_bytes=most_bytes())
        opened.check_rows()
    except PictureError as error:
        return _left_out(picture, str(error))
    return opened


def _left_out(picture: WordPicture, why: str) -> str:
    return _("Picture left out: %(name)s. %(why)s") % {
        "name": picture.alt or picture.caption or picture.name,
        "why": why,
    }


def _kept(opened: Picture, picture: WordPicture, by: Any, written: list[str]) -> int:
    """Answer the picture's number in the library; `written` is told of the files that are new."""
    image = known_image(opened)
    if image is None:
        image = keep_image(
            opened,
            name=picture.name,
            by=by,
            may_lack_credit=True,
            alt_zh=picture.alt[: _longest("alt_zh")],
            caption_zh=picture.caption,
            credit=picture.credit[: _longest("credit")],
        )
        written += [image.file.name, *image.renditions.values_list("file", flat=True)]
    return image.pk


def _longest(name: str) -> int | None:
    return getattr(Image._meta.get_field(name), "max_length", None)


def _state(story: WordStory, places: dict[int, int | str]) -> dict[str, Any]:
    return {
        "title": story.title,
        "language": "zh-hans" if _HAN.search(story.title + story.html) else "en",
        "body": numbered(story.html, places),
        "bylines": [
            {"byline": None, "name": name, "role": BylineRole.AUTHOR} for name in story.authors
        ],
    }
