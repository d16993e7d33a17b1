"""A kitchen that serves reader pages, for the tests of the page cache."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.lib import pagecache
from portal.lib.pagecache import keep_pages, reader_page


class Kitchen:
    """Serves soup as a reader page, and counts how often it was made."""

    def __init__(self) -> None:
        self.made = 0
        self.asked: list[HttpRequest] = []
        self.handle = keep_pages(self.soup)
        self.make = lambda request: HttpResponse(f"soup {self.made} {request.GET.urlencode()}")

    def soup(self, request: HttpRequest) -> HttpResponse:
        return reader_page("page", "spice")(self.cook)(request)

    def cook(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        self.asked.append(request)
        return self.make(request)

    def get(self, path: str = "/soup/", *, method: str = "get", **headers: str) -> HttpResponse:
        return self.handle(getattr(RequestFactory(), method)(path, headers=headers))


@pytest.fixture
def kitchen(settings):
    settings.PAGE_CACHE_MB = 8
    pagecache.forget()
    yield Kitchen()
    pagecache.forget()


def lifetime(response):
    control = response.headers["Cache-Control"]
    words = dict(word.split("=") for word in control.removeprefix("public, ").split(", "))
    return int(words["max-age"]), int(words["s-maxage"]), int(words["stale-while-revalidate"])
