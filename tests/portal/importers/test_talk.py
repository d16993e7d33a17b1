"""Comments of Disqus and Isso find the stories they were written under."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from comments.models import Comment
from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db

DISQUS = Path(__file__).parents[2] / "data" / "talk" / "disqus.xml"


def bring(system: str, file: Path, **options: Any) -> dict[str, Any]:
    report = file.with_suffix(".report.json")
    call_command("import_site", system, str(file), report=report, verbosity=0, **options)
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def story() -> Article:
    return factories.make_article()


@pytest.fixture
def disqus(tmp_path: Path, story: Article) -> Path:
    file = tmp_path / "disqus.xml"
    text = DISQUS.read_text(encoding="utf-8").replace("ARTICLE", str(story.pk))
    file.write_text(text, encoding="utf-8")
    return file


def test_disqus_keeps_threads_and_leaves_spam_out(disqus, story):
    said = bring("disqus", disqus, dry_run=True)
    assert Comment.objects.count() == 0
    report = bring("disqus", disqus)
    assert said["kinds"] == report["kinds"]
    first, second = Comment.objects.order_by("created_at")
    assert (first.body, first.guest_name) == ("第一句\n第二句", "甲")
    assert (second.body, second.parent, second.thread.object_id) == ("回答", first, story.pk)
    assert report["skipped"] == {
        "comment": {"spam": 1, "deleted": 1, "its story was not brought": 1},
        "thread": {"its address leads to no story here": 1},
    }
    assert report["notes"]["Addresses that lead to no story here"] == [
        "https://elsewhere.example/never"
    ]


def test_disqus_a_second_run_brings_nothing_twice(disqus):
    bring("disqus", disqus)
    again = bring("disqus", disqus)
    assert again["kinds"]["comment"]["unchanged"] == 2
    assert Comment.objects.count() == 2


def test_isso_by_its_own_file(tmp_path, story):
    file = tmp_path / "comments.db"
    rows = sqlite3.connect(file)
    rows.execute("CREATE TABLE threads (id INTEGER PRIMARY KEY, uri, title)")
    rows.execute(
        "CREATE TABLE comments (tid, id INTEGER PRIMARY KEY, parent, created, mode, remote_addr,"
        " text, author)"
    )
    rows.execute("INSERT INTO threads VALUES (1, ?, 't')", (story.get_absolute_url(),))
    rows.executemany(
        "INSERT INTO comments VALUES (1, ?, ?, ?, ?, '203.0.113.0', ?, ?)",
        [
            (1, None, 1714554000.5, 1, "好", "甲"),
            (2, 1, 1714554001.5, 2, "待审", None),
            (3, 1, 1714554002.5, 4, "", None),
        ],
    )
    rows.commit()
    rows.close()
    report = bring("isso", file)
    first, second = Comment.objects.order_by("created_at")
    assert (first.body, first.state, second.state) == ("好", "published", "pending")
    assert second.parent == first
    assert report["skipped"]["comment"] == {"deleted": 1}


def test_isso_by_json(tmp_path, story):
    file = tmp_path / "isso.json"
    said = {"author": "甲", "created": "2024-05-01 08:00:00", "text": "好", "remote_addr": ""}
    threads = [{"id": story.get_absolute_url(), "title": "t", "comments": [said, "x"]}]
    file.write_text(json.dumps(threads), encoding="utf-8")
    report = bring("isso", file)
    assert Comment.objects.get().guest_name == "甲"
    assert report["skipped"]["comment"] == {"in no known form": 1}


@pytest.mark.parametrize(
    ("system", "text"), [("disqus", "<x/>"), ("isso", "{"), ("isso", '["x"]'), ("disqus", "")]
)
def test_other_files_are_refused_in_words(tmp_path, system, text):
    file = tmp_path / "other"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="is no "):
        bring(system, file)
