"""What is typed and not saved is kept, and never in the way of another tab or a colleague."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from news import drafts, presence, revisions
from news.models import Article, Draft, Revision
from tests import factories

pytestmark = pytest.mark.django_db

Kind = Revision.Kind


@pytest.fixture
def article():
    return factories.make_article(state="draft", title="零")


def test_each_autosave_goes_over_the_one_before(article, editor):
    first = drafts.keep(article, {"title": "一"}, by=editor, base=0, version=0)
    second = drafts.keep(article, {"title": "二"}, by=editor, base=0, version=first)
    assert second == first + 1
    assert Draft.objects.get().state == {"title": "二"}
    assert Article.objects.get().title == "零"


def test_a_second_tab_is_refused_and_overwrites_nothing(article, editor):
    first = drafts.keep(article, {"title": "一"}, by=editor, base=0, version=0)
    drafts.keep(article, {"title": "二"}, by=editor, base=0, version=first)
    for version in (0, first):
        with pytest.raises(drafts.Overtaken):
            drafts.keep(article, {"title": "三"}, by=editor, base=0, version=version)
    assert Draft.objects.get().state == {"title": "二"}


def test_text_the_browser_kept_sets_aside_what_the_desk_has(article, editor):
    drafts.keep(article, {"title": "一"}, by=editor, base=0, version=0)
    drafts.keep(article, {"title": "二"}, by=editor, base=0, version=0, is_forced=True)
    assert Draft.objects.get().state == {"title": "二"}
    assert article.revisions.get(kind=Kind.ASIDE).state["title"] == "一"


def test_who_may_not_edit_keeps_nothing(article, reader):
    with pytest.raises(PermissionDenied):
        drafts.keep(article, {"title": "一"}, by=reader, base=0, version=0)


def test_after_a_take_over_autosave_stops(article, editor, chief):
    presence.look(article, by=editor)
    presence.take_over(article, by=chief)
    with pytest.raises(drafts.TakenOver) as refused:
        drafts.keep(article, {"title": "一"}, by=editor, base=0, version=0)
    assert refused.value.by == chief
    assert presence.others(article, by=chief) == []
    drafts.keep(article, {"title": "一"}, by=chief, base=0, version=0)


def test_who_comes_back_later_is_there_again(article, editor, chief, clock):
    presence.look(article, by=editor)
    presence.take_over(article, by=chief)
    clock.advance(minutes=5)
    assert presence.look(article, by=editor).taken_over_by is None


def test_a_colleague_is_seen_until_the_heart_stops(article, editor, chief, clock):
    presence.look(article, by=chief)
    assert [row.editor for row in presence.others(article, by=editor)] == [chief]
    clock.advance(seconds=14)
    assert presence.others(article, by=editor)
    clock.advance(seconds=15)
    assert presence.others(article, by=editor) == []


def test_a_sitting_ends_after_half_an_hour(article, editor, clock):
    drafts.keep(article, {"title": "一"}, by=editor, base=0, version=0)
    clock.advance(minutes=29)
    drafts.end_sittings(article)
    assert not article.revisions.exists()
    clock.advance(minutes=2)
    drafts.end_sittings(article)
    assert not Draft.objects.exists()
    newest = article.revisions.first()
    assert (newest.kind, newest.by, newest.state["title"]) == (Kind.SITTING, editor, "一")


def test_what_could_be_no_version_stays_a_draft(article, editor, clock):
    drafts.keep(article, {"title": ""}, by=editor, base=0, version=0)
    clock.advance(hours=1)
    drafts.end_sittings(article)
    assert Draft.objects.get().state == {"title": ""}


def test_a_sitting_on_a_published_story_waits(editor, clock):
    story = factories.make_article(title="旧题")
    drafts.keep(story, {"title": "半个新题"}, by=editor, base=0, version=0)
    clock.advance(hours=1)
    drafts.end_sittings(story)
    story.refresh_from_db()
    assert (story.title, story.has_pending()) == ("旧题", True)


def test_a_new_story_asked_for_twice_is_one(editor):
    section = factories.make_category()
    first = drafts.begin(by=editor, category=section)
    assert drafts.begin(by=editor, category=section) == first
    assert first.state == Article.State.DRAFT


def test_only_empty_stories_nobody_wrote_in_are_purged(editor):
    section = factories.make_category()
    old = timezone.now() - timedelta(days=2)
    empty, written, fresh = (
        Article.objects.create(category=section, created_at=at) for at in (old, old, timezone.now())
    )
    drafts.keep(written, {"title": ""}, by=editor, base=0, version=0)
    drafts.purge_untouched.call()
    assert set(Article.objects.all()) == {written, fresh}
    assert not Article.objects.filter(pk=empty.pk).exists()


def test_saving_the_same_again_makes_no_version(article, editor):
    saved = revisions.save(article, {"title": "一"}, by=editor, base=0)
    again = revisions.save(article, {"title": "一"}, by=editor, base=0)
    assert (again.revision, again.is_new, again.overtaken_by) == (saved.revision, False, None)


def test_a_late_version_sent_twice_is_kept_once(article, editor, chief):
    revisions.save(article, {"title": "一"}, by=editor, base=0)
    late = [revisions.save(article, {"title": "二"}, by=chief, base=0) for _click in range(2)]
    assert late[0].revision == late[1].revision
    assert article.revisions.filter(kind=Kind.ASIDE).count() == 1


def test_discarding_leaves_nothing_that_waits(editor):
    story = factories.make_article(title="旧题")
    revisions.save(story, {"title": "新题"}, by=editor)
    assert not revisions.discard_pending(story, by=editor).article.has_pending()


def test_another_end_of_a_published_story_is_no_new_version(editor):
    story = factories.make_article()
    end = timezone.now() + timedelta(days=1)
    saved = revisions.save(story, {"unpublish_at": end.isoformat()}, by=editor)
    assert (saved.is_new, saved.article.has_pending()) == (False, False)
    assert saved.article.unpublish_at == end
