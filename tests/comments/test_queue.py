"""The review queue as moderators use it, by its pages and plain forms."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from comments import counting
from comments.models import Appeal, Comment, Decision, ReaderNote, Report, Signal
from portal.lib.caching import bump, forget
from tests import factories

pytestmark = pytest.mark.django_db

State = Comment.State
QUEUE = reverse("admin:comments_queue")
DECIDE = reverse("admin:comments_decide")


@pytest.fixture
def desk(client_of, moderator):
    return client_of(moderator)


@pytest.fixture
def thread():
    return factories.make_thread(factories.make_article(title="旧船厂的龙门吊不拆了"))


def shown(desk, **query):
    page = desk.get(QUEUE, query)
    assert page.status_code == 200
    return [row.body for row, _address in page.context["rows"]]


def press(desk, **data):
    return desk.post(DECIDE, data, follow=True)


def seen(*comments):
    return [f"{comment.pk}:{comment.state}" for comment in comments]


def test_each_tab_shows_its_own(desk, thread, reader, moderator, clock):
    make = lambda body, state, **fields: factories.make_comment(  # noqa: E731
        thread, body, state=state, **fields
    )
    make("待审的", "pending")
    make("刚发的", "published")
    make("看过的", "published", decided_by=moderator)
    make("垃圾的", "spam")
    make("退回的", "rejected")
    removed = make("撤下的", "removed")
    reported = make("举报的", "published", decided_by=moderator)
    Report.objects.create(comment=reported, reporter=reader, why="abuse", at=clock.now)
    refusal = Decision.objects.create(
        comment=removed, before="published", after="removed", at=clock.now
    )
    Appeal.objects.create(decision=refusal, text="我没有骂人", at=clock.now)
    assert shown(desk) == shown(desk, tab="pending") == ["待审的"]
    assert shown(desk, tab="reported") == ["举报的"]
    assert shown(desk, tab="new") == ["刚发的"]
    assert set(shown(desk, tab="approved")) == {"看过的", "举报的"}
    assert shown(desk, tab="spam") == ["垃圾的"]
    assert shown(desk, tab="rejected") == ["退回的"]
    assert shown(desk, tab="removed") == ["撤下的"]
    assert shown(desk, tab="appeals") == ["撤下的"]


def test_urgent_ones_come_first_then_the_oldest(desk, thread, clock):
    for body, priority, age in (("新", 0, 1), ("旧", 0, 9), ("急", 80, 0)):
        factories.make_comment(
            thread,
            body,
            state="pending",
            priority=priority,
            created_at=clock.now - timedelta(minutes=age),
        )
    assert shown(desk) == ["急", "旧", "新"]


def test_the_list_is_narrowed_by_finding_words_and_discussion(desk, thread):
    first = factories.make_comment(thread, "打电话来", state="pending")
    other = factories.make_thread(factories.make_article())
    factories.make_comment(other, "别的地方", state="pending")
    Signal.objects.create(comment=first, code="contact", weight=35)
    assert shown(desk, signal="contact") == ["打电话来"]
    assert shown(desk, q="别的") == ["别的地方"]
    assert shown(desk, thread=thread.pk) == ["打电话来"]
    assert len(shown(desk, signal="nonsense", thread="x' OR 1")) == 2


def test_the_comment_at_hand_stands_in_its_context(desk, thread, reader):
    root = factories.make_comment(thread, "桥修好了吗", guest_name="江边人")
    factories.make_comment(thread, "同问", parent=root, root=root, depth=2, guest_name="阿北")
    answer = factories.make_comment(
        thread,
        "打13812340000问",
        parent=root,
        root=root,
        depth=2,
        state="pending",
        author=reader,
    )
    Signal.objects.create(comment=answer, code="contact", weight=35, start=1, end=12)
    page = desk.get(QUEUE).content.decode()
    assert "旧船厂的龙门吊不拆了" in page
    assert "桥修好了吗" in page
    assert "同问" in page
    assert "打<mark>13812340000</mark>问" in page


def test_what_readers_wrote_is_never_markup(desk, thread):
    hostile = "<script>alert(1)</script>'\"><img src=x onerror=y>"
    comment = factories.make_comment(thread, hostile, state="pending", guest_name=hostile[:60])
    Signal.objects.create(comment=comment, code="word", weight=1, detail=hostile, start=3, end=9)
    page = desk.get(QUEUE).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_one_button_approves_and_leads_to_the_next(desk, thread):
    first, second = (factories.make_comment(thread, state="pending") for _ in range(2))
    answer = press(desk, deed="approve", one=first.pk, next=second.pk, seen=seen(first, second))
    assert answer.redirect_chain[0][0].endswith(f"at={second.pk}")
    assert Comment.objects.get(pk=first.pk).is_published
    assert answer.context["focus"].comment == second


def test_a_rejection_needs_its_reason_and_keeps_the_notes(desk, thread, moderator):
    comment = factories.make_comment(thread, state="pending")
    press(desk, deed="reject", one=comment.pk, seen=seen(comment))
    assert Comment.objects.get(pk=comment.pk).state == State.PENDING
    press(
        desk,
        deed="reject",
        one=comment.pk,
        seen=seen(comment),
        reason=1,
        note="第二次",
        public_note="号码是别人的",
    )
    decision = Decision.objects.get()
    assert (decision.reason, decision.internal_note) == (1, "第二次")
    assert (decision.public_note, decision.by) == ("号码是别人的", moderator)


def test_many_are_shown_before_they_are_decided(desk, thread):
    comments = [factories.make_comment(thread, state="pending") for _ in range(3)]
    ticked = {"tick": [one.pk for one in comments], "seen": seen(*comments), "many": "spam"}
    asked = press(desk, **ticked)
    assert asked.status_code == 200
    assert Comment.objects.filter(state=State.SPAM).count() == 0
    for comment in comments:
        assert comment.body in asked.content.decode()
    press(desk, **ticked, confirmed=1)
    assert Comment.objects.filter(state=State.SPAM).count() == 3


def test_what_a_colleague_decided_meanwhile_is_not_decided_again(desk, thread, chief):
    comment = factories.make_comment(thread, state="pending")
    before = seen(comment)
    Comment.objects.filter(pk=comment.pk).update(state="rejected", decided_by=chief)
    press(desk, deed="approve", one=comment.pk, seen=before)
    assert Comment.objects.get(pk=comment.pk).state == State.REJECTED
    assert not Decision.objects.exists()


def test_the_last_decisions_are_taken_back_for_ten_minutes(desk, thread, clock):
    comment = factories.make_comment(thread, state="pending")
    press(desk, deed="approve", one=comment.pk, seen=seen(comment))
    clock.advance(minutes=9)
    press(desk, deed="undo")
    assert Comment.objects.get(pk=comment.pk).state == State.PENDING
    press(desk, deed="approve", one=comment.pk, seen=seen(comment))
    clock.advance(minutes=11)
    press(desk, deed="undo")
    assert Comment.objects.get(pk=comment.pk).is_published


def test_masking_and_picking(desk, thread):
    comment = factories.make_comment(thread, "打13812340000问", state="pending")
    press(desk, deed="mask", one=comment.pk, seen=seen(comment))
    comment.refresh_from_db()
    assert (comment.state, comment.body) == (State.PUBLISHED, "打13******00问")
    press(desk, deed="pick", one=comment.pk)
    comment.refresh_from_db()
    assert comment.is_picked


def test_the_record_tells_of_member_network_and_notes(desk, thread, reader):
    here = {"network": "203.0.113.0/24"}
    for state in ("published", "rejected", "rejected"):
        factories.make_comment(thread, state=state, author=reader, **here)
    factories.make_comment(thread, guest_name="老王头", **here)
    comment = factories.make_comment(thread, state="pending", author=reader, **here)
    press(desk, deed="note", one=comment.pk, reader_note="上周提醒过")
    record = desk.get(QUEUE, {"at": comment.pk}).context["focus"].record
    assert (record.pending, record.approved, record.refused) == (1, 1, 2)
    assert record.refused_share == 67
    assert [other.name for other in record.neighbours] == ["老王头"]
    assert [note.text for note in record.notes] == ["上周提醒过"]
    assert ReaderNote.objects.get().member == reader


def test_a_claim_is_told_to_others(desk, client_of, chief, thread):
    comment = factories.make_comment(thread, state="pending")
    claim = reverse("admin:comments_claim")
    assert desk.post(claim, {"one": comment.pk}).json() == {"claimed": True}
    other = client_of(chief)
    assert other.post(claim, {"one": comment.pk}).json() == {"claimed": False}
    assert other.get(QUEUE).context["focus"].claimed_by is not None
    press(other, deed="approve", one=comment.pk, seen=seen(comment))
    assert Comment.objects.get(pk=comment.pk).state == State.PENDING


@pytest.mark.parametrize("address", [QUEUE, DECIDE, reverse("admin:comments_claim")])
def test_only_moderators_come_in(client_of, editor, address):
    client = client_of(editor)
    answer = client.get(address) if address == QUEUE else client.post(address, {"one": 1})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"deed": "x"},
        {"deed": "approve"},
        {"deed": "approve", "one": "9" * 30},
        {"many": "approve"},
        {"many": "reject", "tick": ["x"]},
    ],
)
def test_nonsense_is_answered_in_plain_words(desk, data):
    answer = press(desk, **data)
    assert answer.status_code == 200


def test_a_full_queue_costs_as_many_queries_as_a_short_one(
    desk, reader, committed, django_assert_max_num_queries
):
    def fill(count):
        for _ in range(count):
            comment = factories.make_comment(
                thread, state="pending", author=reader, network="203.0.113.0/24"
            )
            Signal.objects.create(comment=comment, code="first", weight=5)
        bump(counting.QUEUE)  # As after each decision: the numbers above the list are made anew.

    with committed():
        thread = factories.make_thread(factories.make_article())
    desk.get(QUEUE)
    with committed():
        fill(1)
    with django_assert_max_num_queries(15) as few:
        desk.get(QUEUE)
    with committed():
        fill(20)
    with django_assert_max_num_queries(len(few)):
        desk.get(QUEUE)


def test_a_queue_with_all_caches_cold_keeps_the_limit(
    desk, reader, committed, django_assert_max_num_queries
):
    with committed():
        thread = factories.make_thread(factories.make_article())
        for _ in range(3):
            comment = factories.make_comment(
                thread, state="pending", author=reader, network="203.0.113.0/24"
            )
            Signal.objects.create(comment=comment, code="first", weight=5)
    desk.get(QUEUE)
    cache.clear()
    forget()
    with django_assert_max_num_queries(15):
        cold = desk.get(QUEUE)
    warm = desk.get(QUEUE)
    for page in (cold, warm):
        held = page.context["held"]
        oldest = Comment.objects.earliest("created_at").created_at
        assert (held.count, held.oldest) == (3, oldest)
        assert [count for _tab, count, _address in page.context["tabs"]][:2] == [3, 0]


def test_an_empty_queue_says_so_with_all_caches_cold(desk):
    page = desk.get(QUEUE)
    assert (page.context["held"].count, page.context["held"].oldest) == (0, None)


NEW_VIEW = reverse("admin:comments_keep_filters")


def keep(desk, name, **more):
    return desk.post(NEW_VIEW, {"name": name, "tab": "spam", "q": "贷款"} | more, follow=True)


def offered(desk, **query):
    return [(one.view.name, one.is_current) for one in desk.get(QUEUE, query).context["kept"]]


def test_filters_are_kept_under_a_name_and_lead_back(desk, thread):
    factories.make_comment(thread, "办贷款", state="spam")
    factories.make_comment(thread, "别的", state="spam")
    assert (
        keep(desk, "贷款垃圾", signal="x", thread="x")
        .redirect_chain[-1][0]
        .endswith("?tab=spam&q=%E8%B4%B7%E6%AC%BE")
    )
    assert offered(desk) == [("贷款垃圾", False)]
    assert offered(desk, q="贷款", tab="spam", at="7") == [("贷款垃圾", True)]
    (kept,) = desk.get(QUEUE).context["kept"]
    rows = desk.get(kept.address).context["rows"]
    assert [row.body for row, _address in rows] == ["办贷款"]


def test_only_shared_filters_are_seen_by_colleagues(desk, client_of, chief, thread):
    keep(desk, "自己的")
    keep(desk, "大家的", is_shared="on")
    colleague = client_of(chief)
    assert offered(colleague) == [("大家的", False)]
    (kept,) = colleague.get(QUEUE).context["kept"]
    assert not kept.may_forget
    gone = reverse("admin:comments_forget_filters", args=[kept.view.pk])
    colleague.post(gone)
    assert [name for name, _current in offered(desk)] == ["大家的", "自己的"]
    assert desk.get(gone).status_code == 405
    desk.post(gone)
    assert offered(desk) == [("自己的", False)]


@pytest.mark.parametrize("name", ["", "长" * 61, "   "])
def test_filters_without_a_good_name_are_not_kept(desk, name):
    assert keep(desk, name).status_code == 200
    assert offered(desk) == []


def test_who_does_not_moderate_keeps_no_filters(client_of, editor):
    assert client_of(editor).post(NEW_VIEW, {"name": "x"}).status_code == 403
