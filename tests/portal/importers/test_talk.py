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


DISQUS_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><disqus xmlns="http://disqus.com" '
    'xmlns:dsq="http://disqus.com/disqus-internals" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
DISQUS_THREAD = (
    '<thread dsq:id="{number}"><id/><forum>weekly</forum><category dsq:id="1"/><link>{link}</link>'
    "<title>题</title><message/><createdAt>2024-05-01T08:00:00Z</createdAt><author><name>编辑</name>"
    "<isAnonymous>false</isAnonymous><username>desk</username></author><isClosed>{closed}</isClosed>"
    "<isDeleted>{deleted}</isDeleted></thread>"
)
DISQUS_POST = (
    '<post dsq:id="{number}"><id/><message><![CDATA[<p>话{number}</p>]]></message>'
    "<createdAt>2024-05-01T09:00:0{number}Z</createdAt><isDeleted>{deleted}</isDeleted>"
    "<isSpam>{spam}</isSpam>{more}<author><name/><isAnonymous>true</isAnonymous>"
    '<username>u{number}</username></author><thread dsq:id="{thread}"/>{parent}</post>'
)


def disqus_post(number: int, *, thread: int = 1, parent: int = 0, **facts: str) -> str:
    said = {"deleted": "false", "spam": "false", "more": ""} | facts
    above = f'<parent dsq:id="{parent}"/>' if parent else ""
    return DISQUS_POST.format(number=number, thread=thread, parent=above, **said)


def test_disqus_states_of_posts_and_threads(tmp_path, story):
    link = f"http://testserver{story.get_absolute_url()}"
    posts = [
        disqus_post(1),
        disqus_post(2, deleted="true", parent=1),
        disqus_post(3, parent=2),
        disqus_post(4, spam="true"),
        disqus_post(5, deleted="true", spam="true"),
        disqus_post(6, more="<isApproved>false</isApproved>"),
        disqus_post(7, thread=2),
        disqus_post(8, thread=3),
    ]
    threads = [
        DISQUS_THREAD.format(number=1, link=link, closed="true", deleted="false"),
        DISQUS_THREAD.format(number=2, link=link, closed="false", deleted="true"),
        DISQUS_THREAD.format(number=3, link=link, closed="false", deleted="false"),
    ]
    file = tmp_path / "states.xml"
    file.write_text(DISQUS_HEAD + "".join([*threads, *posts]) + "</disqus>", encoding="utf-8")
    report = bring("disqus", file)
    rows = Comment.objects.order_by("created_at").values_list("body", "state", "guest_name")
    assert list(rows) == [
        ("话1", "published", "u1"),
        ("话3", "published", "u3"),
        ("话6", "pending", "u6"),
        ("话8", "published", "u8"),
    ]
    assert report["skipped"]["comment"] == {"deleted": 2, "spam": 2}
    assert Comment.objects.get(body="话3").parent is None
    assert report["notes"]["Comments whose parent is not here, standing alone"] == ["Comment 3"]
    assert {row.thread.thing for row in Comment.objects.all()} == {story}


ISSO = """
CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER,
    created FLOAT NOT NULL, modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR,
    author VARCHAR, email VARCHAR, website VARCHAR, likes INTEGER DEFAULT 0,
    dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER DEFAULT 0);
CREATE TRIGGER remove_stale_threads AFTER DELETE ON comments BEGIN
    DELETE FROM threads WHERE id NOT IN (SELECT tid FROM comments); END;
INSERT INTO preferences VALUES ('session-key', 'b16e06540dd1ad12');
"""
"""As Isso 0.13 makes its file (isso/db/, its preferences, threads and comments)."""


def isso_file(tmp_path: Path, story: Article) -> Path:
    file = tmp_path / "isso.db"
    rows = sqlite3.connect(file)
    rows.execute("PRAGMA journal_mode = WAL")
    rows.executescript(ISSO)
    rows.executemany(
        "INSERT INTO threads VALUES (?, ?, ?)",
        [(1, story.get_absolute_url(), "题"), (2, "/never/", None)],
    )
    said = "(tid, id, parent, created, modified, mode, remote_addr, text, author, voters)"
    rows.executemany(
        f"INSERT INTO comments {said} VALUES (?, ?, ?, ?, ?, ?, '203.0.113.0', ?, ?, x'00ff')",
        [
            (1, 1, None, 1714554000.25, 1714555000.5, 1, "好*看*\n第二行", "甲"),
            (1, 2, 1, 1714554001.5, None, 1, "回一句", None),
            (1, 3, 1, 1714554002.5, None, 2, "待审", "乙"),
            (1, 4, None, 1714554003.5, None, 4, "", None),
            (1, 5, 4, 1714554004.5, None, 1, "回删了的", "丙"),
            (1, 6, None, 1714554005.5, None, 1, None, "丁"),
            (2, 7, None, 1714554006.5, None, 1, "没有这一篇", "戊"),
        ],
    )
    rows.commit()
    rows.close()
    return file


def test_isso_by_a_file_of_its_own_schema(tmp_path, story):
    file = isso_file(tmp_path, story)
    before = file.read_bytes()
    report = bring("isso", file)
    first, second, third, fourth = Comment.objects.order_by("created_at")
    assert (first.body, first.guest_name) == ("好*看*\n第二行", "甲")
    assert first.created_at.isoformat() == "2024-05-01T09:00:00.250000+00:00"
    assert (second.parent, second.guest_name) == (first, "")
    assert (third.parent, third.state) == (first, "pending")
    assert (fourth.body, fourth.parent) == ("回删了的", None)
    assert report["skipped"] == {
        "comment": {"deleted": 1, "without words": 1, "its story was not brought": 1},
        "thread": {"its address leads to no story here": 1},
    }
    assert bring("isso", file)["kinds"]["comment"]["unchanged"] == 4
    assert file.read_bytes() == before


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
