"""Before a story is published somebody looks at it."""

from datetime import date

import pytest

from news import checkup, revisions, workflow
from news.models import Article, Checkup, CheckupOverride, CheckupSettings, HouseWord, WorkflowEntry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def expired():
    """A draft whose cover may no longer be shown: an error."""
    image = factories.make_image(rights_end=date(2020, 1, 31))
    return factories.make_article(state=Article.State.DRAFT, cover=image.pk)


def test_an_error_keeps_a_story_from_being_published(expired, editor):
    with pytest.raises(checkup.ErrorsStand) as stands:
        workflow.publish(expired, by=editor)
    errors = [finding.kind for finding in stands.value.findings if finding.is_error]
    assert errors == ["picture_rights"]
    expired.refresh_from_db()
    assert expired.state == Article.State.DRAFT
    assert not Checkup.objects.exists()


def test_a_reason_lets_it_pass_and_is_kept(expired, editor):
    with checkup.overriding("  授权已续签，待录入  "):
        assert workflow.publish(expired, by=editor).is_live()
    override = CheckupOverride.objects.get()
    assert override.reason == "授权已续签，待录入"
    assert override.checkup.by == editor
    kinds = [finding["kind"] for finding in override.checkup.findings]
    assert "picture_rights" in kinds


def test_a_reason_holds_for_its_own_publication_alone(expired, editor):
    with checkup.overriding("已核实"):
        pass
    with pytest.raises(checkup.ErrorsStand):
        workflow.publish(expired, by=editor)


def test_warnings_are_kept_and_ask_nothing(editor):
    draft = factories.make_article(state=Article.State.DRAFT)
    assert workflow.publish(draft, by=editor).is_live()
    kept = Checkup.objects.get()
    assert {finding["severity"] for finding in kept.findings} == {"warning"}
    assert not CheckupOverride.objects.exists()


def test_the_system_is_not_asked(expired):
    assert workflow.publish(expired, by=None).is_live()
    assert not Checkup.objects.exists()


def test_what_waits_is_looked_at_and_not_what_readers_see(editor):
    story = factories.make_article(by=editor)
    HouseWord.objects.create(pattern="谣言", kind=HouseWord.Kind.BANNED)
    state = revisions.working_state(story)
    revisions.save(story, state | {"body": "<p>这是谣言。</p>"}, by=editor)
    story.refresh_from_db()
    assert story.has_pending()
    with pytest.raises(checkup.ErrorsStand):
        workflow.publish(story, by=editor)
    story.refresh_from_db()
    assert "谣言" not in story.body
    assert WorkflowEntry.objects.filter(article=story, move="publish").count() == 1


def test_who_may_not_publish_is_refused_for_that_alone(expired, make_user):
    with pytest.raises(workflow.PermissionDenied):
        workflow.publish(expired, by=make_user("记者", role="reporter"))


def test_a_newsroom_decides_how_heavy_a_kind_is(expired, editor):
    CheckupSettings.objects.create(severities={"picture_rights": "note", "source": "off"})
    workflow.publish(expired, by=editor)
    found = {found["kind"]: found["severity"] for found in Checkup.objects.get().findings}
    assert found["picture_rights"] == "note"
    assert "source" not in found


def test_looking_asks_the_same_number_of_questions_of_a_long_story(
    committed, django_assert_max_num_queries
):
    with committed():
        body = "".join(
            f'<p>第{number}段。</p><figure data-image="{factories.make_image().pk}"></figure>'
            for number in range(8)
        )
        source = factories.make_source()
        draft = factories.make_article(
            state=Article.State.DRAFT, body=body, source=source.pk, tags=["北堤路"]
        )
    state = revisions.working_state(draft)
    checkup.look_at(draft, state)
    with django_assert_max_num_queries(26):
        checkup.look_at(draft, state)


def test_no_reason_stands_for_the_credit_of_a_picture(editor):
    image = factories.make_image(credit=" ")
    draft = factories.make_article(state=Article.State.DRAFT, cover=image.pk)
    with checkup.overriding("来不及"), pytest.raises(workflow.CannotMove):
        workflow.publish(draft, by=editor)
    assert not Checkup.objects.exists()
