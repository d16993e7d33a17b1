"""Those who write, those who comment, and the pages that are talked about."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import escape

from comments.models import Comment
from news.models import Byline
from portal.accounts.models import User
from portal.importers.models import ImportedRecord
from portal.site.models import Page
from tests.portal.importers.conftest import SMALL_WORDPRESS as SMALL

pytestmark = pytest.mark.django_db

SAID = (
    "<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>沈</wp:comment_author>"
    "<wp:comment_date_gmt>2024-05-02 09:00:00</wp:comment_date_gmt><wp:comment_content>{words}"
    "</wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
    "<wp:comment_parent>{parent}</wp:comment_parent>"
    "<wp:comment_user_id>{user}</wp:comment_user_id></wp:comment>"
)
OPEN = "<wp:comment_status>open</wp:comment_status>"
GUEST = (
    "<item><title>客座</title><content:encoded></content:encoded><wp:post_id>60</wp:post_id>"
    "<wp:status>publish</wp:status><wp:post_name>cap-guest</wp:post_name>"
    "<wp:post_type>guest-author</wp:post_type>"
    + "".join(
        f"<wp:postmeta><wp:meta_key>cap-{name}</wp:meta_key><wp:meta_value>{value}</wp:meta_value>"
        "</wp:postmeta>"
        for name, value in {
            "display_name": "周放（客座）",
            "description": "写河。",
            "linked_account": "zhou",
        }.items()
    )
    + "</item>"
)


@pytest.fixture
def talked_about(tmp_path: Path) -> Path:
    """The small site with comments under its page, one of them an answer, and a guest's record."""
    said = SAID.format(number=70, words="页下的话", parent=0, user=3)
    said += SAID.format(number=71, words="回页下的话", parent=70, user=0)
    text = SMALL.read_text("utf-8")
    page = text.index("<item><title>关于周报")
    end = text.index("</item>", page)
    file = tmp_path / "talk.xml"
    file.write_text(f"{text[:end]}{OPEN}{said}{text[end:].replace('</channel>', GUEST)}", "utf-8")
    return file


def page_of_sample() -> Page:
    row = ImportedRecord.objects.get(kind="page", foreign_id="30")
    return Page.objects.get(pk=row.object_id)


def test_authors_get_accounts_under_the_names_readers_knew(bring_wordpress):
    report = bring_wordpress()
    shen, zhou = User.objects.order_by("username")
    assert (shen.username, shen.shown_name, shen.email) == ("shen", "沈言", "shen@old.example")
    assert (zhou.username, zhou.shown_name) == ("zhou", "")
    assert not (shen.is_staff or shen.has_usable_password() or shen.has_verified_email)
    assert Byline.objects.get(name_zh="沈言").user == shen
    assert report["notes"]["Members without a password"] == [
        *("shen: shen@old.example", "zhou: zhou@old.example"),
    ]
    again = bring_wordpress()
    assert again["kinds"]["member"]["unchanged"] == again["kinds"]["member"]["read"] == 2


def test_an_author_chooses_a_password_by_letter_and_signs_in(bring_wordpress):
    bring_wordpress()
    client = Client()
    client.post("/accounts/password/reset/", {"email": "shen@old.example"})
    (letter,) = mail.outbox
    (address,) = re.findall(r"http://testserver(\S*/accounts/password/reset/key/\S+)", letter.body)
    form = client.get(address, follow=True)
    new = {"password1": "Fresh-2026x", "password2": "Fresh-2026x"}
    client.post(form.redirect_chain[-1][0], new)
    asked = {"login": "shen", "password": "Fresh-2026x"}
    assert Client().post("/accounts/login/", asked).status_code == 302
    bring_wordpress()
    assert User.objects.get(username="shen").check_password("Fresh-2026x")


def test_a_name_of_the_newsroom_is_not_taken_on(bring_wordpress):
    User.objects.create_user("chief", shown_name="沈言", is_staff=True)
    report = bring_wordpress()
    assert User.objects.get(username="shen").shown_name == ""
    assert report["notes"]["Members shown by their user name"] == ["shen: 沈言"]


def test_a_guest_author_has_the_name_and_the_account_of_the_plugin(bring_wordpress, talked_about):
    report = bring_wordpress(talked_about)
    guest = Byline.objects.get(name_zh="周放（客座）")
    assert (guest.bio_zh, guest.user) == ("写河。", User.objects.get(username="zhou"))
    assert "posts of the type guest-author" not in report["not_yet_brought"]


def test_pages_keep_what_was_said_under_them(bring_wordpress, talked_about):
    report = bring_wordpress(talked_about)
    first, second = Comment.objects.filter(body__contains="页下的话").order_by("created_at", "pk")
    assert (first.author, first.guest_name) == (User.objects.get(username="shen"), "")
    assert (second.parent, second.guest_name) == (first, "沈")
    assert first.thread.thing == page_of_sample()
    shown = Client().get(page_of_sample().get_absolute_url()).content.decode()
    assert shown.count("页下的话") == 2
    assert "data-comment-form" in shown
    assert report["kinds"]["comment"]["created"] == 5
    again = bring_wordpress(talked_about)
    assert again["kinds"]["comment"]["unchanged"] == again["kinds"]["page"]["unchanged"] + 4 == 5


def test_a_page_takes_comments_only_where_an_editor_wants_them(bring_wordpress, talked_about):
    bring_wordpress()
    page = page_of_sample()
    address = page.get_absolute_url()
    plain = Client().get(address).content.decode()
    assert not page.allows_comments
    assert 'id="comments"' not in plain
    bring_wordpress(talked_about)
    Page.objects.get(pk=page.pk)
    page.refresh_from_db()
    assert page.allows_comments
    page.allows_comments = False
    page.save()
    closed = Client().get(address).content.decode()
    assert "页下的话" in closed
    assert "data-comment-form" not in closed
    assert escape(page.title) in closed


def test_a_comment_form_of_a_closed_page_is_refused(bring_wordpress):
    bring_wordpress()
    page = page_of_sample()
    said = {"thing": f"site.page:{page.pk}", "text": "偷偷说", "name": "甲"}
    Client().post("/comments/post/", said)
    assert not Comment.objects.filter(body="偷偷说").exists()
