"""What every page shows of the site itself, held in the cache as one piece."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from portal.lib.caching import bump, cached
from portal.site.models import Notice, Page, SiteSettings

SITE = "site"
"""Settings, breaking notices and flat pages."""

SITE_SECONDS = 300
"""A backstop only: every change in the admin makes them stale at once."""

SHOWN_NOTICES = 2
"""More lines than two are no longer breaking news."""


@dataclass(frozen=True)
class Imprint:
    """The settings, the notices that run or will run, and the flat pages without their texts."""

    settings: SiteSettings
    notices: list[Notice]
    pages: list[Page]

    def current_notices(self) -> list[Notice]:
        """The notices whose time it is, urgent ones first."""
        now = timezone.now()
        return [notice for notice in self.notices if notice.is_current(now)][:SHOWN_NOTICES]


def imprint() -> Imprint:
    """All of it, for the frame around a page."""
    return cached("imprint", _read, generations=(SITE,), ttl=SITE_SECONDS)


def site() -> SiteSettings:
    """The settings, of which there is always one row's worth."""
    return imprint().settings


def site_changed(**_signal: Any) -> None:
    """Make stale what was held of the site; a receiver of the models' own signals."""
    bump(SITE)


def _read() -> Imprint:
    return Imprint(
        settings=SiteSettings.objects.first() or SiteSettings(),
        notices=list(Notice.objects.unfinished()),
        pages=list(Page.objects.filter(is_published=True).defer("body_zh", "body_en")),
    )
