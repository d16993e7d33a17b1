"""Attacks by other ways than the form: feeds, letters, imports, the desk, and many at once."""

import ast
import json
import re
import socket
import threading
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse

from comments import agreeing, letters, moderation, notifications
from comments.models import EVERYBODY, Comment, Decision, Report, Subscription
from comments.readers import Reader
from comments.reporting import report
from portal.lib import formtokens
from portal.site.models import SiteSettings
from tests import factories
from tests.comments.attacking import (
    DECIDE,
    INJECTIONS,
    POST,
    QUEUE,
    SCRIPT,
    Found,
    assert_inert,
    send,
)

pytestmark = pytest.mark.django_db

State = Comment.State
ROOT = Path(__file__).parents[2]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def article(clock):
    return open_article()


def open_article():
    SiteSettings(comment_policy="open", holds_first_comments=False).save()
    return factories.make_article(title="旧船厂的龙门吊不拆了")


def test_stored_xss_in_the_feed(client, article):
    """A feed reader shows the content of an entry as markup: that is where it must be inert."""
    thread = factories.make_thread(article)
    for number, injection in enumerate(INJECTIONS):
        factories.make_comment(thread, injection, guest_name=f"{number}{injection}"[:24])
    feed = client.get(reverse("comments:feed", args=[thread.pk])).content
    entries = ElementTree.fromstring(feed).findall(f"{ATOM}entry")
    assert len(entries) == len(INJECTIONS)
    for entry in entries:
        summary = entry.find(f"{ATOM}summary")
        assert summary.get("type") == "html"
        assert Found(summary.text).bad == []


def test_stored_xss_by_an_import(client, client_of, moderator, article, tmp_path):
    said = [
        {"author": injection[:60], "created": "2024-05-01 08:00:00", "text": injection}
        for injection in INJECTIONS
    ]
    file = tmp_path / "isso.json"
    file.write_text(
        json.dumps([{"id": article.get_absolute_url(), "title": "t", "comments": said}])
    )
    report_file = tmp_path / "report.json"
    call_command("import_site", "isso", str(file), report=report_file, verbosity=0)
    assert Comment.objects.count() == len(INJECTIONS)
    assert_inert(client.get(article.get_absolute_url()))
    for tab in ("new", "approved", "pending"):
        assert_inert(client_of(moderator).get(f"{QUEUE}?tab={tab}"))


NAUGHTY = (
    *INJECTIONS,
    "<!--", "-->", "<![CDATA[", "</script>", "{% load x %}{{ y }}", "${7*7}", "\\u003cxss\\u003e",
    "%3Cxss%20onxss%3D1%3E", "&lt;xss&gt;", "﷽" * 20, "Ω≈ç√∫˜µ≤≥÷", "\ufeffBOM", "田中さん",
    "👩‍👩‍👧‍👧" * 20, "NULL", "undefined", "1/0", "../../etc/passwd", "'; DROP TABLE x; --",
)  # fmt: skip


def test_xss_in_the_spam_screen(client_of, moderator, article):
    """Every row is there, none is markup, and none breaks the list for the others."""
    thread = factories.make_thread(article)
    for text in NAUGHTY:
        factories.make_comment(thread, text, state="spam", guest_name=text[:30])
    desk = client_of(moderator)
    page = desk.get(f"{QUEUE}?tab=spam")
    assert len(page.context["rows"]) == len(NAUGHTY)
    listed = desk.get(reverse("admin:comments_comment_changelist"))
    assert len(listed.context["cl"].result_list) == len(NAUGHTY)
    one = reverse("admin:comments_comment_change", args=[Comment.objects.first().pk])
    for answer in (page, listed, desk.get(one), desk.get(reverse("admin:index"))):
        assert_inert(answer)


ADDRESSES = (
    "javascript:xss(1)", "JaVaScRiPt:xss(1)", "java\nscript:xss(1)", "data:text/html,<xss>",
    "//evil.example/xss(", "https://good.example@evil.example/xss(", "http://еvil.example/xss(",
    "vbscript:xss(1)", "[x](javascript:xss(1))", "http://a\"onxss='1/xss(",
)  # fmt: skip


