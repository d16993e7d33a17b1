"""The social card of a story in each language: named by all it shows, drawn when first asked for.

A page names its card without a query; only a request for the card itself draws it and writes the
file, and takes away what the story's earlier words had drawn.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from news.categories import tree
from news.imaging import (
    CARD_SIZE,
    Card,
    Notice,
    Picture,
    PictureError,
    draw_card,
    faces,
    is_title_clipped,
    open_picture,
)
from news.models import Article, Image
from news.traditional import in_own_terms
from portal.lib import files
from portal.lib.addresses import absolute
from portal.lib.bilingual import is_chinese
from portal.lib.words import to_traditional
from portal.site.current import site

DRAWING = "1"
"""To be raised when cards are drawn otherwise: each then has a new name."""

NAMED = 3
"""More names than three are cut off on the card anyway."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SocialCard:
    """A card with its picture, for a page language."""

    article_id: int
    language: str
    card: Card
    cover: Image | None
    width, height = CARD_SIZE

    @property
    def name(self) -> str:
        """What makes this card this card, in sixteen characters."""
        cover = self.cover
        shown = _looks(cover) if cover else ()
        told = repr((DRAWING, settings.CARD_FONT, self.language, self.card, shown))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def url(self) -> str:
        """The full address of the picture."""
        return absolute(self.get_absolute_url())

    def get_absolute_url(self) -> str:
        return reverse("media:card", args=[self.article_id, self.language, self.name])

    @property
    def file_name(self) -> str:
        return f"{self._folder}/{self._stem}{self.name}.jpg"

    @property
    def _folder(self) -> str:
        return f"cards/{self.article_id % 1000:03d}"

    @property
    def _stem(self) -> str:
        return f"{self.article_id}-{self.language}-"

    def drawn(self) -> str:
        """The name of the card's file, which is drawn where it is not there yet."""
        if not default_storage.exists(self.file_name):
            files.write(self.file_name, self.draw())
            self._sweep()
        return self.file_name

    def draw(self) -> bytes:
        """The picture as JPEG, written nowhere."""
        card, cover = self.card, self.cover
        return draw_card(
            traditional(card) if self.language == "zh-hant" else card,
            faces=faces(self.language, settings.CARD_FONT),
            picture=_picture(cover) if cover else None,
            focal=(cover.focal_x, cover.focal_y) if cover else (50, 50),
            crops=cover.crops if cover else "",
            notice=Notice(cover.credit, cover.rights_holder) if cover else None,
        )

    def _sweep(self) -> None:
        """Delete what was drawn of the story in this language before."""
        _folders, names = default_storage.listdir(self._folder)
        own = self.file_name.rpartition("/")[2]
        old = (name for name in names if name.startswith(self._stem) and name != own)
        files.delete(f"{self._folder}/{name}" for name in old)


def social_card(article: Article, writers: Iterable[str]) -> SocialCard:
    """The card of a story in the language of the page; no query beyond the cached ones."""
    language = get_language() or settings.LANGUAGE_CODE
    settings_row = site()
    joint = "、" if is_chinese(language) else ", "
    day = timezone.localdate(article.publish_at).isoformat() if article.publish_at else ""
    note = "" if article.is_retracted else str(article.get_corrected_as_display())
    card = Card(
        logo=(settings_row.logo_bracket, settings_row.logo_text)
        if settings_row.logo_bracket
        else (settings_row.name, ""),
        title=in_own_terms(article, article.title),
        breaks=in_own_terms(article, article.title_breaks),
        kicker=in_own_terms(article, article.shown_kicker),
        foot=(note, day, joint.join(list(writers)[:NAMED]), urlsplit(settings.SITE_URL).netloc),
        pigment="cinnabar" if article.is_retracted else tree().pigment(article.category_id),
        logo_pigment=settings_row.pigment,
        is_latin=not is_chinese(article.language),
    )
    shown = article.cropped_cover
    cover = shown if shown and not shown.has_expired and not article.is_retracted else None
    return SocialCard(article.pk, language, card, cover)


def _looks(cover: Image) -> tuple[str | int, ...]:
    """All of a cover that a card shows; crops by hand only where there are any."""
    facts = (cover.checksum, cover.focal_x, cover.focal_y, cover.credit)
    return (*facts, cover.crops) if cover.crops else facts


def traditional(card: Card) -> Card:
    """The same words in Traditional; a title is converted whole, its hints stay in their places."""
    title = to_traditional(card.title)
    breaks = card.breaks if card.breaks.replace("|", "") == card.title else ""
    letters = iter(title)
    hinted = "".join("|" if letter == "|" else next(letters, "") for letter in breaks)
    return replace(
        card,
        logo=(to_traditional(card.logo[0]), to_traditional(card.logo[1])),
        title=title,
        breaks=hinted if len(title) == len(card.title) else "",
        kicker=to_traditional(card.kicker),
        foot=tuple(map(to_traditional, card.foot)),
    )


def rights_end(card: SocialCard) -> date | None:
    """The last day on which the card's picture may be shown."""
    return card.cover.rights_end if card.cover else None


def cuts_title(card: SocialCard) -> bool:
    """Whether the card's title does not fit; a card without a font has none."""
    found = faces(card.language, settings.CARD_FONT)
    return found is not None and is_title_clipped(card.card, found, has_picture=bool(card.cover))


def can_write() -> bool:
    """Whether there is a font, so that cards have words."""
    return faces(settings.LANGUAGE_CODE, settings.CARD_FONT) is not None


def _picture(cover: Image) -> Picture | None:
    """The original; a card does without one that is gone or damaged."""
    try:
        with cover.file.open("rb") as file:
            picture = open_picture(file.read())
            picture.check_rows()
            return picture
    except (OSError, PictureError):
        logger.warning("A card is drawn without picture %s, whose file cannot be read.", cover.pk)
        return None
