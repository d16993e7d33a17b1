"""What strangers and robots send: a plain 400 or 413, never a bare 500."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def stranger_client() -> Client:
    """A client that gets the 500s too, and carries the cookie that makes Django read bodies."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    return client


@pytest.mark.parametrize("charset", ["utf-7", "latin-1", "gbk", "none-such"])
@pytest.mark.parametrize(
    "address", ["/admin/login/", "/accounts/login/", "/comments/post/", "/nowhere/", "/"]
)
def test_form_in_an_odd_charset(stranger_client: Client, charset: str, address: str) -> None:
    content_type = f"{FORM}; charset={charset}"
    answer = stranger_client.generic("POST", address, b"a=%2B", content_type=content_type)
    assert answer.status_code < 500


@pytest.mark.parametrize("address", ["/", "/healthz", "/admin/", "/nowhere/"])
def test_unknown_host(stranger_client: Client, address: str) -> None:
    answer = stranger_client.get(address, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "elsewhere.example" not in answer.content.decode()


def test_form_larger_than_any_story(stranger_client: Client, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = stranger_client.post("/accounts/login/", "a=" + "x" * 2000, content_type=FORM)
    assert answer.status_code == 413


def test_body_larger_than_any_upload(stranger_client: Client, settings) -> None:
    settings.MAX_UPLOAD_MB = 1
    answer = stranger_client.post("/", b"x" * (1024 * 1024 + 1), content_type="image/jpeg")
    assert answer.status_code == 413


def test_form_with_too_many_fields(stranger_client: Client) -> None:
    body = "&".join(f"f{number}=1" for number in range(5001))
    answer = stranger_client.post("/accounts/login/", body, content_type=FORM)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=ü"],
)
def test_broken_multipart(stranger_client: Client, content_type: str) -> None:
    answer = stranger_client.post("/accounts/login/", b"--x\r\n", content_type=content_type)
    assert answer.status_code in {400, 403}


@pytest.mark.parametrize(
    "address", ["/%00", "/?page=%00", "/article/1/?sort=a%00b", "/tag/%00/", "/\xff/", "/?q=%FF"]
)
def test_addresses_no_database_can_hold(stranger_client: Client, address: str) -> None:
    assert stranger_client.get(address).status_code in {200, 400, 404}


def test_missing_token_is_explained(stranger_client: Client) -> None:
    answer = stranger_client.post("/accounts/login/", {"login": "reader", "password": "x"})
    assert answer.status_code == 403
