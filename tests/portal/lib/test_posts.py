"""Posts from pages without a token: the browser proves them, or the reader confirms them."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.lib.http import READER_POSTS, is_same_origin
from tests.portal.lib import urls

BASE = (
    "{% block title %}{% endblock %}{% block robots %}{% endblock %}{% block main %}{% endblock %}"
)

pytestmark = pytest.mark.urls("tests.portal.lib.urls")


@pytest.fixture(autouse=True)
def plain_site(settings) -> Iterator[None]:
    """A site whose pages have no more than the blocks that the confirming page fills."""
    (engine,) = django_settings.TEMPLATES
    settings.TEMPLATES = [
        engine
        | {
            "APP_DIRS": False,
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"base.html": BASE}),
                    "django.template.loaders.filesystem.Loader",
                ],
            },
        }
    ]
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def praise(client: Client, data: object = None, **headers: str) -> HttpResponse:
    return client.post("/dishes/praise/5/?from=list", data or {}, headers=headers)


def test_post_of_our_own_page_passes(visitor: Client):
    response = praise(visitor, {"words": "好", "kind": ["1", "2"]}, sec_fetch_site="same-origin")
    assert response.json() == {"pk": 5, "fields": {"words": ["好"], "kind": ["1", "2"]}}


def test_older_browser_proves_itself_by_origin(visitor: Client):
    assert praise(visitor, origin="http://testserver").json()["pk"] == 5


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": ""},
        # The newer header decides, whatever the older says.
        {"sec_fetch_site": "cross-site", "origin": "http://testserver"},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:8000"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver/"},
        {"origin": "http://testserver@evil.example"},
        {"origin": "http://user@testserver"},
        {"origin": "http://testserver:port"},
        {"origin": "http://testserver, http://testserver"},
        {"origin": "testserver"},
        {"origin": "http://[testserver"},
    ],
)
def test_everything_else_is_asked_about(visitor: Client, headers: dict[str, str]):
    response = praise(visitor, {"words": "<b>很好</b>\n再来", "kind": ["1", "2"]}, **headers)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Praise it?" in text
    assert "&lt;b&gt;很好&lt;/b&gt;<br>再来" in text
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Frame-Options"] == "DENY"


def confirm(visitor: Client, response: HttpResponse, **overrides: str) -> HttpResponse:
    """Press the button of the confirming page."""
    text = response.content.decode()
    action = re.search(r'action="([^"]*)"', text).group(1)
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', text):
        fields.setdefault(name, []).append(value)
    return visitor.post(action, fields | overrides)


def test_confirmed_post_is_taken_with_all_that_was_typed(visitor: Client):
    asked = praise(visitor, {"words": "很好\n再来", "kind": ["1", "2"], "csrfmiddlewaretoken": "x"})
    response = confirm(visitor, asked)
    fields = response.json()["fields"]
    assert response.wsgi_request.get_full_path() == "/dishes/praise/5/confirmed/?from=list"
    assert fields["words"] == ["很好\n再来"]
    assert fields["kind"] == ["1", "2"]
    assert len(fields["csrfmiddlewaretoken"]) == 1


def test_second_address_wants_the_token(visitor: Client):
    asked = praise(visitor)
    assert confirm(visitor, asked, csrfmiddlewaretoken="wrong").status_code == 403
    forged = visitor.post("/dishes/praise/5/confirmed/", headers={"sec_fetch_site": "same-origin"})
    assert forged.status_code == 403


def test_what_is_read_twice_is_asked_about_unless_a_script_sends_it(visitor: Client):
    headers = {"sec_fetch_site": "same-origin", "accept": "text/html"}
    asked = visitor.post("/dishes/advise/5/", {"words": "盐"}, headers=headers)
    assert "We could not tell" not in asked.content.decode()
    assert confirm(visitor, asked).json()["fields"]["words"] == ["盐"]
    headers["accept"] = "application/json"
    assert visitor.post("/dishes/advise/5/", headers=headers).json()["pk"] == 5


def test_proven_post_sets_no_cookie_and_reads_no_token(visitor: Client):
    response = praise(visitor, sec_fetch_site="same-origin")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("address", ["praise/5/", "praise/5/confirmed/", "seen/5/"])
def test_reading_is_refused(visitor: Client, address: str):
    response = visitor.get(f"/dishes/{address}")
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"


def test_beacon_counts_what_is_proven(visitor: Client):
    response = visitor.post("/dishes/seen/5/", headers={"sec_fetch_site": "same-origin"})
    assert response.headers["X-Counted"] == "1"


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}])
def test_beacon_drops_the_rest_without_a_word(visitor: Client, headers: dict[str, str]):
    response = visitor.post("/dishes/seen/5/", headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert "X-Counted" not in response.headers


def test_every_such_view_is_listed():
    ours = [post for post in READER_POSTS if post.view in (urls.praise, urls.seen)]
    assert [(post.name, post.is_beacon) for post in ours] == [
        ("praise", False),
        ("advise", False),
        ("seen", True),
    ]
    assert [
        pattern.callback.reader_post.name
        for pattern in urls.dishes
        if getattr(pattern.callback, "csrf_exempt", False)
    ] == ["praise", "advise", "seen"]


def test_addresses_have_names():
    assert reverse("dishes:praise", args=[5]) == "/dishes/praise/5/"
    assert reverse("dishes:praise-confirmed", args=[5]) == "/dishes/praise/5/confirmed/"


@pytest.mark.parametrize(
    ("origin", "extra", "is_ours"),
    [
        ("https://news.example", {"HTTP_X_FORWARDED_PROTO": "https"}, True),
        ("https://news.example:443", {"HTTP_X_FORWARDED_PROTO": "https"}, True),
        ("HTTPS://NEWS.example", {"HTTP_X_FORWARDED_PROTO": "https"}, True),
        ("http://news.example", {"HTTP_X_FORWARDED_PROTO": "https"}, False),
        ("http://news.example", {}, True),
        ("https://news.example", {}, False),
        ("http://news.example:8080", {"HTTP_HOST": "news.example:8080"}, True),
        ("http://news.example", {"HTTP_HOST": "news.example:8080"}, False),
        ("http://[::1]:8000", {"HTTP_HOST": "[::1]:8000"}, True),
    ],
)
def test_our_origin_is_what_the_proxy_says(settings, origin: str, extra: dict, is_ours: bool):
    settings.ALLOWED_HOSTS = ["news.example", "[::1]"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().post(
        "/", **{"HTTP_HOST": "news.example", "HTTP_ORIGIN": origin} | extra
    )
    assert is_same_origin(request) is is_ours
