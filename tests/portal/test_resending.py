"""What was typed at the desk comes back when session or token are lost, without any script."""

import html
import re

import pytest
from django.test import Client

from news.models import Article
from tests import factories
from tests.desk_forms import filled

pytestmark = pytest.mark.django_db

OURS = {"Origin": "http://testserver"}
LONG = "第一句还在。" * 20 + "\n<script>alert(1)</script>"


@pytest.fixture
def article():
    return factories.make_article(state="draft", title="旧题")


@pytest.fixture
def desk(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


def address(article: Article) -> str:
    return f"/admin/news/article/{article.pk}/change/"


def typed_by(desk, article, **more):
    page = desk.get(address(article))
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    return filled(page, title="新题", summary=LONG, _continue="1", **more) | {
        "csrfmiddlewaretoken": token
    }


def sent_again(answer):
    """What the form of the answer posts when it is sent as it stands."""
    page = answer.content.decode()
    form = page[page.index('<form method="post" action="/admin/') :].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    found += re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    return {name: html.unescape(value) for name, value in found}


def test_text_survives_a_lost_session(desk, article, editor):
    typed = typed_by(desk, article)
    del desk.cookies["sessionid"]
    answer = desk.post(address(article), typed, headers=OURS)
    assert answer.status_code == 403
    assert answer["Cache-Control"] == "private, no-store"
    assert "<script>alert(1)" not in answer.content.decode()
    assert ">摘要</label>" in answer.content.decode()
    again = sent_again(answer)
    assert (again["title"], again["_continue"]) == ("新题", "1")
    assert again["summary"].replace("\r", "") == LONG
    desk.force_login(editor)
    second = desk.post(address(article), again, headers=OURS)
    if second.status_code == 403:  # Signing in gave the browser another token.
        second = desk.post(address(article), sent_again(second), headers=OURS)
    assert second.status_code == 302
    article.refresh_from_db()
    assert article.title == "新题"
    assert "第一句还在" in article.summary


def test_text_survives_a_lost_token(desk, article):
    typed = typed_by(desk, article)
    del desk.cookies["csrftoken"]
    answer = desk.post(address(article), typed, headers=OURS)
    assert answer.status_code == 403
    assert desk.post(address(article), sent_again(answer), headers=OURS).status_code == 302
    article.refresh_from_db()
    assert article.title == "新题"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site", **OURS}, {}],
)
def test_what_another_site_sent_is_never_given_back(headers, desk, article):
    typed = typed_by(desk, article) | {"csrfmiddlewaretoken": "x" * 64}
    answer = desk.post(address(article), typed, headers=headers)
    assert answer.status_code == 403
    assert "新题" not in answer.content.decode()
    assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_secrets_and_scripts_are_not_given_back(desk, article):
    sent = {"old_password": "geheim-geheim", "note": "不是密码", "csrfmiddlewaretoken": "x" * 64}
    page = desk.post("/admin/password_change/", sent, headers=OURS).content.decode()
    assert "geheim" not in page
    typed = typed_by(desk, article) | {"csrfmiddlewaretoken": "x" * 64}
    fetched = OURS | {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}
    answer = desk.post(address(article), typed, headers=fetched)
    assert "新题" not in answer.content.decode()


def test_reader_forms_are_refused_as_ever(client, article):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/accounts/login/", {"login": "某人"}, headers=OURS)
    assert answer.status_code == 403
    assert "某人" not in answer.content.decode()
