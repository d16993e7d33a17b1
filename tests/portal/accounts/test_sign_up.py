"""Becoming a member."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "quite-another-word"


def sign_up(username: str, email: str = "", **fields: str):
    data = {"username": username, "email": email, "password1": PASSWORD} | fields
    return Client().post("/accounts/signup/", data)


def test_a_name_and_a_password_are_enough():
    response = sign_up("阿北")
    assert response.url == "/accounts/saved/"
    member = User.objects.get_by_natural_key("阿北")
    assert member.email == ""
    assert member.check_password(PASSWORD)
    assert mail.outbox == []


def test_an_address_is_asked_to_be_confirmed_and_blocks_nothing():
    response = sign_up("bei", "Bei@News.example")
    assert response.url == "/accounts/saved/"
    (letter,) = mail.outbox
    assert letter.to == ["bei@news.example"]
    address = EmailAddress.objects.get(email="bei@news.example")
    assert not address.verified


def test_a_letter_confirms_an_address():
    sign_up("bei", "bei@news.example")
    (letter,) = mail.outbox
    link = next(word for word in letter.body.split() if "/confirm-email/" in word)
    Client().post(link.removeprefix("http://testserver"))
    assert EmailAddress.objects.get(email="bei@news.example").verified


@pytest.mark.parametrize("name", ["BEI", "ｂｅｉ", "bei"])
def test_a_name_taken_in_another_spelling_is_refused(name):
    make_user("Bei")
    response = sign_up(name)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["username"]


@pytest.mark.parametrize("name", ["a\u200bb", "a\nb", "a\u202eb", "bei@news.example", "ﷺ" * 20])
def test_names_that_deceive_are_refused(name):
    response = sign_up(name)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["username"]


def test_sign_up_does_not_tell_whether_an_address_is_known():
    owner = make_user("owner", email="bei@news.example")
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
    known, unknown = sign_up("one", "bei@news.example"), sign_up("two", "nobody@news.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_an_address_is_confirmed_by_one_member_only():
    owner = make_user("owner", email="bei@news.example")
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
    sign_up("one", "bei@news.example")
    (letter,) = mail.outbox
    link = next(word for word in letter.body.split() if "/confirm-email/" in word)
    Client().post(link.removeprefix("http://testserver"))
    assert EmailAddress.objects.filter(verified=True).get().user == owner


@pytest.mark.parametrize("password", ["123456789012", "password", "short"])
def test_weak_passwords_are_refused(password):
    response = sign_up("bei", password1=password)
    assert list(response.context["form"].errors) == ["password1"]
