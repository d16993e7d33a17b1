"""Each check on real rows, and that one that fails holds the comment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation, posting, sanctions
from comments.models import Comment, Sanction, Shingle, Signal, WordRule
from comments.screening import checks
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

ADVERT = "低价代办各类证件，质量保证，全国送货上门，先验货后付款，欢迎咨询。"


@pytest.fixture
def article():
    SiteSettings(comment_policy="open", holds_first_comments=False).save()
    return factories.make_article()


def codes(comment):
    return set(comment.signals.values_list("code", flat=True))


def test_a_plain_comment_of_a_member_is_published(article, reader):
    comment = posting.post(article, body="桥头的灯终于亮了", author=reader)
    assert comment.is_published
    assert codes(comment) <= {"first", "new_account"}


def test_a_banned_word_is_refused_with_its_name(article, reader):
    WordRule.objects.create(pattern="赌博", action="ban")
    with pytest.raises(posting.CannotComment, match="赌博"):
        posting.post(article, body="在线赌.博", author=reader)


def test_a_word_in_the_name_counts_where_the_rule_says_so(article):
    WordRule.objects.create(pattern="编辑部", action="hold", field="name")
    assert posting.post(article, body="大家好", guest_name="编 辑 部").state == "pending"
    assert posting.post(article, body="编辑部的人看到了吗", guest_name="路人").is_published


def test_a_replacing_rule_puts_in_its_word(article, reader):
    WordRule.objects.create(pattern="傻瓜", action="replace", replacement="朋友")
    comment = posting.post(article, body="你这傻 瓜，说得对", author=reader)
    assert comment.body == "你这朋友，说得对"


def test_a_watching_rule_leaves_a_note_only(article, reader):
    WordRule.objects.create(pattern="拆迁", action="watch")
    comment = posting.post(article, body="拆迁的事怎么说", author=reader)
    assert comment.is_published
    watch = comment.signals.get(code="watch")
    assert (watch.weight, watch.start, watch.end) == (0, 0, 2)


def test_a_rule_that_has_expired_or_is_out_of_use_is_silent(article, reader):
    WordRule.objects.create(pattern="拆迁", expires_at=timezone.now() - timedelta(seconds=1))
    WordRule.objects.create(pattern="怎么说", is_active=False)
    assert posting.post(article, body="拆迁的事怎么说", author=reader).is_published


def test_more_links_than_allowed_are_held(article, reader):
    few, many = "见 a.example.com 和 b.example.com", "见 a.cn b.cn c.cn 三处"
    assert posting.post(article, body=few, author=reader).is_published
    assert posting.post(article, body=many, author=reader).state == "pending"


def test_somebodys_number_is_held_and_marked(article, reader):
    comment = posting.post(article, body="打他电话13812340000", author=reader)
    assert comment.state == "pending"
    signal = comment.signals.get(code="contact")
    assert comment.body[signal.start : signal.end] == "13812340000"


def test_the_same_text_again_is_refused_to_its_writer_and_held_of_others(article, reader, editor):
    posting.post(article, body=ADVERT, author=reader)
    with pytest.raises(posting.CannotComment):
        posting.post(article, body=ADVERT.replace("，", " "), author=reader)
    copied = posting.post(factories.make_article(), body=ADVERT, author=editor)
    assert copied.state == "pending"
    assert "repeat" in codes(copied)


def test_a_near_copy_by_another_is_held(article, reader, editor):
    posting.post(article, body=ADVERT, author=reader)
    near = posting.post(article, body=ADVERT.replace("欢迎咨询", "请联系我"), author=editor)
    assert "alike" in codes(near)
    assert near.state == "pending"


def test_first_comments_wait_until_people_approved_enough(article, reader, moderator):
    SiteSettings(comment_policy="open", comments_trusted_after=2).save()
    for number in range(2):
        held = posting.post(article, body=f"第{number}次来", author=reader)
        assert held.state == "pending"
        moderation.approve([held], by=moderator)
    trusted = posting.post(article, body="又来了", author=reader)
    assert trusted.is_published
    assert "trusted" in codes(trusted)


def test_a_nice_start_does_not_carry_a_payload(article, reader, moderator):
    for number in range(3):
        nice = posting.post(article, body=f"写得真好{number}", author=reader)
        moderation.approve([nice], by=moderator)
    assert posting.post(article, body="加微信 abc12345 领红包", author=reader).state == "pending"


def test_a_guest_gains_no_trust(article):
    SiteSettings(comment_policy="open").save()
    assert posting.post(article, body="写得真好", guest_name="路人").state == "pending"


def test_whoever_is_mostly_rejected_is_held(article, reader, moderator):
    for number in range(4):
        bad = posting.post(article, body=f"胡说八道{number}", author=reader)
        moderation.reject([bad], by=moderator)
    held = posting.post(article, body="这次是好的", author=reader)
    assert held.state == "pending"
    assert "rejected_often" in codes(held)


def test_a_sanction_is_told_with_its_reason_and_ends(article, reader, clock):
    Sanction.objects.create(
        kind="mute",
        subject="member",
        key=str(reader.pk),
        member=reader,
        reason="反复骂人",
        at=clock.now,
        until=clock.now + timedelta(days=1),
    )
    with pytest.raises(posting.CannotComment, match="反复骂人"):
        posting.post(article, body="我又来了", author=reader)
    clock.advance(days=1)
    assert posting.post(article, body="我又来了", author=reader).is_published


def test_an_alias_of_a_banned_address_is_banned(article, reader):
    Sanction.objects.create(
        kind="ban",
        subject="email",
        key=sanctions.hash_of("bad.man@gmail.com"),
        reason="广告",
        at=timezone.now() - timedelta(hours=1),
    )
    reader.email = "b.adman+new@googlemail.com"
    reader.save()
    with pytest.raises(posting.CannotComment):
        posting.post(article, body="大家好", author=reader)


def test_a_network_on_review_is_held(article, reader):
    Sanction.objects.create(
        kind="premod",
        subject="network",
        key="203.0.113.0/24",
        reason="一批新账号",
        at=timezone.now() - timedelta(hours=1),
    )
    held = posting.post(article, body="大家好", author=reader, network="203.0.113.0/24")
    assert held.state == "pending"
    assert posting.post(
        article, body="大家早", author=reader, network="198.51.100.0/24"
    ).is_published


def test_a_hot_thread_is_held(article, reader, monkeypatch):
    monkeypatch.setattr(checks, "BURST", 3)
    thread = factories.make_thread(article)
    for _ in range(3):
        factories.make_comment(thread)
    assert posting.post(article, body="凑个热闹", author=reader).state == "pending"


def test_a_hidden_field_that_was_filled_in_is_spam(article, reader):
    assert posting.post(article, body="好", author=reader, took_decoy=True).state == "spam"


def test_a_check_that_fails_holds_the_comment_and_keeps_the_others(article, reader, monkeypatch):
    def broken(draft):
        raise RuntimeError("boom")

    monkeypatch.setattr(checks, "CHECKS", (broken, checks.numbers))
    comment = posting.post(article, body="打13812340000", author=reader)
    assert comment.state == "pending"
    assert codes(comment) == {"error", "contact"}


def test_findings_are_kept_with_the_comment(article, reader):
    posting.post(article, body=ADVERT, author=reader)
    assert Signal.objects.exists()
    assert Shingle.objects.exists()
    assert Comment.objects.get().canon_hash


def test_five_thousand_rules_cost_no_query_more(reader, committed, django_assert_max_num_queries):
    with committed():
        SiteSettings(comment_policy="open", holds_first_comments=False).save()
        article = factories.make_article()
        WordRule.objects.bulk_create(
            WordRule(pattern=f"词{number}条", action="hold") for number in range(5_000)
        )
        posting.post(article, body="先来一条，规则就位", author=reader)
    with django_assert_max_num_queries(18):
        posting.post(article, body="再来一条，看看多快", author=reader)
