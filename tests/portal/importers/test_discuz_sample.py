"""The sample portal beside this checkout comes in whole, to the figures counted at the source."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.db import transaction
from django.db.models import F, Sum
from django.test import Client

from comments.models import Comment
from news import body as grammar
from news.models import (
    Article,
    ArticleStats,
    Bookmark,
    Category,
    CategoryEditor,
    Document,
    Image,
    Reaction,
    ReactionCount,
    RelatedArticle,
    Source,
    Topic,
)
from portal.accounts.hashers import is_brought
from portal.accounts.models import User
from portal.importers.attachments import Attachments
from portal.importers.models import ImportedRecord, ImportedSite
from portal.importers.moving import Manner, move_in
from portal.importers.report import Report
from portal.importers.writer import Writer

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "discuz"
DUMP, FILES = DATA / "portal.sql.gz", DATA / "attachments.tar.gz"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="no sample portal in ../shared/data/discuz"),
]


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "expected.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Bring the sample in once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield move_in(DUMP, attachments=FILES).as_data()
        transaction.set_rollback(True)


def story(aid: int) -> Article:
    return Article.objects.get(
        pk=ImportedRecord.objects.get(kind="article", foreign_id=aid).object_id
    )


def test_members_and_sections(report, expected):
    assert User.objects.count() == expected["members"]
    assert Category.objects.count() == expected["categories"]
    depths = Counter(Category.objects.values_list("depth", flat=True))
    assert [depths[1], depths[2], depths[3]] == list(expected["categories_by_depth"].values())
    assert Category.objects.exclude(jump_url="").count() == 1
    assert Category.objects.filter(path="news/local").exists()


def test_articles(report, expected):
    states = Counter(Article.objects.values_list("state", flat=True))
    wanted = expected["articles_by_status"]
    assert states == {
        "published": int(wanted["0"]),
        "review": int(wanted["1"]),
        "withdrawn": int(wanted["2"]),
        "binned": len(expected["articles_in_trash"]),
    }
    assert {story(aid).state for aid in expected["articles_in_trash"]} == {"binned"}
    assert Article.objects.live().count() == states["published"]
    jumps = Article.objects.exclude(jump_url="")
    assert set(jumps) == {story(aid) for aid in expected["articles_redirect_url"]}
    assert Article.objects.filter(cover__isnull=False).count() == expected["articles_with_cover"]
    assert Article.objects.filter(is_highlighted=True).count() == expected["articles_highlighted"]
    shut = Article.objects.filter(allows_comments=False).count()
    assert shut == expected["articles_comments_forbidden"]
    for pushed in expected["articles_from_thread_or_blog"]:
        assert story(pushed["aid"]).body


def test_pages(report, expected):
    for aid, number in expected["multi_page_articles"].items():
        pages = grammar.pages(story(int(aid)).body)
        assert len(pages) == number
    first, *rest = grammar.pages(story(4).body)
    titles = [first.title, *(page.title for page in rest)]
    assert titles == ["第一节 缘起", "第2节 古渡码头纪事", "第3节 望江楼纪事"]


def test_pictures_and_documents(report, expected):
    assert Image.objects.count() == expected["attachments"]["image"]
    assert Document.objects.count() == expected["attachments"]["file"]
    bodies = [grammar.references(text) for text in Article.objects.values_list("body", flat=True)]
    shown = {pk for references in bodies for pk in references.images}
    assert len(shown) == expected["attachments"]["image"]
    assert sum(len(references.documents) for references in bodies) == 5
    assert not Image.objects.filter(caption_zh="").exists()
    assert not Image.objects.filter(credit="").exists()
    figures = sum(text.count("<figcaption>图") for text in _bodies())
    assert figures == expected["attachments"]["image"]


def test_bodies_are_clean(report):
    for text in _bodies():
        assert text == grammar.clean(text)
        assert not any(
            dirt in text for dirt in ("<script", "onclick", "javascript:", "\u3000\u3000<")
        )
        assert "[flash]" not in text
        assert "[media" not in text
        assert "data/attachment" not in text
    notes = report["notes"]
    assert [len(notes[name]) for name in sorted(notes) if "other sites" in name] == [8, 4]
    assert len(notes["Scripts taken out"]) == 4


def _bodies() -> list[str]:
    return list(Article.objects.values_list("body", flat=True))


def test_related_stories(report, expected):
    assert RelatedArticle.objects.count() == expected["related_rows"]


def test_comments(report, expected):
    states = Counter(Comment.objects.values_list("state", flat=True))
    assert "comment" not in report["skipped"]
    replies = 4  # Of the two threads that became stories.
    on_stories = int(expected["comments_article_by_status"]["0"]) + replies
    assert states["published"] == on_stories + expected["comments_topic"]
    assert states["pending"] == int(expected["moderation_queue_comments"]["0"])
    assert states["rejected"] == int(expected["moderation_queue_comments"]["1"])
    assert Comment.objects.filter(author=None).count() == expected["comments_guest"]
    assert ArticleStats.objects.aggregate(sum=Sum("comment_count"))["sum"] == on_stories
    assert Comment.objects.filter(body='路过看看，<b>写得好</b>，加粗 & "引号"').exists()


def test_reactions_are_as_many_as_they_were(report, expected):
    live = ReactionCount.objects.exclude(article__state="binned")
    totals = live.values_list("kind__name_zh").annotate(number=Sum(F("count") + F("imported")))
    assert dict(totals) == {
        expected["reaction_slots"][slot]: number
        for slot, number in expected["reaction_totals_live_articles"].items()
    }
    assert sum(dict(totals).values()) == 1333
    hidden = report["skipped"]["reaction"]
    assert Reaction.objects.count() + sum(hidden.values()) == expected["clickuser_rows"]
    shown = ArticleStats.objects.exclude(article__state="binned")
    assert shown.aggregate(sum=Sum("reaction_count"))["sum"] == 1333


def test_the_busiest_article(report, expected):
    wanted, article = expected["article_181"], story(181)
    assert (article.title, article.publisher.username) == (wanted["title"], wanted["username"])
    assert (article.source.name_zh, article.source.kind) == (wanted["from"], Source.Kind.OWN)
    assert article.category.path == "news/local"
    assert article.stats.view_count == int(wanted["viewnum"])
    counts = [row.total for row in article.reaction_counts.order_by("kind__position")]
    assert counts == [int(wanted[f"click{slot}"]) for slot in range(1, 6)]
    # The counter there also counted one comment that waits.
    assert article.stats.comment_count == int(wanted["commentnum"]) - 1
    assert article.reactions.count() == int(wanted["clickuser"]) - 1


def test_what_cannot_come_is_counted(report, expected):
    assert report["not_yet_brought"] == {
        "shares: nobody shows friends here what they read": expected["shares"],
    }
    assert report["notes"]["Words that were replaced, held or refused"] == [
        "代开发票: {MOD}",
        "赌场: {BANNED}",
        "傻瓜: **",
    ]
    assert any("Discuz!" in note for note in report["notes"]["Friendly links"])
    assert "门户: portal.php" in report["notes"]["Navigation"]


def test_favourites_are_bookmarks(report, expected):
    assert Bookmark.objects.count() == expected["favourites"]
    assert ArticleStats.objects.aggregate(sum=Sum("bookmark_count"))["sum"] == 160
    assert Bookmark.objects.earliest("created_at").created_at.year == 2026


def test_topics_carry_their_words_and_stories(report, expected):
    topics = Topic.objects.order_by("slug")
    assert [topic.title for topic in topics] == ["江川龙舟季", "老城漫步"]
    assert topics.count() == expected["topics"]
    client = Client()
    for address in ("/portal.php?mod=topic&topicid=1", "/topic-dragonboat.html"):
        assert client.get(address)["Location"] == "/topic/dragonboat/"


def test_rights_in_sections(report):
    grant = CategoryEditor.objects.get()
    assert grant.category.name_zh == "文化"
    assert (grant.may_publish, grant.may_manage) == (True, True)
    assert (
        len(report["notes"]["Members with rights in sections, who need a role to come to the desk"])
        == 1
    )


def test_replies_to_threads_stand_under_their_stories(report):
    comments = Comment.objects.filter(thread__object_id=story(201).pk).order_by("pk")
    assert comments[0].author.username == "东湖茶客"
    assert comments[0].body == "拍得真好，求原图。"


def test_nothing_counts_as_edited_and_a_second_run_changes_nothing(report):
    site = ImportedSite.objects.get()
    writer = Writer(site, Attachments(None), Report(), [])
    for record in site.records.exclude(kind="reaction"):
        scribe = writer.scribes[record.kind]
        assert scribe.trace(scribe.row(record.object_id)) == record.written_hash, record
    again = move_in(DUMP, attachments=FILES).as_data()
    for kind, counts in again["kinds"].items():
        changed = [counts[name] for name in ("created", "matched", "updated", "edited here")]
        assert changed == [0, 0, 0, 0], kind


def test_the_source_and_what_stands_here_do_not_differ(report):
    compared = move_in(DUMP, attachments=FILES, manner=Manner(compares=True)).as_data()
    assert compared["differences"] == 0
    for kind, counts in compared["kinds"].items():
        brought = report["kinds"][kind]["created"] + report["kinds"][kind]["matched"]
        assert counts["here"] == (0 if kind == "reaction" else brought), kind


@pytest.mark.parametrize(
    ("name", "password"),
    [("admin", "Admin-2026x"), ("编辑沈言", "Pass-2026x"), ("白鹭书生", "Pass-2026x")],
)
def test_members_sign_in_with_their_old_passwords(report, name, password):
    client = Client()
    response = client.post("/accounts/login/", {"login": name, "password": password})
    assert response.status_code == 302
    assert get_user(client) == User.objects.get(username=name)


def test_every_password_came(report):
    unsigned = User.objects.filter(last_login=None)
    assert unsigned
    assert all(is_brought(member.password) for member in unsigned)


@pytest.mark.parametrize("form", ["/portal.php?mod=view&aid={}", "/article-{}-1.html"])
def test_old_addresses_of_all_stories_lead_on(report, expected, form):
    client = Client()
    answers = Counter(client.get(form.format(aid)).status_code for aid in range(1, 204))
    states = expected["articles_by_status"]
    # Seen there once, all but the stories that wait; those in the bin and those put aside are gone.
    never_seen = int(states["1"])
    assert answers[301] == int(states["0"])
    assert answers[404] + answers[410] == 203 - int(states["0"])
    assert answers[404] >= never_seen


def test_old_addresses_of_all_sections_lead_on(report):
    client = Client()
    for catid in range(1, 23):
        response = client.get(f"/portal.php?mod=list&catid={catid}&page=2")
        assert response.status_code == 301, catid
    assert client.get("/news/local/")["Location"] == "/section/news/local/"
    assert client.get("/news/local/index.php?page=2")["Location"] == "/section/news/local/?page=2"


def test_old_addresses_of_all_pictures_and_files_lead_on(report):
    client = Client()
    records = ImportedRecord.objects.filter(kind="picture").values_list("foreign_id", flat=True)
    for path in records:
        assert client.get(f"/data/attachment/{path}").status_code == 301, path
    for document in ImportedRecord.objects.filter(kind="document"):
        address = f"/portal.php?mod=attachment&id={document.foreign_id}"
        assert client.get(address)["Location"] == document.target.get_absolute_url()
