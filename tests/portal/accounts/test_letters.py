"""The letters: of the site by its name, in the language of the page that asked for them."""

import pytest
from django.core import mail
from django.test import Client

from portal.site.models import SiteSettings
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city_paper():
    SiteSettings.objects.create(name_zh="澄浦新闻", name_en="Chengpu News")


@pytest.mark.parametrize(("prefix", "name"), [("", "澄浦新闻"), ("/en", "Chengpu News")])
def test_a_letter_names_the_site(prefix, name):
    make_user("bei", email="bei@news.example")
    Client().post(f"{prefix}/accounts/password/reset/", {"email": "bei@news.example"})
    (letter,) = mail.outbox
    assert letter.subject.startswith(f"[{name}] ")
    assert name in letter.body
    assert f"http://testserver{prefix}/accounts/password/reset/key/" in letter.body
    assert "bei" in letter.body


def test_who_changed_the_password_is_told(client_of):
    member = make_user("bei", email="bei@news.example")
    form = {"oldpassword": "pass-word-26", "password1": "quite-another-word"}
    client_of(member).post("/accounts/password/change/", form | {"password2": "quite-another-word"})
    (letter,) = mail.outbox
    assert letter.to == ["bei@news.example"]


def test_signing_in_says_nothing_on_the_next_page():
    make_user("bei")
    client = Client()
    form = {"login": "bei", "password": "pass-word-26"}
    response = client.post("/accounts/login/", form, follow=True)
    assert list(response.context["messages"]) == []