def test_url_sanitiser_has_nothing_to_do(client, client_of, moderator, article):
    """What readers write is text: no address of theirs becomes a link anywhere."""
    thread = factories.make_thread(article)
    for address in ADDRESSES:
        factories.make_comment(thread, f"看 {address} 这里")
    feed = reverse("comments:feed", args=[thread.pk])
    for answer in (
        client.get(article.get_absolute_url()),
        client_of(moderator).get(f"{QUEUE}?tab=new"),
    ):
        assert_inert(answer)
        assert 'href="//evil' not in answer.content.decode()
    for entry in ElementTree.fromstring(client.get(feed).content).findall(f"{ATOM}entry"):
        assert "<a" not in entry.find(f"{ATOM}summary").text


@pytest.mark.parametrize("address", ADDRESSES)
def test_url_of_a_notice_is_one_of_ours(client, address):
    said = {"url": address, "law": "x", "explanation": "y", "good_faith": "on"}
    assert client.post(reverse("comments:notice"), said).status_code == 400


def test_html_mail_injection_in_letters(article, reader, moderator, settings, clock):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    reader.email = "reader@example.org"
    reader.save()
    thread = factories.make_thread(article)
    injected = f"{INJECTIONS[2]}\nBcc: other@example.org\n<img src=https://evil.example/p.gif>"
    comment = factories.make_comment(thread, "我的话", author=reader, state="pending")
    moderation.reject([comment], by=moderator, reason=1, public_note=injected)
    notifications.subscribe(thread, reader=Reader(device="d1"), email="guest@example.org")
    clock.advance(minutes=11)
    letters.write_letters.call()
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert letter.content_subtype == "plain"
        assert not getattr(letter, "alternatives", [])
        assert not letter.attachments
        assert "\n" not in letter.subject
        assert letter.recipients() in (["reader@example.org"], ["guest@example.org"])


def test_ssrf_nothing_of_a_readers_is_fetched(client, article, clock, run_tasks, monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "create_connection", lambda *args, **_: asked.append(args))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: asked.append(args))
    answer = send(
        client, article, clock, text="看 http://169.254.169.254/ 与 https://evil.example/"
    )
    assert answer.status_code == 201
    client.get(article.get_absolute_url())
    run_tasks()
    assert asked == []


def test_path_traversal_and_bombs_find_no_upload(client, article, clock, settings):
    """A file in place of a field, or beside it, is kept nowhere."""
    key = f"news.article:{article.pk}"
    token = formtokens.issue(key)
    clock.advance(seconds=4)
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    data = {"thing": key, "name": "人", "token": token}
    bomb = lambda: SimpleUploadedFile("../../x.svg", b"<svg onload=1>" * 1_000)  # noqa: E731
    assert client.post(POST, data | {"text": bomb()}, headers=SCRIPT).status_code == 400
    beside = data | {"text": "好", "picture": bomb(), "token": formtokens.issue(key)}
    clock.advance(seconds=4)
    assert client.post(POST, beside, headers=SCRIPT).status_code == 201
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == before


def test_moderator_side_csv_formulas(client_of, moderator, chief, article):
    comment = factories.make_comment(factories.make_thread(article), state="pending")
    for note in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"):
        moderation.reject([comment], by=moderator, internal_note=note)
        moderation.approve([comment], by=moderator, internal_note=note)
    desk = client_of(chief)
    chosen = {"action": "export", "_selected_action": Decision.objects.values_list("pk", flat=True)}
    table = desk.post(reverse("admin:comments_decision_changelist"), chosen).content.decode()
    assert "'=cmd" in table
    for cell in table.replace("\r\n", ",").split(","):
        assert not cell.strip('"').startswith(("=", "+", "-", "@", "\t"))


def test_moderator_side_no_model_is_unpickled():
    unpicklers = re.compile(r"^\s*(?:import|from) (?:pickle|joblib|marshal|shelve|dill)\b", re.M)
    modules = list((ROOT / "comments").rglob("*.py"))
    assert len(modules) > 50
    assert [module for module in modules if unpicklers.search(module.read_text())] == []


