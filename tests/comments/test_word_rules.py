"""Word rules are tried before they hold, and kept by those who may."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from comments import word_rules
from comments.models import Comment, WordRule
from comments.screening import rules
from tests.factories import make_article, make_comment, make_thread

pytestmark = pytest.mark.django_db

FORM = {"pattern": "出发票", "action": "hold", "field": "all", "is_active": "on"}
FORM |= {"replacement": "", "exceptions": "", "note": "", "expires_at": ""}


@pytest.fixture
def thread(clock):
    return make_thread(make_article())


def test_a_trial_counts_what_was_published_and_refused(thread, clock):
    make_comment(thread, "代开 出 发 票 加微信")
    make_comment(thread, "出发票价是多少")
    make_comment(thread, "出发票", state=Comment.State.SPAM)
    make_comment(thread, "出发票", state=Comment.State.PENDING)
    make_comment(thread, "出发票", created_at=clock() - timedelta(days=91))
    rule = WordRule(pattern="出发票", exceptions="出发票价")
    trial = word_rules.try_on_history(rule, clock())
    assert (trial.read, trial.approved, trial.refused, trial.waiting) == (4, 1, 1, 1)
    assert trial.examples[-1].said == "出 发 票"


def test_a_trial_reads_so_many_and_no_more(thread, clock, monkeypatch, django_assert_num_queries):
    for _number in range(5):
        make_comment(thread, "出发票")
    monkeypatch.setattr(word_rules, "TRIED_ON", 3)
    with django_assert_num_queries(1):
        assert word_rules.try_on_history(WordRule(pattern="出发票"), clock()).hits == 3


def test_the_form_tries_and_keeps_what_was_typed(thread, chief, client_of):
    make_comment(thread, "谁家出发票")
    page = client_of(chief).post("/admin/comments/wordrule/add/", FORM | {"_try": "1"})
    html = page.content.decode()
    assert "<mark>出发票</mark>" in html
    assert 'value="出发票"' in html
    assert not WordRule.objects.exists()


def test_another_meaning_is_another_version(chief, client_of):
    client = client_of(chief)
    client.post("/admin/comments/wordrule/add/", FORM)
    rule = WordRule.objects.get()
    assert (rule.version, rule.made_by) == (1, chief)
    address = f"/admin/comments/wordrule/{rule.pk}/change/"
    client.post(address, FORM | {"note": "税务"})
    client.post(address, FORM | {"note": "税务", "action": "ban"})
    rule.refresh_from_db()
    assert (rule.version, rule.action, rule.note) == (2, "ban", "税务")


def test_a_rule_without_a_letter_is_refused(chief, client_of):
    page = client_of(chief).post("/admin/comments/wordrule/add/", FORM | {"pattern": "…{3}。"})
    assert page.status_code == 200
    assert not WordRule.objects.exists()


def test_a_list_is_shown_before_it_is_taken_in(chief, client_of, clock):
    WordRule.objects.create(pattern="赌博")
    client = client_of(chief)
    typed = {"action": "hold", "words": "赌博\n办证\n办证\n傻瓜=朋友\n代孕={BANNED}\n。。。\n"}
    page = client.post("/admin/comments/wordrule/list/", typed).content.decode()
    assert "傻瓜 → 朋友" in page
    assert WordRule.objects.count() == 1
    client.post("/admin/comments/wordrule/list/", typed | {"confirmed": "1"})
    made = WordRule.objects.exclude(pattern="赌博")
    assert sorted(made.values_list("pattern", "action", "replacement")) == sorted(
        [("办证", "hold", ""), ("傻瓜", "replace", "朋友"), ("代孕", "ban", "")]
    )


def test_a_list_holds_at_once(chief, clock, committed):
    assert list(rules.hits("办证", "", clock())) == []
    with committed():
        word_rules.take_in(word_rules.read_list("办证", "hold"), by=chief)
    assert [found.rule.pattern for found in rules.hits("办证", "", clock())] == ["办证"]


def test_who_may_not_cannot(moderator, editor, client_of):
    rule = WordRule.objects.create(pattern="赌博")
    assert client_of(moderator).get("/admin/comments/wordrule/").status_code == 200
    assert client_of(moderator).get("/admin/comments/wordrule/list/").status_code == 403
    client_of(moderator).post(f"/admin/comments/wordrule/{rule.pk}/change/", FORM)
    assert client_of(editor).get("/admin/comments/wordrule/").status_code == 403
    rule.refresh_from_db()
    assert rule.pattern == "赌博"
    with pytest.raises(PermissionDenied):
        word_rules.save_rule(rule, by=moderator)
    with pytest.raises(PermissionDenied):
        word_rules.take_in([], by=moderator)
