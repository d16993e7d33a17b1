"""Records become rows once, follow the source, and never undo what an editor did here."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comments.models import Comment
from news import editing
from news.models import Article, Category, ReactionCount, Source
from portal.accounts.models import User
from portal.importers import records
from portal.importers.models import ImportedSite
from portal.importers.report import Report
from portal.importers.writer import Writer

pytestmark = pytest.mark.django_db

THEN = datetime(2024, 5, 1, 8, tzinfo=UTC)
MEMBER = records.Member(foreign_id="7", username="白鹭书生", email="bai@example.org", joined=THEN)
SECTION = records.Category(foreign_id="2", name="新闻")
STORY = records.Article(
    foreign_id="181",
    title="7月起实行新的投放时段",
    category_id="2",
    pages=(
        records.Page(title="第一页", html="<p>甲</p>"),
        records.Page(title="第二页", html="<p>乙</p>"),
    ),
    source_name="江川在线",
    publisher_id="7",
    published=THEN,
    view_count=25860,
)
COMMENT = records.Comment(
    foreign_id="1", article_id="181", text="好", written=THEN, member_id="7", address="203.0.113.9"
)
REACTIONS = records.Reactions(
    foreign_id="181",
    article_id="181",
    totals={"鲜花": 8, "握手": 2},
    givers=(("7", "鲜花", THEN), ("99", "握手", None)),
)


def bring(
    *,
    member: records.Member = MEMBER,
    section: records.Category = SECTION,
    story: records.Article = STORY,
    comments: tuple[records.Comment, ...] = (COMMENT,),
) -> Report:
    site, _ = ImportedSite.objects.get_or_create(system="discuz", name="江川在线")
    report = Report()
    writer = Writer(
        site,
        report,
        read_file=lambda path: None,
        to_grammar=lambda html, **finders: html,
        written=[],
    )
    writer.write_members([member])
    writer.write_categories([section])
    writer.write_articles([story])
    writer.write_comments(comments)
    writer.write_reactions([REACTIONS])
    return report


def test_everything_arrives():
    bring()
    article = Article.objects.get()
    assert article.is_live()
    assert article.publish_at == THEN
    assert article.publisher == User.objects.get(username="白鹭书生")
    assert article.category.slug == "c2"
    assert article.source.kind == Source.Kind.OWN
    assert article.body.count('<hr class="page"') == 2
    assert article.stats.view_count == 25860
    assert article.stats.comment_count == 1
    assert article.stats.reaction_count == 10
    counts = ReactionCount.objects.order_by("kind__position")
    assert [(row.kind.name_zh, row.count, row.imported) for row in counts] == [
        ("鲜花", 1, 7),
        ("握手", 0, 2),
    ]
    assert Comment.objects.get().network == "203.0.113.0/24"


def test_the_second_run_changes_nothing():
    bring()
    before = editing.state_of(Article.objects.get())
    report = bring()
    for kind in ("member", "category", "article", "comment", "reactions"):
        assert report.counts[kind] == {"read": 1, "unchanged": 1}
    assert editing.state_of(Article.objects.get()) == before


def test_a_change_at_the_source_is_followed_but_an_edit_here_wins():
    bring()
    report = bring(story=replace(STORY, title="改过的题目"))
    assert report.counts["article"]["updated"] == 1
    assert Article.objects.get().title == "改过的题目"
    editing.apply(Article.objects.get(), {"title": "编辑的题目"}, by=None)
    report = bring(story=replace(STORY, title="源头又改"))
    assert report.counts["article"]["edited here"] == 1
    assert Article.objects.get().title == "编辑的题目"


def test_a_name_that_is_taken_gets_a_suffix_and_a_line():
    User.objects.create_user("白鹭书生")
    report = bring()
    assert User.objects.filter(username="白鹭书生_2").exists()
    assert any("白鹭书生_2" in note for note in report.notes)


def test_an_address_that_is_taken_gets_a_suffix():
    Category.objects.create(name_zh="旧", slug="c2", path="c2")
    bring()
    assert Article.objects.get().category.slug == "c2-2"


def test_orphans_are_left_out_with_the_reason():
    orphan = replace(COMMENT, foreign_id="2", article_id="10")
    report = bring(comments=(COMMENT, orphan))
    assert report.skipped["comment"] == {"its story was not brought": 1}
    assert Comment.objects.count() == 1
