"""What every template may ask of the site; nothing of the session or the user.

Reader pages are the same bytes for everyone, so whatever concerns one reader comes by
`reader_state` instead.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from news.categories import tree
from news.languages import story_language
from news.models import Category
from news.rail import TopicLine, rail
from portal.lib.dates import lunar_day
from portal.site.current import Imprint, imprint, site
from portal.site.models import Notice, Page, SiteSettings


def shell(request: HttpRequest) -> dict[str, object]:
    """The frame of the page, read only by templates that show it."""
    return {"shell": SimpleLazyObject(Shell)}


@dataclass(frozen=True)
class NavigationItem:
    """A section as the masthead, the menu and the footer link it."""

    id: int
    name: str
    url: str
    pigment: str
    children: tuple["NavigationItem", ...] = ()


class Shell:
    """Settings, navigation, notices and today's date: three cache reads when all are shown."""

    @cached_property
    def imprint(self) -> Imprint:
        return imprint()

    @cached_property
    def site(self) -> SiteSettings:
        return site()

    @property
    def newsroom_pages(self) -> list[Page]:
        return self.imprint.pages_at(Page.Place.NEWSROOM)

    @property
    def terms(self) -> list[Page]:
        return self.imprint.pages_at(Page.Place.TERMS)

    @cached_property
    def notices(self) -> list[Notice]:
        return self.imprint.current_notices()

    @cached_property
    def navigation(self) -> list[NavigationItem]:
        sections = tree()

        def item(category: Category, *, with_children: bool) -> NavigationItem:
            children = sections.children(category.pk) if with_children else []
            return NavigationItem(
                id=category.pk,
                name=category.name,
                url=category.get_absolute_url(),
                pigment=sections.pigment(category.pk),
                children=tuple(item(child, with_children=False) for child in children),
            )

        return [item(category, with_children=True) for category in sections.navigation()]

    @cached_property
    def topic(self) -> TopicLine | None:
        """The newest special report in the language of the page."""
        return rail(story_language()).topic

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @property
    def lunar_day(self) -> str:
        return lunar_day(self.today)
