"""The one way into a story: form, seed and importer all save through `apply`.

The whole editorial content of a story is plain data, the *state*: what JSON can hold, ids for
other rows, ISO text for times. Drafts and pending versions are the same data not yet applied.
"""

import copy
import functools
import operator
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from news import body as grammar
from news import renditions, search, similar
from news.caching import stories_changed
from news.models import (
    Article,
    ArticleByline,
    ArticleStats,
    Byline,
    BylineRole,
    Category,
    Document,
    DocumentUse,
    GalleryItem,
    Image,
    ImageUse,
    RelatedArticle,
    Tag,
    TaggedArticle,
)
from news.permissions import may_edit
from news.placements import place
from news.signals import article_changed

TEXTS = (
    "kicker",
    "title",
    "title_breaks",
    "short_title",
    "slug",
    "summary",
    "body",
    "original_url",
    "original_title",
    "original_author",
    "language",
    "jump_url",
    "cover_crops",
    "ai_label",
    "traditional_terms",
    "seo_title",
    "seo_description",
)
REFERENCES = ("category", "source", "publisher", "cover")
SWITCHES = ("is_highlighted", "allows_comments", "allows_reactions", "is_traditional_checked")
TIMES = ("publish_at", "unpublish_at", "pinned_until", "embargo_until")
LISTS = ("extra_categories", "bylines", "gallery", "tags", "related")
STATE_KEYS = frozenset((*TEXTS, *REFERENCES, *SWITCHES, *TIMES, *LISTS, "translation_group"))

READ_IN_TRADITIONAL = ("kicker", "title", "summary", "body", "traditional_terms")
"""What is read before a story's Traditional version counts as checked."""

SUMMARY_LENGTH = 120
"""Characters of a drawn summary: two lines on a phone."""

State = dict[str, Any]


def state_of(article: Article) -> State:
    """The whole editorial content of a story as plain data."""
    return fields_of(article) | (_lists_of(article) if article.pk else {name: [] for name in LISTS})


def fields_of(article: Article, names: Collection[str] = STATE_KEYS) -> State:
    """The part of the state that stands in the story's own row."""
    state: State = {name: getattr(article, name) for name in (*TEXTS, *SWITCHES)}
    state |= {name: getattr(article, f"{name}_id") for name in REFERENCES}
    state |= {name: _iso(getattr(article, name)) for name in TIMES}
    state["translation_group"] = str(article.translation_group)
    return {name: value for name, value in state.items() if name in names}


def filled(article: Article, state: Mapping[str, Any]) -> Article:
    """The story's row as it would be, to be shown and never to be saved."""
    trial = copy.copy(article)
    _set_fields(trial, dict(state))
    return trial


def checked(article: Article, state: Mapping[str, Any]) -> State:
    """The whole state as it would be stored, the story left as it is. Raises ValidationError.

    What rows no longer exist for falls out of the lists.
    """
    whole = state_of(article) | dict(state)
    _refuse_unknown(whole)
    trial = filled(article, whole)
    trial.full_clean()
    return fields_of(trial) | _existing_lists(whole)


def reads_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether who checked the Traditional version of one has checked the other's as well."""
    return all(one[name] == other[name] for name in READ_IN_TRADITIONAL)


@transaction.atomic
def apply(article: Article, state: Mapping[str, Any], *, by: Any | None) -> Article:
    """Make `state` the content of the story, whole or not at all.

    Keys left out keep what the story has. `by` is the user who answers for it, None for the
    system itself (seed, importer). Raises PermissionDenied, ValidationError.
    """
    _refuse_unknown(state)
    if article.pk:
        article = Article.objects.select_for_update().get(pk=article.pk)
    if by is not None and article.pk and not may_edit(by, article):
        raise PermissionDenied(_("You may not change this story."))
    before = state_of(article)
    says_checked = "is_traditional_checked" in state
    state = before | dict(state)
    _set_fields(article, state)
    if not says_checked and not reads_alike(before, fields_of(article)):
        article.is_traditional_checked = False
    if by is not None and article.is_live() and _reads_otherwise(article, before):
        article.revised_at = timezone.now()
    article.full_clean()
    article.save()
    _set_lists(article, state)
    _note_uses(article)
    ArticleStats.objects.get_or_create(article=article)
    place(article)
    search.index(article)
    similar.index(article)
    if article.state == Article.State.PUBLISHED:
        renditions.order_for(article)
    stories_changed()
    article_changed.send(Article, article=article)
    return article


