"""Between the author and the readers: stages, sign-offs, sending back, the emergency."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from news import assignments, corrections, editing, queues, revisions, sign_offs, steps, workflow
from news.models import Article, Assignment, CategoryEditor, SignOff, WorkflowEntry
from portal.site.current import site_changed
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

State = Article.State


@pytest.fixture
def stages():
    """Let the site ask for some stages."""

    def ask(count: int, *, binds: bool = False) -> None:
        SiteSettings.objects.update_or_create(
            pk=1, defaults={"review_stages": count, "binds_sign_offs": binds}
        )
        site_changed()

    return ask


@pytest.fixture
def reporter(make_user):
    return make_user("记者", role="reporter")


@pytest.fixture
def second(make_user):
    return make_user("主任", role="chief editor")


def moves(article):
    return list(article.workflow_entries.order_by("pk").values_list("move", flat=True))


def waits_for(article):
    return Assignment.objects.get(article=article).stage


def test_one_stage_is_publication_alone(reporter, editor):
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=reporter)
    assert waits_for(article) == Assignment.READY
    assert list(queues.awaiting(editor)) == [article]
    assert not queues.awaiting(reporter).exists()
    assert workflow.publish(article, by=editor).is_live()
    assert not Assignment.objects.exists()
    assert moves(article) == ["submit", "publish"]


def test_the_stages_follow_one_another(stages, reporter, editor, chief):
    stages(4)
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=reporter)
    for stage, by in (("edit", editor), ("proofread", editor), ("approve", chief)):
        assert waits_for(article) == stage
        with pytest.raises(sign_offs.StagesMissing):
            workflow.publish(article, by=editor)
        workflow.sign(article, stage, by=by)
    workflow.sign(article, "sign_off", by=chief)
    assert waits_for(article) == Assignment.READY
    assert workflow.publish(article, by=editor).is_live()
    assert moves(article) == ["submit", *steps.ORDER, "publish"]


@pytest.mark.parametrize(
    ("count", "binds", "asked"),
    [
        (1, False, []),
        (1, True, ["sign_off"]),
        (2, False, ["approve", "sign_off"]),
        (3, False, ["edit", "approve", "sign_off"]),
        (4, True, ["edit", "proofread", "approve", "sign_off"]),
    ],
)
def test_the_site_says_how_many_stages_there_are(stages, count, binds, asked):
    stages(count, binds=binds)
    assert list(steps.stages()) == asked


def test_a_stage_needs_its_own_right(stages, reporter, editor):
    stages(2)
    article = factories.make_article(state="draft")
    CategoryEditor.objects.create(
        category=article.category, user=reporter, may_publish=False, may_pass_approve=True
    )
    workflow.send_for_review(article, by=reporter)
    with pytest.raises(PermissionDenied):
        workflow.sign(article, "approve", by=editor)
    other = factories.make_article(state="draft")
    workflow.send_for_review(other, by=None)
    assert list(queues.awaiting(reporter)) == [article]
    workflow.sign(article, "approve", by=reporter)
    with pytest.raises(PermissionDenied):
        workflow.sign(other, "approve", by=reporter)


def test_a_stage_cannot_be_skipped(stages, chief):
    stages(2)
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=None)
    with pytest.raises(workflow.CannotMove):
        workflow.sign(article, "sign_off", by=chief)


def test_publishing_is_the_last_signature_of_who_may_sign(stages, chief, second):
    stages(2)
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=None)
    workflow.sign(article, "approve", by=second)
    workflow.publish(article, by=chief)
    assert moves(article) == ["submit", "approve", "sign_off", "publish"]


def test_nobody_passes_two_stages(stages, editor, chief, second):
    stages(2, binds=True)
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=chief)
    with pytest.raises(sign_offs.SamePerson):
        workflow.sign(article, "approve", by=chief)
    assert list(queues.awaiting(chief)) == []
    workflow.sign(article, "approve", by=second)
    with pytest.raises(sign_offs.SamePerson):
        workflow.sign(article, "sign_off", by=second)
    assert list(queues.awaiting(second)) == []
    assert waits_for(article) == "sign_off"


def test_a_changed_comma_voids_every_signature(stages, chief, second):
    stages(2, binds=True)
    article = factories.make_article(state="draft", body="<p>早上六点，墙缺了。</p>")
    workflow.send_for_review(article, by=None)
    workflow.sign(article, "approve", by=second)
    workflow.sign(article, "sign_off", by=chief)
    assert waits_for(article) == Assignment.READY
    for body in ("<p>早上六点墙缺了。</p>", "<p>早上六点，墙缺了。</p>"):
        revisions.save(article, {"body": body}, by=chief)
        assert waits_for(article) == "approve"
        with pytest.raises(sign_offs.StagesMissing):
            workflow.publish(article, by=chief)
    assert SignOff.objects.count() == 2


def test_another_time_or_publisher_voids_nothing(stages, chief, second):
    stages(2, binds=True)
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=None)
    workflow.sign(article, "approve", by=second)
    later = timezone.now() + timedelta(hours=2)
    plan = {"publish_at": later.isoformat(), "publisher": chief.pk}
    revisions.save(article, plan, by=chief)
    workflow.sign(article, "sign_off", by=chief)
    assert workflow.publish(article, by=second).publish_at == later


def test_a_text_changed_behind_the_desks_back_is_not_published(stages, chief, second):
    stages(2, binds=True)
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=None)
    workflow.sign(article, "approve", by=second)
    workflow.sign(article, "sign_off", by=chief)
    Article.objects.filter(pk=article.pk).update(title="换过的题目")
    with pytest.raises(sign_offs.StagesMissing):
        workflow.publish(article, by=second)


def test_the_second_version_of_a_live_story_passes_the_stages_too(stages, chief, second):
    stages(1, binds=True)
    article = factories.make_article(title="旧题目")
    revisions.save(article, {"title": "新题目"}, by=chief)
    with pytest.raises(sign_offs.StagesMissing):
        workflow.publish(article, by=chief)
    article = workflow.send_for_review(article, by=chief)
    assert (article.state, article.title) == (State.PUBLISHED, "旧题目")
    workflow.sign(article, "sign_off", by=second)
    assert workflow.publish(article, by=chief).title == "新题目"


def test_a_story_is_sent_back_with_a_reason(stages, reporter, editor, chief):
    stages(3)
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=reporter)
    workflow.sign(article, "edit", by=editor)
    with pytest.raises(workflow.CannotMove):
        workflow.send_back(article, by=chief, reason=" ")
    article = workflow.send_back(article, by=chief, reason="导语请重写。")
    assert article.state == State.DRAFT
    assert list(Article.objects.sent_back_to(reporter)) == [article]
    assert article.workflow_entries.first().reason == "导语请重写。"
    workflow.send_for_review(article, by=reporter)
    assert waits_for(article) == "edit"
    assert not Article.objects.sent_back_to(reporter).exists()


def test_in_an_emergency_the_stages_are_passed_by_for_a_reason(stages, editor, chief):
    stages(4, binds=True)
    article = factories.make_article(state="draft")
    with pytest.raises(PermissionDenied):
        workflow.override(article, by=editor, reason="地震")
    with pytest.raises(workflow.CannotMove):
        workflow.override(article, by=chief, reason="")
    assert workflow.override(article, by=chief, reason="地震速报").is_live()
    entry = WorkflowEntry.objects.get(move="override")
    assert (entry.by, entry.reason) == (chief, "地震速报")


def test_a_story_is_shelved_and_taken_up_again(reporter, editor):
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=reporter)
    assert workflow.archive(article, by=editor).state == State.ARCHIVED
    assert not Assignment.objects.exists()
    assert workflow.restore(article, by=reporter).state == State.DRAFT
    seen = workflow.withdraw(factories.make_article(), by=None)
    workflow.archive(seen, by=editor)
    assert workflow.restore(seen, by=editor).state == State.WITHDRAWN


def test_withdrawing_and_correcting_are_rights_of_their_own(reporter):
    article = factories.make_article()
    CategoryEditor.objects.create(
        category=article.category, user=reporter, may_withdraw=False, may_correct=True
    )
    with pytest.raises(PermissionDenied):
        workflow.withdraw(article, by=reporter)
    corrections.correct(article, text="应为三百米。", by=reporter)
    assert moves(article) == ["publish", "correct"]


def test_the_queues_of_the_desk(clock, reporter, editor):
    mine = factories.make_article(state="draft", by=reporter)
    given = factories.make_article(state="draft")
    assignments.assign(given, to=reporter, due_at=clock.now + timedelta(hours=1), by=editor)
    planned = factories.make_article(publish_at=clock.now + timedelta(hours=2))
    assert set(queues.queue("mine", reporter)) == {mine, given}
    assert list(queues.queue("scheduled", reporter)) == [planned]
    assert list(queues.queue("overdue", reporter)) == []
    clock.advance(hours=1)
    assert list(queues.queue("overdue", reporter)) == [given]
    clock.advance(hours=1)
    assert list(queues.queue("scheduled", reporter)) == []


def test_work_given_to_one_waits_for_nobody_else(editor, chief):
    article = factories.make_article(state="draft")
    workflow.send_for_review(article, by=None)
    assignments.assign(article, to=chief, by=editor)
    assert list(queues.awaiting(editor)) == []
    assert list(queues.awaiting(chief)) == [article]


def test_a_scheduled_story_gets_another_time(clock, editor, reporter):
    article = factories.make_article(publish_at=clock.now + timedelta(hours=2))
    later = clock.now + timedelta(hours=5)
    with pytest.raises(PermissionDenied):
        workflow.schedule(article, at=later, by=reporter)
    with pytest.raises(workflow.CannotMove):
        workflow.schedule(article, at=clock.now, by=editor)
    article = workflow.schedule(article, at=later, by=editor)
    assert (article.publish_at, article.first_publish_at) == (later, later)
    assert moves(article) == ["publish", "schedule"]
    clock.advance(hours=4, minutes=59, seconds=59)
    assert not Article.objects.live().exists()
    clock.advance(seconds=1)
    assert list(Article.objects.live()) == [article]
    with pytest.raises(workflow.CannotMove):
        workflow.schedule(article, at=clock.now + timedelta(hours=1), by=editor)


def test_signing_what_was_imported_gives_it_its_first_version(stages, chief):
    stages(2)
    article = factories.make_article(state="draft")
    assert article.working_number == 0
    workflow.send_for_review(article, by=None)
    workflow.sign(article, "approve", by=chief)
    assert SignOff.objects.get().revision == 1
    assert editing.state_of(article)["title"] == article.title
