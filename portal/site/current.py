"""What every page shows of the site itself, held in the cache.

The settings are a piece of their own: the desk needs nothing else of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import get_language

from portal.lib.caching import bump, cached
from portal.lib.horizon import note_changes
from portal.lib.terms import parse_terms
from portal.site.models import Notice, Page, SiteSettings

SITE = "site"
"""Settings, breaking notices and flat pages."""

SITE_SECONDS = 300
"""A backstop only: every change in the admin makes them stale at once."""

SHOWN_NOTICES = 2
"""More lines than two are no longer breaking news."""


@dataclass(frozen=True)
class Imprint:
    """The notices that run or will run, and the flat pages without their texts."""

    notices: list[Notice]
    pages: list[Page]

    def current_notices(self) -> list[Notice]:
        """The notices in the language of this page whose time it is, urgent ones first."""
        now, language = timezone.now(), get_language()
        current = (notice for notice in self.notices if notice.is_current(now))
        return [notice for notice in current if notice.is_in(language)][:SHOWN_NOTICES]

    def pages_at(self, place: Page.Place) -> list[Page]:
        """The pages of one list of the footer that are in the language of this page."""
        language = get_language()
        return [page for page in self.pages if page.place == place and page.is_in(language)]

    def page_called(self, slug: str) -> Page | None:
        """The page with this address, if it is in the language of this page."""
        language = get_language()
        named = (page for page in self.pages if page.slug == slug and page.is_in(language))
        return next(named, None)


def imprint() -> Imprint:
    """What besides the settings the frame around a page shows."""
    return cached("imprint", _read, generations=(SITE,), ttl=SITE_SECONDS)


def site() -> SiteSettings:
    """The settings, of which there is always one row's worth."""
    return cached("site", _read_settings, generations=(SITE,), ttl=SITE_SECONDS)


def traditional_terms() -> Mapping[str, str]:
    """The newsroom's own words in Traditional; none while the database is away."""
    try:
        return _terms(site().traditional_terms)
    except (DatabaseError, ValidationError):
        return {}


@lru_cache(maxsize=4)
def _terms(text: str) -> Mapping[str, str]:
    return parse_terms(text)


def site_changed(**_signal: Any) -> None:
    """Make stale what was held of the site; a receiver of the models' own signals."""
    bump(SITE)


def _read_settings() -> SiteSettings:
    return SiteSettings.objects.first() or SiteSettings()


def _read() -> Imprint:
    now, notices = timezone.now(), list(Notice.objects.unfinished())
    moments = (at for notice in notices for at in (notice.starts_at, notice.ends_at))
    note_changes(at for at in moments if at is not None and at > now)
    return Imprint(
        notices=notices,
        pages=list(Page.objects.filter(is_published=True).defer("body_zh", "body_en")),
    )
