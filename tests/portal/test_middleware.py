"""What every request passes through: language, proxies, policies."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from portal.middleware import believe_proxies

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "language"),
    [("/robots.txt", "zh-hans"), ("/zh-hant/robots.txt", "zh-hant"), ("/en/robots.txt", "en")],
)
def test_language_comes_from_the_address_alone(address: str, language: str) -> None:
    client = Client(headers={"accept-language": "en-GB,fr;q=0.5"})
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.headers["Content-Language"] == language
    assert "Vary" not in answer.headers


def test_language_of_one_request_is_not_that_of_the_next(client: Client) -> None:
    client.get("/en/robots.txt")
    assert client.get("/robots.txt").headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_admin_speaks_the_language_of_its_user(
    make_user: Callable, client_of: Callable, language: str
) -> None:
    user = make_user("管理员", role="administrator", is_superuser=True, language=language)
    answer = client_of(user).get("/admin/")
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, address) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded}
    )
    believe_proxies(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address


def policy(answer: HttpResponse) -> dict[str, list[str]]:
    """The content policy as {directive: sources}; directives come in no fixed order."""
    directives = answer.headers["Content-Security-Policy"].split(";")
    return {words[0]: words[1:] for words in map(str.split, directives)}


@pytest.mark.parametrize("address", ["/", "/robots.txt", "/nowhere/", "/accounts/login/"])
def test_pages_allow_themselves_nothing_from_elsewhere(client: Client, address: str) -> None:
    answer = client.get(address)
    allowed = policy(answer)
    assert allowed["default-src"] == ["'none'"]
    assert allowed["script-src"] == ["'self'"]
    assert allowed["style-src"] == ["'self'"]
    assert allowed["base-uri"] == ["'none'"]
    assert allowed["frame-ancestors"] == ["'self'"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_refused_requests_carry_the_policies_too(client: Client) -> None:
    answer = client.get("/?page=%00")
    assert answer.status_code == 400
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert policy(answer)["default-src"] == ["'none'"]


def test_static_files_are_for_us_alone(client: Client) -> None:
    answer = client.get("/static/admin/css/base.css")
    answer.close()
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_robots_are_told_where_not_to_go(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
