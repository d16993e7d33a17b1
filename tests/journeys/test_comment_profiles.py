"""A comment's life under each of the three laws it may be handled by, through HTTP alone."""

import re

import html5lib
import pytest
from django.core import mail
from django.urls import reverse

from comments import letters
from comments.models import Appeal, Comment, LegalNotice
from portal.lib import formtokens
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

SCRIPT = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
POST = reverse("comments:post")
QUEUE, DECIDE = reverse("admin:comments_queue"), reverse("admin:comments_decide")


@pytest.fixture
def story(clock, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return factories.make_article(title="旧船厂的龙门吊不拆了")


def under(profile, **more):
    SiteSettings(comment_profile=profile, comment_policy="open", **more).save()


def write(client, story, clock, text, **more):
    """Post by the form of the story, as its script does."""
    thing = f"news.article:{story.pk}"
    token = formtokens.issue(thing)
    clock.advance(seconds=4)
    data = {"thing": thing, "token": token, "text": text} | more
    return client.post(POST, data, headers=SCRIPT)


def read(client, story):
    return client.get(story.get_absolute_url()).content.decode()


def decide(desk, comment, **deed):
    """Press a button of the queue on the comment as it stands."""
    comment.refresh_from_db()
    data = {"one": comment.pk, "seen": f"{comment.pk}:{comment.state}", "tab": "pending"}
    assert desk.post(DECIDE, data | deed, follow=True).status_code == 200
    comment.refresh_from_db()


def fields_of(page, form_id):
    """What the form of an admin page would post."""
    root = html5lib.parse(page.content.decode(), namespaceHTMLElements=False)
    form = next(found for found in root.iter("form") if found.get("id") == form_id)
    fields = {}
    for element in [*form.iter("input"), *form.iter("textarea")]:
        is_off = element.get("type") in ("checkbox", "radio") and element.get("checked") is None
        if element.get("name") and not is_off and element.get("type") != "submit":
            blank = "on" if element.get("type") == "checkbox" else ""
            fields[element.get("name")] = element.get("value") or element.text or blank
    for select in form.iter("select"):
        options = [one for one in select.iter("option") if one.get("selected") is not None]
        fields[select.get("name")] = [one.get("value") for one in options]
    return fields


def test_plain_guests_speak_at_once_and_moderators_look_after(
    client, client_of, moderator, story, clock
):
    under("plain", holds_first_comments=False)
    answer = write(client, story, clock, "终于看见河了。", name="柳湾老顾")
    assert (answer.status_code, answer.json()["state"]) == (201, "published")
    assert "终于看见河了。" in read(client, story)
    comment = Comment.objects.get()
    report = reverse("comments:report", args=[comment.pk])
    assert client_of(factories.make_user()).post(report, {"why": "abuse"}).status_code == 200
    desk = client_of(moderator)
    assert [row.pk for row, _ in desk.get(f"{QUEUE}?tab=reported").context["rows"]] == [comment.pk]
    decide(desk, comment, deed="reject", reason="2")
    assert comment.state == "removed"
    assert "终于看见河了。" not in read(client, story)


def test_eu_a_notice_is_upheld_with_reasons_and_the_appeal_is_another_moderators(
    client, client_of, reader, moderator, chief, story, clock, settings
):
    under("eu", holds_first_comments=False)
    reader.email = "reader@example.org"
    reader.save()
    member = client_of(reader)
    write(member, story, clock, "某某是骗子。")
    comment = Comment.objects.get()
    notice = {
        "url": f"{settings.SITE_URL}{comment.get_absolute_url()}",
        "law": "诽谤",
        "explanation": "没有的事。",
        "good_faith": "on",
    }
    receipt = client.post(reverse("comments:notice"), notice)["Location"]
    desk = client_of(moderator)
    change = reverse("admin:comments_legalnotice_change", args=[LegalNotice.objects.get().pk])
    fields = fields_of(desk.get(change), "legalnotice_form")
    assert desk.post(change, fields | {"decision": "upheld", "note": "已处理"}).status_code == 302
    assert "已处理" in client.get(receipt).content.decode()
    assert "某某是骗子。" not in read(client, story)

    clock.advance(minutes=11)
    letters.write_letters.call()
    letter = next(one for one in mail.outbox if one.to == [reader.email])
    statement = re.search(r"https?://[^/]+(/\S*decision/\S+)", letter.body)[1]
    told = client.get(statement).content.decode()
    assert "诽谤" in told
    assert client.post(statement, {"text": "判决书里写着。"}).status_code == 303
    place = {"tab": "appeals", "deed": "grant", "appeal_note": "您说得对。"}
    decide(desk, comment, **place)
    assert Appeal.objects.get().outcome == "open"  # Who decided first does not decide again.
    decide(client_of(chief), comment, **place)
    assert Appeal.objects.get().outcome == "granted"
    assert "某某是骗子。" in read(client, story)


def test_cn_only_verified_members_write_and_everything_waits(
    client, client_of, reader, administrator, moderator, story, clock
):
    under("cn", holds_first_comments=False)
    story.category.comment_policy = "open"
    story.category.save()
    assert write(client, story, clock, "桥修好了吗？", name="路人").status_code == 400
    member = client_of(reader)
    assert write(member, story, clock, "桥修好了吗？").status_code == 400
    assert not Comment.objects.exists()

    desk = client_of(administrator)
    change = reverse("admin:accounts_user_change", args=[reader.pk])
    verified = {"identity_verified_at": "2026-07-01 09:00"}
    fields = fields_of(desk.get(change), "user_form") | verified
    saved = desk.post(change, fields)
    assert saved.status_code == 302, saved.context["errors"]

    answer = write(member, story, clock, "桥修好了吗？")
    assert answer.status_code == 201, answer.json()
    assert answer.json()["state"] == "pending"
    assert "桥修好了吗？" not in read(client, story)
    comment = Comment.objects.get()
    decide(client_of(moderator), comment, deed="approve")
    assert "桥修好了吗？" in read(client, story)
    own = reverse("comments:own", args=[comment.pk])
    token = formtokens.issue(f"comment:{comment.pk}")
    clock.advance(seconds=4)
    member.post(own, {"text": "桥到底修好了吗？", "token": token})
    comment.refresh_from_db()
    assert comment.state == "pending"  # A change waits like the comment itself.