def test_moderator_side_the_bulk_form_asks_who_does_it(client, client_of, reader, editor, article):
    thread = factories.make_thread(article)
    held = [factories.make_comment(thread, state="pending") for _ in range(3)]
    ticked = {"tick": [one.pk for one in held], "seen": [f"{one.pk}:pending" for one in held]}
    for person in (client, client_of(reader), client_of(editor)):
        for deed in ("approve", "reject", "spam", "undo", "mask"):
            data = ticked | {"many": deed, "deed": deed, "confirmed": "1", "reason": "1"}
            assert person.post(DECIDE, data).status_code in (302, 403)
    listed = {"action": "approve", "_selected_action": [one.pk for one in held]}
    changelist = reverse("admin:comments_comment_changelist")
    for person in (client, client_of(reader), client_of(editor)):
        person.post(changelist, listed)
    assert set(Comment.objects.values_list("state", flat=True)) == {"pending"}
    assert not Decision.objects.exists()


def test_moderator_side_the_bulk_form_wants_its_token_and_a_look(client_of, moderator, article):
    held = factories.make_comment(factories.make_thread(article), state="pending")
    data = {"many": "approve", "tick": [held.pk], "seen": f"{held.pk}:pending"}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)
    assert strict.post(DECIDE, data | {"confirmed": "1"}).status_code == 403
    assert client_of(moderator).post(DECIDE, data).status_code == 200  # It shows them first.
    held.refresh_from_db()
    assert held.state == "pending"


