from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from news import editing, revisions, workflow
from news.models import Article, Draft, Revision, WorkflowEntry
from tests.factories import make_article, make_category, make_image

pytestmark = pytest.mark.django_db

State = Article.State
Kind = Revision.Kind


def body_of(article: Article) -> str:
    return Article.objects.get(pk=article.pk).body


def test_first_save_keeps_what_stood_before(editor: Any) -> None:
    article = make_article(state=State.DRAFT, title="旧船厂开门")

    saved = revisions.save(article, {"title": "旧船厂今天开门"}, by=editor)

    first, second = article.revisions.order_by("number")
    assert (first.kind, first.by, first.state["title"]) == (Kind.FIRST, None, "旧船厂开门")
    assert (second.kind, second.by, second.state["title"]) == (Kind.SAVE, editor, "旧船厂今天开门")
    assert saved.revision == second
    assert Article.objects.get(pk=article.pk).title == "旧船厂今天开门"


def test_readers_see_the_old_text_until_the_new_is_published(editor: Any) -> None:
    image = make_image()
    article = make_article(body="<p>旧的。</p>", tags=["船厂"])

    saved = revisions.save(
        article,
        {"body": "<p>新的。</p>", "tags": ["船厂", "江边"], "gallery": [{"image": image.pk}]},
        by=editor,
    )

    assert saved.article.has_pending()
    assert body_of(article) == "<p>旧的。</p>"
    assert not article.gallery.exists()
    assert revisions.working_state(saved.article)["body"] == "<p>新的。</p>"

    shown = workflow.publish(saved.article, by=editor)

    assert not shown.has_pending()
    assert body_of(article) == "<p>新的。</p>"
    assert article.gallery.get().image == image
    assert sorted(article.tags.values_list("name", flat=True)) == ["江边", "船厂"]


def test_second_save_on_an_older_version_is_kept_aside(editor: Any, chief: Any) -> None:
    article = make_article(state=State.DRAFT, title="零")
    base = revisions.save(article, {"title": "一"}, by=editor).revision.number

    theirs = revisions.save(article, {"title": "二"}, by=editor, base=base)
    mine = revisions.save(article, {"title": "三"}, by=chief, base=base)

    assert theirs.overtaken_by is None
    assert mine.overtaken_by == theirs.revision
    assert (mine.revision.kind, mine.revision.state["title"]) == (Kind.ASIDE, "三")
    assert mine.revision.base == base
    assert Article.objects.get(pk=article.pk).title == "二"
    assert revisions.working_state(mine.article)["title"] == "二"


def test_save_after_one_kept_aside_follows_the_version_in_line(editor: Any) -> None:
    article = make_article(state=State.DRAFT)
    revisions.save(article, {"title": "一"}, by=editor)
    head = revisions.save(article, {"title": "二"}, by=editor).revision
    revisions.save(article, {"title": "三"}, by=editor, base=1)

    saved = revisions.save(article, {"title": "四"}, by=editor, base=head.number)

    assert saved.overtaken_by is None
    assert saved.revision.number == head.number + 2


def test_new_story_may_be_saved_from_nothing(editor: Any) -> None:
    article = make_article(state=State.DRAFT)

    assert revisions.save(article, {"title": "一"}, by=editor, base=0).overtaken_by is None


def test_save_ends_the_editors_own_draft_only(editor: Any, chief: Any) -> None:
    article = make_article(state=State.DRAFT)
    for user in (editor, chief):
        Draft.objects.create(article=article, editor=user, schema=1, state={"title": "半"})

    revisions.save(article, {"title": "整"}, by=editor)

    assert [draft.editor for draft in article.drafts.all()] == [chief]


def test_who_may_not_edit_may_not_save(reader: Any) -> None:
    article = make_article(state=State.DRAFT)

    with pytest.raises(PermissionDenied):
        revisions.save(article, {"title": "改"}, by=reader)

    assert not article.revisions.exists()


