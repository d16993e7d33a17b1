"""Signing in: who is meant by the one field, and what a failure tells."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.accounts import adapters
from portal.accounts.backends import MOST_SHARERS
from portal.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "pass-word-26"


def sign_in(login: str, password: str = PASSWORD, **fields: str):
    client = Client()
    data = {"login": login, "password": password} | fields
    response = client.post("/accounts/login/", data)
    return client, response


def who(client: Client) -> object:
    return get_user(client)


@pytest.mark.parametrize("typed", ["Bei Li", "bei li", "BEI LI", "Ｂｅｉ　Ｌｉ", "  bei li  "])
def test_a_name_signs_in_in_any_spelling(typed):
    member = make_user("Bei Li")
    client, response = sign_in(typed)
    assert response.status_code == 302
    assert who(client) == member


@pytest.mark.parametrize("name", ["阿北", "ß straße", "İstanbul", "ｶﾀｶﾅ"])
def test_names_of_other_scripts_sign_in(name):
    member = make_user(name)
    client, _response = sign_in(name.upper())
    assert who(client) == member


@pytest.mark.parametrize("typed", ["bei@news.example", "BEI@News.Example"])
def test_an_unverified_address_signs_in(typed):
    member = make_user("bei", email="Bei@News.example")
    client, _response = sign_in(typed)
    assert who(client) == member


def test_an_address_not_yet_verified_with_allauth_signs_in_too():
    member = make_user("bei", email="bei@news.example")
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=False)
    assert who(sign_in("bei@news.example")[0]) == member
    assert who(sign_in("bei")[0]) == member


def test_of_members_with_one_address_the_password_decides():
    make_user("first", email="family@news.example", password="one-password-1")
    second = make_user("second", email="family@news.example", password="two-password-2")
    client, _response = sign_in("family@news.example", "two-password-2")
    assert who(client) == second


def test_who_verified_an_address_has_it_alone():
    owner = make_user("owner", email="family@news.example", password="one-password-1")
    other = make_user("other", email="family@news.example", password="two-password-2")
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
    assert who(sign_in("family@news.example", "one-password-1")[0]) == owner
    assert who(sign_in("family@news.example", "two-password-2")[0]).is_anonymous
    assert who(sign_in("other", "two-password-2")[0]) == other


def test_a_password_is_not_tried_on_hundreds_of_members(monkeypatch):
    for number in range(MOST_SHARERS + 3):
        make_user(f"m{number}", email="office@news.example")
    tried = []
    monkeypatch.setattr(User, "check_password", lambda user, text: tried.append(user) and False)
    sign_in("office@news.example", "wrong")
    assert len(tried) == MOST_SHARERS


def test_a_name_like_an_address_goes_before_the_address():
    imported = make_user("bei@news.example", password="one-password-1")
    owner = make_user("bei", email="bei@news.example", password="two-password-2")
    assert who(sign_in("bei@news.example", "one-password-1")[0]) == imported
    assert who(sign_in("bei@news.example", "two-password-2")[0]) == owner


@pytest.mark.parametrize("login", ["bei", "nobody", "bei@news.example", "nobody@news.example"])
def test_a_failure_says_the_same_of_whoever(login):
    make_user("bei", email="bei@news.example")
    _client, response = sign_in(login, "wrong")
    assert response.status_code == 200
    assert response.context["form"].errors == {"__all__": [str(adapters.WRONG)]}
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("login", ["bei", "nobody", "bei@news.example", "nobody@news.example"])
def test_a_failure_costs_one_password_check_whoever_is_meant(login, monkeypatch):
    make_user("bei", email="bei@news.example")
    spent = []
    check, make = User.check_password, User.set_password
    monkeypatch.setattr(User, "check_password", lambda *a: spent.append("check") or check(*a))
    monkeypatch.setattr(User, "set_password", lambda *a: spent.append("make") or make(*a))
    sign_in(login, "wrong")
    assert len(spent) == 1


def test_failures_are_counted_over_all_spellings():
    make_user("bei")
    for typed in ("bei", "BEI", "Ｂei", "bｅi", "beＩ"):
        sign_in(typed, "wrong")
    client, response = sign_in("ｂｅｉ")
    assert response.status_code == 200
    assert who(client).is_anonymous


DEAD_CACHE = {
    "default": {"BACKEND": "portal.lib.cachestore.ServiceCache", "LOCATION": "redis://127.0.0.1:1"}
}


def test_members_sign_in_while_the_cache_is_away(settings):
    settings.CACHES = DEAD_CACHE
    member = make_user("bei")
    assert who(sign_in("bei")[0]) == member


def test_tries_are_limited_while_the_cache_is_away(settings, monkeypatch):
    settings.CACHES = DEAD_CACHE
    monkeypatch.setattr(adapters, "MOST_TRIES", 3)
    make_user("bei")
    for typed in ("bei", "BEI", "Ｂei"):
        sign_in(typed, "wrong")
    client, response = sign_in("bei")
    assert response.status_code == 200
    assert who(client).is_anonymous


def test_many_tries_from_one_place_get_429():
    for number in range(30):
        sign_in(f"nobody{number}", "wrong")
    _client, response = sign_in("nobody", "wrong")
    assert response.status_code == 429


def test_a_member_who_was_shut_out_is_told_so_only_with_the_password():
    make_user("bei", is_active=False)
    _client, response = sign_in("bei")
    assert response.url == "/accounts/inactive/"
    _client, response = sign_in("bei", "wrong")
    assert response.status_code == 200


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"],
)
def test_sign_in_never_leads_to_another_site(target):
    make_user("bei")
    _client, response = sign_in("bei", next=target)
    assert response.status_code == 302
    assert response.url == "/accounts/saved/"


def test_sign_in_leads_back_to_the_page():
    make_user("bei")
    _client, response = sign_in("bei", next="/en/article/1/")
    assert response.url == "/en/article/1/"


def test_sign_in_needs_the_token():
    make_user("bei")
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "bei", "password": PASSWORD})
    assert response.status_code == 403


def test_staying_signed_in_is_asked_for():
    make_user("bei")
    client, _response = sign_in("bei")
    assert client.session.get_expire_at_browser_close()
    client, _response = sign_in("bei", remember="on")
    assert not client.session.get_expire_at_browser_close()


def code_sent() -> str:
    """The code in the one letter that went out."""
    (letter,) = mail.outbox
    return re.search(r"^\s*([A-Z0-9-]{6,})\s*$", letter.body, re.MULTILINE).group(1)


def test_a_code_by_mail_signs_in():
    member = make_user("bei", email="bei@news.example")
    client = Client()
    client.post("/accounts/login/code/", {"email": "bei@news.example"})
    code = code_sent()
    response = client.post("/accounts/login/code/confirm/", {"code": code})
    assert response.status_code == 302
    assert who(client) == member


@pytest.mark.parametrize("address", ["bei@news.example", "nobody@news.example"])
def test_a_code_is_asked_for_alike_by_members_and_others(address):
    make_user("bei", email="bei@news.example")
    client = Client()
    response = client.post("/accounts/login/code/", {"email": address}, follow=True)
    assert response.redirect_chain == [("/accounts/login/code/confirm/", 302)]
    assert response.status_code == 200


def test_of_members_with_one_address_the_first_gets_the_code():
    first = make_user("first", email="family@news.example")
    make_user("later", email="family@news.example")
    client = Client()
    client.post("/accounts/login/code/", {"email": "family@news.example"})
    client.post("/accounts/login/code/confirm/", {"code": code_sent()})
    assert who(client) == first


@pytest.mark.parametrize("address", ["bei@news.example", "nobody@news.example"])
def test_a_password_reset_is_asked_for_alike_by_members_and_others(address):
    make_user("bei", email="bei@news.example")
    response = Client().post("/accounts/password/reset/", {"email": address}, follow=True)
    assert response.redirect_chain == [("/accounts/password/reset/done/", 302)]


def test_a_forgotten_password_is_replaced():
    make_user("bei", email="bei@news.example")
    client = Client()
    client.post("/accounts/password/reset/", {"email": "bei@news.example"})
    (letter,) = mail.outbox
    address = next(word for word in letter.body.split() if "/password/reset/key/" in word)
    response = client.get(address.removeprefix("http://testserver"), follow=True)
    path = response.request["PATH_INFO"]
    new = "quite-another-word"
    response = client.post(path, {"password1": new, "password2": new})
    assert response.url == reverse("account_reset_password_from_key_done")
    assert not who(sign_in("bei")[0]).is_authenticated
    assert who(sign_in("bei", new)[0]).is_authenticated


def test_a_refused_sign_in_points_at_both_fields_and_tells_neither():
    make_user("bei")
    page = Client().post("/en/accounts/login/", {"login": "bei", "password": "wrong"})
    main = page.content.decode().split("<main")[1]
    assert 'role="alert" id="errors"' in main
    assert "User name, email or password is incorrect." in main
    for name in ("login", "password"):
        (field,) = re.findall(f'<input[^>]* name="{name}"[^>]*>|<input name="{name}"[^>]*>', main)
        assert 'aria-invalid="true"' in field
        assert 'aria-describedby="errors"' in field


def test_a_form_names_the_fields_to_put_right():
    page = Client().post("/en/accounts/signup/", {"username": "bei", "password1": "short"})
    main = page.content.decode().split("<main")[1]
    assert 'href="#id_password1"' in main
    assert 'aria-invalid="true"' in main
    assert 'id="id_password1_error"' in main
