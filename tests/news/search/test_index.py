"""The index keeps step with the stories, whatever becomes of them."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from news import editing, merging, search, workflow
from news.categories import save_category
from news.models import Article, SearchDocument, SearchState, SearchText, Tag
from news.naming import save_named
from news.search import Filters, Search, find_anywhere, parse, rebuilding, state, tokens
from news.search.backends import backend
from portal.demo.city import FOLDER
from portal.demo.stories import load_stories
from tests.factories import make_article, make_byline, make_category, make_image, make_source

pytestmark = pytest.mark.django_db


def ids(typed: str, language: str = "zh-hans", **wanted: object) -> list[int]:
    return Search(parse(typed), language, **wanted).found().article_ids


def anywhere(typed: str) -> list[int]:
    return find_anywhere(parse(typed), ["zh-hans", "en"])


def is_complete() -> bool:
    return state.read() is None


def test_readers_find_live_stories_only_and_the_clock_decides(clock):
    now = timezone.now()
    draft = make_article(title="渡口", state=Article.State.DRAFT)
    coming = make_article(title="渡口", publish_at=now + timedelta(hours=1))
    going = make_article(title="渡口", unpublish_at=now + timedelta(hours=2))
    assert ids("渡口") == [going.pk]
    assert {*anywhere("渡口")} == {draft.pk, coming.pk, going.pk}
    clock.advance(hours=1)
    assert {*ids("渡口")} == {coming.pk, going.pk}
    clock.advance(hours=1)
    assert ids("渡口") == [coming.pk]


def test_withdrawing_hides_and_publishing_shows_again():
    story = make_article(title="渡口")
    workflow.withdraw(story, by=None)
    assert ids("渡口") == []
    workflow.publish(story, by=None)
    assert ids("渡口") == [story.pk]


def test_what_is_written_anew_is_found_and_what_was_is_not():
    story = make_article(title="渡口", body="<p>老码头。</p>")
    editing.apply(story, {"title": "桥头", "body": "<p>新码头。</p>"}, by=None)
    assert ids("渡口") == ids("老码头") == ids("老") == []
    assert ids("桥头") == ids("新码头") == [story.pk]
    assert SearchDocument.objects.count() == SearchText.objects.count() == 1


def test_a_deed_that_fails_leaves_the_index_as_it_was():
    story = make_article(title="渡口")
    with pytest.raises(RuntimeError), transaction_that_fails():
        editing.apply(story, {"title": "桥头"}, by=None)
    assert ids("渡口") == [story.pk]
    assert ids("桥头") == []


@contextmanager
def transaction_that_fails():
    with transaction.atomic():
        yield
        raise RuntimeError


def test_a_deleted_story_leaves_nothing_behind():
    story = make_article(title="渡口", state=Article.State.DRAFT)
    workflow.delete_article(story, by=None)
    assert anywhere("渡口") == []
    assert not SearchText.objects.exists()


@pytest.mark.parametrize("what", ["tag", "byline", "image"])
def test_a_new_name_is_found_once_the_worker_has_been_there(what, run_tasks):
    byline, image = make_byline("旧名"), make_image(caption_zh="旧名")
    lists = {"tag": {"tags": ["旧名"]}, "byline": {"bylines": [{"byline": byline.pk}]}}
    story = make_article(title="渡口", **lists.get(what, {"cover": image.pk}))
    thing = {"tag": Tag.objects.filter(name="旧名").first(), "byline": byline, "image": image}[what]
    setattr(thing, {"tag": "name", "byline": "name_zh", "image": "caption_zh"}[what], "改后")
    thing.save()
    run_tasks()
    assert ids("改后") == [story.pk]
    assert ids("旧名") == []


def test_merged_sources_keep_their_stories_in_the_filter(run_tasks):
    one, other = make_source("晨报"), make_source("晚报")
    story = make_article(title="渡口", source=other.pk)
    merging.merge([other], into=one)
    run_tasks()
    assert ids("渡口", filters=Filters(sources=(one.pk,))) == [story.pk]


def test_imports_leave_the_indexing_to_the_worker():
    make_article(title="桥头")
    rebuilding.go_on.func()
    assert is_complete()
    with search.later():
        story = make_article(title="渡口")
    assert ids("渡口") == []
    assert not is_complete()
    assert rebuilding.go_on.func() == 1
    assert ids("渡口") == [story.pk]
    assert is_complete()


def test_an_interrupted_rebuild_goes_on_and_tells_the_pace(capsys):
    stories = [make_article(title="渡口") for _ in range(5)]
    rebuilding.start_over()
    assert ids("渡口") == []
    rebuilding.step(2)
    assert len(ids("渡口")) == 2
    call_command("rebuild_search", "--batch", "2")
    told = capsys.readouterr().out
    assert f"Going on after story {stories[1].pk}." in told
    assert "3 of 3 stories" in told
    assert len(ids("渡口")) == 5
    call_command("rebuild_search")
    assert "5 of 5 stories" in capsys.readouterr().out
    assert len(ids("渡口")) == 5


def test_another_version_of_the_tokens_forces_a_rebuild(monkeypatch):
    story = make_article(title="渡口")
    rebuilding.go_on.func()
    monkeypatch.setattr(backend(), "VERSION", 99)
    assert not is_complete()
    editing.apply(story, {"title": "桥头"}, by=None)
    assert rebuilding.go_on.func() == 1
    assert ids("桥头") == [story.pk]
    assert SearchState.objects.get().version == 99


def test_long_texts_lie_in_parts_and_are_one_result():
    far = "很远的地方有一座灯塔"
    body = f"<p>{'无关的字句。' * 4_000}</p><p>{far}</p>"
    story = make_article(title="渡口", body=body)
    assert SearchDocument.objects.filter(article=story).count() == 2
    assert ids("渡口") == ids(far) == ids("渡口 灯塔") == [story.pk]


def test_two_stories_of_one_second_both_stand_in_the_index():
    at = timezone.now() - timedelta(days=1)
    one = make_article(title="渡口", publish_at=at)
    entry = SearchDocument.objects.get(article=one)
    two = Article.objects.get(pk=one.pk)
    two.pk = one.pk + 2**20
    two.translation_group = "00000000-0000-4000-8000-000000000001"
    two.save(force_insert=True)
    search.index(two)
    assert {*ids("渡口")} == {one.pk, two.pk}
    assert SearchDocument.objects.get(article=one).key == entry.key


def test_sections_merged_or_moved_are_followed(run_tasks):
    old, new = make_category("旧栏目"), make_category("新栏目")
    story = make_article(title="渡口", category=old)
    merging.merge_sections([old], into=new)
    run_tasks()
    assert ids("渡口", filters=Filters(sections=(new.pk,))) == [story.pk]


def test_every_substring_of_the_demo_stories_is_found():
    stories = [story for story in load_stories(FOLDER / "stories") if story.language == "zh-hans"]
    rows = {
        make_article(title=told.title, kicker=told.kicker, body=told.body).pk: told
        for told in stories[:12]
    }
    missed = []
    for pk in rows:
        text = SearchText.objects.get(key=SearchDocument.objects.get(article=pk).key).text
        han = [run for run in text.split() if tokens.is_han(run) and len(run) > 1]
        for number, run in enumerate(han[:: max(1, len(han) // 25)]):
            start = number % (len(run) - 1)
            sought = run[start : start + 2 + number % 5]
            if pk not in ids(sought):
                missed.append(sought)
    assert rows
    assert missed == []


def test_a_search_finds_the_newest_through_windows_of_time(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite walks its index by time")
    monkeypatch.setattr(backend(), "FIRST_WINDOW", 2)
    now = timezone.now()
    stories = [
        make_article(
            title="渡口" if n % 3 == 0 else "桥头", publish_at=now - timedelta(days=40 * n)
        )
        for n in range(1, 10)
    ]
    assert ids("渡口", by_date=True) == [story.pk for story in stories if story.title == "渡口"]


def test_the_server_counts_no_tokens_where_it_looks_at_the_table():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no vectors")
    make_article(title="渡口")
    make_article(title="桥头")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE news_searchdocument")
        cursor.execute("SELECT attname FROM pg_stats WHERE tablename = 'news_searchdocument'")
        counted = {name for (name,) in cursor.fetchall()}
    assert "publish_at" in counted
    assert "vector" not in counted


def test_a_new_slug_alone_needs_no_new_words(run_tasks):
    story = make_article(title="渡口", tags=["老街"])
    tag = Tag.objects.get(name="老街")
    tag.slug = "old-street"
    save_named(tag)
    run_tasks()
    assert ids("老街") == [story.pk]


def test_stories_change_their_kind_with_the_layout_of_their_section(run_tasks):
    section = make_category(slug="building")
    below = make_category(slug="bank", parent=section)
    story = make_article(title="渡口", category=below)
    assert ids("渡口", filters=Filters(kinds=("opinion",))) == []
    section.front_layout = section.FrontLayout.OPINION
    save_category(section)
    run_tasks()
    assert ids("渡口", filters=Filters(kinds=("opinion",))) == [story.pk]