def _refuse_unknown(state: Mapping[str, Any]) -> None:
    if unknown := set(state) - STATE_KEYS:
        raise ValidationError(f"Not part of a story: {', '.join(sorted(unknown))}.")


def _set_fields(article: Article, state: State) -> None:
    for name in (*TEXTS, *SWITCHES):
        setattr(article, name, state[name])
    for name in REFERENCES:
        setattr(article, f"{name}_id", state[name])
    for name in TIMES:
        setattr(article, name, _moment(state[name]))
    article.translation_group = uuid.UUID(str(state["translation_group"]))
    _split_break_hints(article)
    article.body = grammar.clean(article.body)
    article.drawn_summary = grammar.summary(article.body, SUMMARY_LENGTH)


def _split_break_hints(article: Article) -> None:
    """Keep the title clean; hints live in `title_breaks` and fall away when the title moves on."""
    if "|" in article.title:
        article.title_breaks = article.title
        article.title = article.title.replace("|", "")
    if article.title_breaks.replace("|", "") != article.title:
        article.title_breaks = ""


def _reads_otherwise(article: Article, before: State) -> bool:
    return any(getattr(article, name) != before[name] for name in ("title", "summary", "body"))


def _set_lists(article: Article, state: State) -> None:
    article.extra_categories.set(
        pk for pk in state["extra_categories"] if pk != article.category_id
    )
    present = _lists_of(article)
    if sorted(present["tags"]) != sorted(state["tags"]):
        _replace_tags(article, state["tags"])
    if present["bylines"] != state["bylines"]:
        _replace_bylines(article, state["bylines"])
    if present["gallery"] != state["gallery"]:
        _replace_gallery(article, state["gallery"])
    if present["related"] != state["related"]:
        _relate(article, state["related"])


def _replace_tags(article: Article, names: list[str]) -> None:
    """Tag the story with `names`, whatever their case, making the tags that are new."""
    tags = tags_named({name.casefold(): name for name in names if name.strip()})
    article.tagged.exclude(tag__in=tags.values()).delete()
    TaggedArticle.objects.bulk_create(
        [TaggedArticle(content_object=article, tag=tag) for tag in tags.values()],
        ignore_conflicts=True,
    )


def tags_named(wanted: Mapping[str, str]) -> dict[str, Tag]:
    """The tags of some names by their folded form, those that are new made now."""
    known = Tag.objects.filter(
        functools.reduce(operator.or_, (Q(name__iexact=name) for name in wanted.values()), Q(pk=0))
    )
    tags = {tag.name.casefold(): tag for tag in known}
    tags |= {key: Tag.objects.create(name=name) for key, name in wanted.items() if key not in tags}
    return tags


def _replace_bylines(article: Article, lines: list[dict[str, Any]]) -> None:
    article.article_bylines.all().delete()
    ArticleByline.objects.bulk_create(
        ArticleByline(
            article=article,
            byline_id=line.get("byline"),
            free_name=line.get("name", ""),
            role=BylineRole(line.get("role", BylineRole.AUTHOR)),
            position=position,
        )
        for position, line in enumerate(lines)
    )


def _replace_gallery(article: Article, items: list[dict[str, Any]]) -> None:
    article.gallery.all().delete()
    GalleryItem.objects.bulk_create(
        GalleryItem(
            article=article,
            image_id=item["image"],
            caption=item.get("caption", ""),
            position=position,
        )
        for position, item in enumerate(items)
    )


def _relate(article: Article, related_ids: list[int]) -> None:
    """Set the related stories in order, and the way back from each of them."""
    wanted = [pk for pk in dict.fromkeys(related_ids) if pk != article.pk]
    article.related_rows.exclude(related__in=wanted).delete()
    RelatedArticle.objects.filter(related=article).exclude(article__in=wanted).delete()
    RelatedArticle.objects.bulk_create(
        [
            RelatedArticle(article=article, related_id=pk, position=position)
            for position, pk in enumerate(wanted)
        ],
        update_conflicts=True,
        unique_fields=["article", "related"],
        update_fields=["position"],
    )
    RelatedArticle.objects.bulk_create(
        [RelatedArticle(article_id=pk, related=article, position=99) for pk in wanted],
        ignore_conflicts=True,
    )