def test_notification_abuse_an_address_is_no_pattern(article, settings):
    """`_` and `%` mean themselves: nobody ends or confirms the letters of others."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    threads = [factories.make_thread(factories.make_article()) for _ in range(2)]
    notifications.subscribe(threads[0], reader=Reader(device="d1"), email="axb@example.org")
    for pattern in ("a_b@example.org", "a%b@example.org"):
        notifications.subscribe(threads[1], reader=Reader(device="d2"), email=pattern)
    theirs = Subscription.objects.get(device="d1")
    assert (theirs.email, theirs.confirmed_at) == ("axb@example.org", None)


def test_report_brigading(clock, article):
    comment = factories.make_comment(factories.make_thread(article), "不受欢迎的话")
    for _ in range(20):
        fresh = factories.make_user(date_joined=clock.now)
        report(comment, why="abuse", by=Reader(member=fresh))
    for number in range(20):
        report(comment, why="abuse", by=Reader(device=f"d{number}"))
    comment.refresh_from_db()
    assert Report.objects.count() == 40
    assert comment.is_published


AT_ONCE = 6


def all_at_once(work):
    """Let `work(number)` begin in as many threads at the same moment; what each answered."""
    start, answers = threading.Barrier(AT_ONCE), {}

    def run(number):
        start.wait()
        try:
            answers[number] = work(number)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=run, args=[number]) for number in range(AT_ONCE)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [answers.get(number) for number in range(AT_ONCE)]


@pytest.mark.django_db(transaction=True)
def test_race_votes_of_many_all_count_and_of_one_once():
    thread = factories.make_thread(open_article())
    by_many, by_one = factories.make_comment(thread), factories.make_comment(thread)
    all_at_once(lambda number: agreeing.agree(by_many, reader=Reader(device=f"d{number}")).pk)
    all_at_once(lambda number: agreeing.agree(by_one, reader=Reader(device="d")).pk)
    counts = dict(Comment.objects.values_list("pk", "agree_count"))
    assert counts == {by_many.pk: AT_ONCE, by_one.pk: 1}
    assert by_many.agreements.count() == AT_ONCE
    all_at_once(lambda number: agreeing.take_back(by_one, reader=Reader(device="d")).pk)
    by_one.refresh_from_db()
    assert (by_one.agree_count, by_one.agreements.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_race_of_moderators_decides_once(make_user):
    comment = factories.make_comment(factories.make_thread(open_article()), state="pending")
    people = [make_user(f"审核{number}", role="moderator") for number in range(AT_ONCE)]

    def decide(number):
        deed = moderation.approve if number % 2 else moderation.mark_spam
        return len(deed([comment], by=people[number], seen={comment.pk: "pending"}))

    assert sorted(all_at_once(decide)) == [0] * (AT_ONCE - 1) + [1]
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_race_of_one_token_is_one_comment(clock):
    article = open_article()
    key = f"news.article:{article.pk}"
    token = formtokens.issue(key)
    clock.advance(seconds=4)
    data = {"thing": key, "name": "人", "token": token}
    answers = all_at_once(
        lambda number: (
            Client().post(POST, data | {"text": f"第{number}次"}, headers=SCRIPT).status_code
        )
    )
    assert sorted(answers) == [201] + [400] * (AT_ONCE - 1)
    assert Comment.objects.count() == 1


SURFACES = {
    "page": lambda article, comment: article.get_absolute_url(),
    "its own page": lambda article, comment: comment.get_absolute_url(),
    "count": lambda article, comment: "/",
    "feed": lambda article, comment: reverse("comments:feed", args=[comment.thread_id]),
    "JSON": lambda article, comment: reverse("news:ninjs", args=[article.pk]),
    "state": lambda article, comment: f"/state/?article={article.pk}",
    "search": lambda article, comment: "/search/?q=秘密的话",
    "sitemap": lambda article, comment: "/sitemap.xml",
    "private page": lambda article, comment: reverse("comments:part", args=[comment.pk]),
    "report": lambda article, comment: reverse("comments:report", args=[comment.pk]),
    "notice": lambda article, comment: f"{reverse('comments:notice')}?comment={comment.pk}",
}
"""Everywhere a comment, or that there is one, could be told."""


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("state", State)
def test_unpublished_leaks_are_ruled_out_by_one_question(client, article, surface, state):
    """What `visible_to` leaves out is told nowhere; what it gives is counted."""
    comment = factories.make_comment(factories.make_thread(article), "秘密的话", state=state)
    html = client.get(SURFACES[surface](article, comment), follow=True).content.decode()
    is_shown = Comment.objects.visible_to(EVERYBODY).filter(pk=comment.pk).exists()
    assert is_shown == (state == State.PUBLISHED)
    link = f"{comment.get_absolute_url()}"
    if surface == "search":  # The page repeats what was asked for.
        html = html.replace("秘密的话", "")
    if not is_shown:
        assert "秘密的话" not in html
        if surface not in ("its own page", "report", "private page"):
            assert f'"{link}"' not in html
    elif surface in ("page", "feed", "report", "private page"):
        assert "秘密的话" in html


@pytest.mark.parametrize("state", State)
def test_unpublished_leaks_have_no_link_from_the_desk(client_of, moderator, article, state):
    comment = factories.make_comment(factories.make_thread(article), state=state)
    page = client_of(moderator).get(reverse("admin:comments_comment_change", args=[comment.pk]))
    shown = page.context["absolute_url"] if page.context["has_absolute_url"] else None
    assert shown == (comment.get_absolute_url() if state == State.PUBLISHED else None)


CLASSES = {
    "stored XSS, forgotten write path": "test_stored_xss",
    "XSS by truncation": "test_xss_by_truncation",
    "CSRF": "test_csrf",
    "XSS in the spam screen": "test_xss_in_the_spam_screen",
    "URL sanitiser": "test_url_sanitiser",
    "HTML mail injection": "test_html_mail_injection",
    "SSRF": "test_ssrf",
    "path traversal, decompression bomb": "test_path_traversal",
    "authorisation skipped": "test_authorisation",
    "wrong parent": "test_wrong_parent",
    "unpublished content leaks": "test_unpublished_leaks",
    "cache mix-up": "test_cache_mix_up",
    "identity capture": "test_identity_capture",
    "de-anonymisation": "test_de_anonymisation",
    "notification abuse": "test_notification_abuse",
    "forwarded address": "test_forwarded_ip",
    "ReDoS": "test_redos",
    "moderator side": "test_moderator_side",
    "report brigading": "test_report_brigading",
    "race": "test_race",
    "reverse trust": "test_reverse_trust",
    "bidi": "test_bidi",
    "zalgo": "test_zalgo",
    "huge names": "test_huge_names",
}
"""How comment systems were broken, and how the tests that try it begin."""


def test_every_class_of_attack_is_tried():
    modules = [
        *Path(__file__).parent.glob("test_attacks*.py"),
        Path(__file__).with_name("test_crowd.py"),
    ]
    names = {
        node.name
        for module in modules
        for node in ast.parse(module.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }
    missing = [
        kind for kind, start in CLASSES.items() if not any(name.startswith(start) for name in names)
    ]
    assert missing == []