def test_what_cannot_be_published_later_is_refused_now(editor: Any) -> None:
    article = make_article()

    with pytest.raises(ValidationError):
        revisions.save(article, {"title": "长" * 201}, by=editor)

    assert not article.revisions.exists()


def test_pending_text_is_cleaned_before_it_is_kept(editor: Any) -> None:
    article = make_article()

    saved = revisions.save(article, {"body": "<p>好<script>alert(1)</script></p>"}, by=editor)

    assert saved.revision.state["body"] == "<p>好</p>"


def test_pictures_that_are_gone_fall_out_of_a_restored_version(editor: Any) -> None:
    article = make_article(state=State.DRAFT)
    image = make_image()
    old = revisions.save(article, {"gallery": [{"image": image.pk}]}, by=editor).revision
    revisions.save(article, {"gallery": []}, by=editor)
    image.delete()

    restored = revisions.restore(article, old.number, by=editor)

    assert restored.revision.kind == Kind.RESTORE
    assert restored.revision.state["gallery"] == []


def test_discarding_goes_back_to_what_readers_see(editor: Any) -> None:
    article = make_article(title="旧题")
    revisions.save(article, {"title": "新题"}, by=editor)

    saved = revisions.discard_pending(article, by=editor)

    assert revisions.working_state(saved.article)["title"] == "旧题"


def test_every_step_is_logged_with_its_version(editor: Any) -> None:
    article = make_article(state=State.DRAFT)
    number = revisions.save(article, {"title": "一"}, by=editor).revision.number

    workflow.publish(article, by=editor)
    workflow.withdraw(article, by=editor)

    entries = WorkflowEntry.objects.order_by("pk").values_list("move", "to_state", "revision", "by")
    assert list(entries) == [
        ("publish", "published", number, editor.pk),
        ("withdraw", "withdrawn", number, editor.pk),
    ]


def test_what_stood_at_any_minute_is_known(editor: Any, clock: Any) -> None:
    article = make_article(state=State.DRAFT)
    one = revisions.save(article, {"title": "一"}, by=editor).revision
    began = timezone.now()
    workflow.publish(article, by=editor, at=began + timedelta(hours=1))
    clock.advance(hours=2)
    two = revisions.save(article, {"title": "二"}, by=editor).revision
    clock.advance(hours=1)
    workflow.publish(article, by=editor)
    clock.advance(hours=1)
    workflow.withdraw(article, by=editor)

    def stood(hours: float) -> Revision | None:
        return revisions.stood_at(article, began + timedelta(hours=hours))

    assert [stood(0.5), stood(1.5), stood(2.5), stood(3.5), stood(4.5)] == [
        None,
        one,
        one,
        two,
        None,
    ]


def test_flipped_byte_is_found(editor: Any) -> None:
    article = make_article(state=State.DRAFT)
    for title in "一二三":
        revisions.save(article, {"title": title}, by=editor)
    assert list(revisions.faults()) == []

    row = article.revisions.get(number=2)
    row.state["title"] = "二 "
    row.save()

    [fault] = revisions.faults()
    assert (fault.article_id, fault.number) == (article.pk, 2)


def test_version_taken_out_is_found(editor: Any) -> None:
    article = make_article(state=State.DRAFT)
    for title in "一二三":
        revisions.save(article, {"title": title}, by=editor)

    article.revisions.filter(number=3).delete()

    assert {fault.number for fault in revisions.faults()} == {4}


def test_erased_version_keeps_the_chain_whole(administrator: Any) -> None:
    article = make_article(state=State.DRAFT)
    for title in "一二三":
        revisions.save(article, {"title": title}, by=administrator)

    revisions.erase(article.revisions.get(number=2), by=administrator, why="法院裁定")

    assert list(revisions.faults()) == []
    assert article.revisions.get(number=2).state is None
    with pytest.raises(ValidationError):
        revisions.restore(article, 2, by=administrator)
    with pytest.raises(ValidationError):
        revisions.erase(article.revisions.get(number=4), by=administrator, why="法院裁定")


