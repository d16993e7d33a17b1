"""Small answers, and the strict reading of page numbers."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from portal.lib.http import HttpResponseTooManyRequests, no_store, page_number, see_other


def test_deed_is_answered_with_the_page_to_see():
    response = see_other("/article/5/#reactions")
    assert response.status_code == 303
    assert response.headers["Location"] == "/article/5/#reactions"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_private_page_is_kept_by_nobody():
    assert no_store(HttpResponse("x")).headers["Cache-Control"] == "private, no-store"


def test_too_many_requests_says_when_to_come_back():
    response = HttpResponseTooManyRequests("later", retry_after=90)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "90"


@pytest.mark.parametrize(("query", "number"), [("", 1), ("page=1", 1), ("page=500", 500)])
def test_page_number_is_read(query: str, number: int):
    assert page_number(RequestFactory().get(f"/?{query}")) == number


@pytest.mark.parametrize(
    "value",
    ["", "0", "-1", "+1", "1.0", "01", "one", " 2", "2 ", "٣", "２", "1e3", "1_0", "9" * 30, "1\n"],
)
def test_anything_but_a_plain_number_is_not_found(value: str):
    with pytest.raises(Http404):
        page_number(RequestFactory().get("/", {"page": value}))


def test_other_lists_have_other_names():
    assert page_number(RequestFactory().get("/?page=x&comments=3"), "comments") == 3
