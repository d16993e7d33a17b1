"""A large portal comes over in batches, and a run that broke off is simply run again."""

from pathlib import Path
from typing import Any

import pytest

from comments.models import Comment
from news.models import Article, ArticleStats, Placement
from portal.importers.models import ImportedRecord
from portal.importers.moving import move_in
from tests.big_dump import write_dump

pytestmark = pytest.mark.django_db

STORIES, COMMENTS = 450, 120


class Killed(BaseException):
    """Nobody catches it."""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return write_dump(tmp_path / "big.sql", STORIES, comments=COMMENTS)


def everything() -> dict[str, Any]:
    """All that came, but for ids and clocks."""
    words = ("title", "body", "summary", "drawn_summary", "state", "publish_at", "created_at")
    reads = ArticleStats.objects.order_by("article__publish_at")
    said = Comment.objects.order_by("created_at")
    return {
        "stories": list(Article.objects.order_by("publish_at").values_list(*words)),
        "reads": list(reads.values_list("view_count")),
        "lists": Placement.objects.count(),
        "comments": list(said.values_list("body", "state")),
        "ledger": sorted(ImportedRecord.objects.values_list("kind", "foreign_id", "source_hash")),
    }


def test_a_run_that_broke_off_is_run_again_and_ends_as_an_unbroken_one(dump):
    def die(line: str) -> None:
        if line.startswith("400 "):
            raise Killed

    with pytest.raises(Killed):
        move_in(dump, say=die)
    assert 0 < Article.objects.count() < STORIES
    move_in(dump)
    resumed = everything()
    assert Article.objects.count() == STORIES
    for model in (ImportedRecord, Comment, Placement, ArticleStats, Article):
        model.objects.all().delete()
    report = move_in(dump).as_data()
    assert everything() == resumed
    assert report["kinds"]["article"]["created"] == STORIES
    assert report["kinds"]["comment"]["created"] == COMMENTS


def test_batches_ask_no_more_than_a_few_questions_a_story(dump, django_assert_max_num_queries):
    with django_assert_max_num_queries(8 * STORIES):
        move_in(dump)
