"""The letters: of the site by its name, in the language a member has chosen."""

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
    make_user("bei", email="bei@news.example", language="en" if prefix else "zh-hans")
    Client().post(f"{prefix}/accounts/password/reset/", {"email": "bei@news.example"})
    (letter,) = mail.outbox
    assert letter.subject.startswith(f"[{name}] ")
    assert name in letter.body
    assert f"http://testserver{prefix}/accounts/password/reset/key/" in letter.body
    assert "bei" in letter.body


@pytest.mark.parametrize(
    ("language", "name", "greeting", "farewell"),
    [
        ("zh-hans", "澄浦新闻", "澄浦新闻向你问好。", "感谢你使用澄浦新闻。"),
        ("zh-hant", "澄浦新聞", "澄浦新聞向你問好。", "感謝你使用澄浦新聞。"),
        ("en", "Chengpu News", "Hello from Chengpu News!", "Thank you for using Chengpu News!"),
    ],
)
def test_a_letter_is_in_the_language_of_the_member(language, name, greeting, farewell):
    member = make_user("bei", email="bei@news.example", language=language)
    Client().post("/accounts/password/reset/", {"email": member.email})
    Client().post("/en/accounts/login/code/", {"email": member.email})
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert letter.body.startswith(greeting)
        assert farewell in letter.body
        assert letter.subject.startswith(f"[{name}] ")


@pytest.mark.parametrize(("prefix", "name"), [("", "澄浦新闻"), ("/en", "Chengpu News")])
def test_a_letter_to_nobody_here_is_in_the_language_of_the_page(prefix, name):
    Client().post(f"{prefix}/accounts/password/reset/", {"email": "who@news.example"})
    (letter,) = mail.outbox
    assert letter.subject.startswith(f"[{name}] ")


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