def test_who_may_not_erase_is_refused(editor: Any) -> None:
    article = make_article(state=State.DRAFT)
    for title in "一二":
        revisions.save(article, {"title": title}, by=editor)

    with pytest.raises(PermissionDenied):
        revisions.erase(article.revisions.get(number=1), by=editor, why="不想要了")


def test_checking_leaves_the_story_as_it_is() -> None:
    article = make_article(title="原题")
    other = make_category()

    state = editing.checked(article, {"title": "别|题", "category": other.pk})

    assert (state["title"], state["title_breaks"], state["category"]) == ("别题", "别|题", other.pk)
    assert article.title == "原题"
    assert article.category_id != other.pk


def test_changed_time_of_a_published_story_holds_at_once(editor: Any) -> None:
    article = make_article(title="旧题")
    end = timezone.now() + timedelta(days=1)

    saved = revisions.save(
        article, {"title": "新题", "unpublish_at": end.isoformat()}, by=editor
    ).article

    assert saved.unpublish_at == end
    assert Article.objects.get(pk=article.pk).title == "旧题"
    assert saved.has_pending()


def test_saved_text_of_a_story_that_waits_for_its_time_is_the_text_that_appears(
    editor: Any, clock: Any
) -> None:
    article = make_article(state=State.DRAFT, title="一")
    workflow.publish(article, by=editor, at=timezone.now() + timedelta(hours=1))

    saved = revisions.save(article, {"title": "二"}, by=editor)

    assert not saved.article.has_pending()
    clock.advance(hours=2)
    assert Article.objects.live().get(pk=article.pk).title == "二"
    assert revisions.stood_at(article, timezone.now()) == saved.revision


def test_story_that_was_put_off_did_not_stand_at_its_first_time(editor: Any, clock: Any) -> None:
    article = make_article(state=State.DRAFT)
    number = revisions.save(article, {"title": "一"}, by=editor).revision.number
    began = timezone.now()
    workflow.publish(article, by=editor, at=began + timedelta(hours=1))
    clock.advance(minutes=30)

    later = began + timedelta(hours=3)
    revisions.save(article, {"publish_at": later.isoformat()}, by=editor)

    assert revisions.stood_at(article, began + timedelta(hours=2)) is None
    stood = revisions.stood_at(article, began + timedelta(hours=4))
    assert stood is not None
    assert stood.number == number


def test_what_stood_ends_with_the_story(editor: Any, clock: Any) -> None:
    began = timezone.now()
    end = (began + timedelta(hours=2)).isoformat()
    article = make_article(state=State.DRAFT, unpublish_at=end)
    one = revisions.save(article, {"title": "一"}, by=editor).revision
    workflow.publish(article, by=editor, at=began)
    clock.advance(hours=1)
    later = (began + timedelta(hours=4)).isoformat()
    stood = revisions.stood_at(article, began + timedelta(hours=3))
    assert stood is None
    revisions.save(article, {"unpublish_at": later}, by=editor)
    assert revisions.stood_at(article, began + timedelta(hours=3)) == one
    assert revisions.stood_at(article, began + timedelta(hours=4)) is None


def test_traditional_of_a_waiting_version_can_be_checked(editor: Any) -> None:
    article = make_article(title="旧", is_traditional_checked=True)
    saved = revisions.save(article, {"title": "新", "is_traditional_checked": True}, by=editor)
    assert not saved.revision.state["is_traditional_checked"]
    saved = revisions.save(saved.article, {"is_traditional_checked": True}, by=editor)
    assert saved.revision.state["is_traditional_checked"]
    shown = workflow.publish(saved.article, by=editor)
    assert (shown.title, shown.is_traditional_checked) == ("新", True)
    saved = revisions.save(shown, {"title": "更新", "is_traditional_checked": True}, by=editor)
    assert not saved.revision.state["is_traditional_checked"]
