"""Records become rows once, follow the source, and leave alone what people did here."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comments.models import Comment
from news import reactions, workflow
from news.models import Article, ArticleStats, Category, Reaction, ReactionCount, Source
from portal.accounts.models import User
from portal.importers import records
from portal.importers.attachments import Attachments
from portal.importers.models import ImportedSite
from portal.importers.report import Report
from portal.importers.writer import Writer

pytestmark = pytest.mark.django_db

THEN = datetime(2024, 5, 1, 8, tzinfo=UTC)
MEMBER = records.Member(foreign_id="7", username="白鹭书生", email="bai@example.org", joined=THEN)
SECTION = records.Category(foreign_id="2", name="新闻")
SOURCE = records.Source(foreign_id="江川在线", name="江川在线", is_own=True)
STORY = records.Article(
    foreign_id="181",
    title="7月起实行新的投放时段",
    category_id="2",
    body="<p>甲</p>",
    source_id="江川在线",
    publisher_id="7",
    published=THEN,
)
COMMENT = records.Comment(
    foreign_id="1", article_id="181", text="好", written=THEN, member_id="7", address="203.0.113.9"
)
FLOWER = records.ReactionKind(foreign_id="14", name="鲜花")
REACTIONS = records.Reactions(
    foreign_id="181",
    totals={"14": 8},
    givers=(records.Giver(member_id="7", reaction_id="14", given=THEN),),
)
READS = records.Reads(foreign_id="181", view_count=25860)
ALL = (MEMBER, FLOWER, SECTION, SOURCE, STORY, COMMENT, REACTIONS, READS)


def bring(*changed: records.Record, only: Iterable[records.Record] | None = None) -> Report:
    """Bring all records, some of them changed; or only some."""
    site, _ = ImportedSite.objects.get_or_create(system="discuz", name="www.jc.example")
    report = Report()
    by_key = {(record.kind, record.foreign_id): record for record in (*ALL, *changed)}
    stream = by_key.values() if only is None else only
    Writer(site, Attachments(None), report, []).write(stream, progress=lambda kind, done: None)
    return report


def outcome(report: Report, kind: str) -> dict[str, int]:
    return {name: number for name, number in report.counts[kind].items() if name != "read"}


def test_everything_arrives_and_a_second_run_changes_nothing():
    bring()
    article = Article.objects.get()
    assert article.is_live()
    assert article.publisher == User.objects.get()
    assert article.source.kind == Source.Kind.OWN
    assert article.category.slug == "c2"
    assert (article.stats.view_count, article.stats.comment_count) == (25860, 1)
    report = bring()
    for kind in ("member", "category", "source", "article", "comment", "reactions", "reads"):
        assert outcome(report, kind) == {"unchanged": 1}, kind


def test_a_change_at_the_source_is_followed():
    bring()
    report = bring(
        replace(STORY, title="改过的题目", state="withdrawn"),
        replace(SECTION, name="要闻", slug="news"),
        replace(MEMBER, email="new@example.org"),
        replace(COMMENT, text="很好", state="pending"),
    )
    article = Article.objects.get()
    assert (article.title, article.state) == ("改过的题目", Article.State.WITHDRAWN)
    # An address that readers know stays.
    assert (article.category.name_zh, article.category.slug) == ("要闻", "c2")
    assert User.objects.get().email == "new@example.org"
    assert (Comment.objects.get().body, article.stats.comment_count) == ("很好", 0)
    assert outcome(report, "article") == {"updated": 1}
    report = bring(replace(STORY, state="review"))
    assert Article.objects.get().state == Article.State.REVIEW
    assert outcome(report, "article") == {"updated": 1}


def test_a_story_withdrawn_here_is_not_published_again():
    bring()
    workflow.withdraw(Article.objects.get(), by=None)
    report = bring(replace(STORY, title="源头又改"))
    assert Article.objects.get().state == Article.State.WITHDRAWN
    assert outcome(report, "article") == {"edited here": 1}


def test_what_was_deleted_here_stays_deleted():
    bring()
    Comment.objects.all().delete()
    report = bring(replace(COMMENT, text="又来"))
    assert not Comment.objects.exists()
    assert report.skipped["comment"] == {"deleted here since": 1}


def test_readers_clicks_here_outlast_another_import():
    bring()
    article, guest = Article.objects.get(), reactions.Reader(device="d1")
    flower = REACTIONS.givers[0]
    reactions.react(article, Reaction.objects.get().kind, reader=guest)
    ArticleStats.objects.update(view_count=30000)
    second = records.Member(foreign_id="8", username="江边茶客")
    # The old site forgot its first giver; two more came, one of them with a name.
    later = replace(REACTIONS, totals={"14": 10}, givers=(replace(flower, member_id="8"),))
    bring(only=[second, later, replace(READS, view_count=25900)])
    count = ReactionCount.objects.get()
    assert (count.count, count.imported, count.total) == (3, 8, 11)
    stats = ArticleStats.objects.get()
    assert (stats.reaction_count, stats.view_count) == (11, 30000)


def test_a_member_who_took_a_reaction_back_here_is_not_made_to_react_again():
    bring()
    reader = reactions.Reader(user_id=User.objects.get().pk)
    reactions.react(Article.objects.get(), None, reader=reader)
    bring(replace(REACTIONS, totals={"14": 9}))
    assert not Reaction.objects.exists()
    assert ReactionCount.objects.get().total == 8


def test_related_stories_stand_in_order_and_follow_the_source():
    others = [replace(STORY, foreign_id=str(pk), title=str(pk)) for pk in (1, 2, 3)]
    relations = records.Relations(foreign_id="181", related_ids=("3", "1", "404"))
    bring(*others, relations)
    article = Article.objects.get(title=STORY.title)
    assert [row.related.title for row in article.related_rows.all()] == ["3", "1"]
    report = bring(*others, replace(relations, related_ids=("2",)))
    assert [row.related.title for row in article.related_rows.all()] == ["2"]
    assert outcome(report, "article") == {"unchanged": 4}


def test_a_section_closed_to_new_stories_still_gets_its_old_ones():
    bring(replace(SECTION, allows_publishing=False))
    assert Article.objects.get().is_live()
    assert not Category.objects.get().allows_publishing


def test_what_cannot_be_published_stays_a_draft_and_is_named():
    report = bring(replace(STORY, body=""))
    assert Article.objects.get().state == Article.State.DRAFT
    (note,) = report.notes["Stories left as drafts"]
    assert note.startswith("Article 181: ")


def test_one_bad_record_does_not_stop_the_rest():
    longest = replace(STORY, foreign_id="9", title="长" * 300, author="字" * 200, summary="a" * 900)
    report = bring(
        longest,
        replace(STORY, foreign_id="10", category_id="404"),
        replace(COMMENT, foreign_id="2", article_id="404"),
        replace(MEMBER, foreign_id="8", username="\u202e\x00 ", email="x" * 300 + "@a.example"),
    )
    assert report.skipped["article"] == {"its section was not brought": 1}
    assert report.skipped["comment"] == {"its story was not brought": 1}
    cut = Article.objects.get(title__startswith="长")
    assert (len(cut.title), len(cut.original_author), len(cut.summary)) == (200, 120, 500)
    assert len(report.notes["Texts cut"]) == 3
    assert User.objects.filter(username="member8", email="").exists()


def test_figures_of_pictures_that_did_not_come_leave_their_words():
    body = '<p>甲</p><figure data-image="x&amp;y.jpg"><figcaption>渡口</figcaption></figure>'
    bring(replace(STORY, body=body))
    assert Article.objects.get().body == "<p>甲</p><p>渡口</p>"