def _note_uses(article: Article) -> None:
    """Write down where each picture and document stands, so that nobody deletes it unawares."""
    references = grammar.references(article.body)
    wanted = {(pk, ImageUse.Place.BODY) for pk in _existing(Image, references.images)}
    wanted |= {(item.image_id, ImageUse.Place.GALLERY) for item in article.gallery.all()}
    if article.cover_id:
        wanted.add((article.cover_id, ImageUse.Place.COVER))
    present = {(use.image_id, use.place): use.pk for use in article.image_uses.all()}
    ImageUse.objects.filter(pk__in=[present[key] for key in present.keys() - wanted]).delete()
    ImageUse.objects.bulk_create(
        ImageUse(article=article, image_id=image_id, place=place_)
        for image_id, place_ in sorted(wanted - present.keys())
    )
    documents = set(_existing(Document, references.documents))
    article.document_uses.exclude(document__in=documents).delete()
    DocumentUse.objects.bulk_create(
        [DocumentUse(article=article, document_id=pk) for pk in sorted(documents)],
        ignore_conflicts=True,
    )


def _existing(model: Any, ids: list[int]) -> list[int]:
    return list(model.objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else []


def _existing_lists(state: State) -> State:
    sections = _existing(Category, state["extra_categories"])
    people = {None, *_existing(Byline, [line.get("byline") for line in state["bylines"]])}
    pictures = _existing(Image, [item["image"] for item in state["gallery"]])
    stories = _existing(Article, state["related"])
    return {
        "extra_categories": sorted(sections),
        "bylines": [
            {
                "byline": line.get("byline"),
                "name": line.get("name", ""),
                "role": BylineRole(line.get("role", BylineRole.AUTHOR)).value,
            }
            for line in state["bylines"]
            if line.get("byline") in people
        ],
        "gallery": [
            {"image": item["image"], "caption": item.get("caption", "")}
            for item in state["gallery"]
            if item["image"] in pictures
        ],
        "tags": [name for name in state["tags"] if name.strip()],
        "related": [pk for pk in state["related"] if pk in stories],
    }


def _lists_of(article: Article) -> State:
    """What hangs on a story, each list in its order: one query for all five."""
    found: dict[int, list[tuple[Any, ...]]] = {number: [] for number in range(len(LISTS))}
    for kind, _place, _pk, *row in sorted(_hanging_on(article), key=lambda row: row[:3]):
        found[kind].append(tuple(row))
    sections, bylines, gallery, tags, related = found.values()
    return {
        "extra_categories": [pk for pk, _text, _more in sections],
        "bylines": [{"byline": pk, "name": name, "role": role} for pk, name, role in bylines],
        "gallery": [{"image": pk, "caption": caption} for pk, caption, _more in gallery],
        "tags": sorted(name for _pk, name, _more in tags),
        "related": [pk for pk, _text, _more in related],
    }


def _hanging_on(article: Article) -> QuerySet[Any, Any]:
    """Rows of (kind, place, key, number, text, further text); the kinds as in LISTS."""
    none, zero = Value(""), Value(0)
    sections = Article.extra_categories.through.objects.filter(article=article)
    rows = sections.values_list(zero, "category_id", "pk", "category_id", none, none)
    return rows.union(
        article.article_bylines.order_by().values_list(
            Value(1), "position", "pk", "byline_id", "free_name", "role"
        ),
        article.gallery.order_by().values_list(
            Value(2), "position", "pk", "image_id", "caption", none
        ),
        TaggedArticle.objects.filter(content_object=article)
        .order_by()
        .values_list(Value(3), zero, "pk", "tag_id", "tag__name", none),
        article.related_rows.order_by().values_list(
            Value(4), "position", "pk", "related_id", none, none
        ),
        all=True,
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | datetime | None) -> datetime | None:
    moment = parse_datetime(text) if isinstance(text, str) else text
    if moment is None:
        if text:
            raise ValidationError(_("Not a time: %s") % text)
        return None
    return make_aware(moment) if is_naive(moment) else moment
