"""Records become rows once, follow the source, and leave alone what people did here."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from hashlib import md5, sha256
from json import dumps

import pytest
from allauth.account.models import EmailAddress

from comments.models import Comment
from news import reactions, workflow
from news.models import (
    Article,
    ArticleStats,
    Bookmark,
    Category,
    CategoryEditor,
    Reaction,
    ReactionCount,
    Source,
    Topic,
)
from portal.accounts.hashers import is_brought
from portal.accounts.models import User
from portal.importers import records
from portal.importers.attachments import Attachments
from portal.importers.models import ImportedSite, ImportRun
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


def test_a_password_follows_the_source_until_its_member_signs_in():
    bring(replace(MEMBER, password=md5_of("first", "a1b2c3"), password_salt="a1b2c3"))
    member = User.objects.get()
    assert is_brought(member.password)
    changed = replace(MEMBER, password=md5_of("second", "d4e5f6"), password_salt="d4e5f6")
    assert outcome(bring(changed), "member") == {"updated": 1}
    member.refresh_from_db()
    assert member.check_password("second")
    bring(replace(changed, password=md5_of("third", "d4e5f6")))
    member.refresh_from_db()
    assert member.check_password("second")
    assert not member.check_password("third")


def test_the_ledger_tells_nothing_of_a_password():
    """Whoever steals the table must not find digests that are cheaper to try than the wrapped."""
    one = replace(MEMBER, password=md5_of("first", "a1b2c3"), password_salt="a1b2c3")
    text = dumps(asdict(one), sort_keys=True, default=str, ensure_ascii=False)
    assert one.source_hash() != sha256(text.encode()).hexdigest()
    assert one.source_hash() == replace(one).source_hash()
    assert one.source_hash() != replace(one, password=md5_of("x", "a1b2c3")).source_hash()
    assert "first" not in repr(one)
    assert one.password not in repr(one)


def md5_of(password: str, salt: str) -> str:
    inner = md5(password.encode()).hexdigest()
    return md5((inner + salt).encode()).hexdigest()


def test_an_address_proved_there_is_proved_here_for_its_first_holder():
    proved = replace(MEMBER, is_email_verified=True)
    again = replace(proved, foreign_id="8", username="冒名的人")
    open_one = replace(MEMBER, foreign_id="9", username="没说的人", email="other@example.org")
    bring(only=[proved, again, open_one])
    rows = EmailAddress.objects.filter(verified=True)
    assert [row.user.username for row in rows] == ["白鹭书生"]
    bring(only=[replace(proved, joined=None)])
    assert EmailAddress.objects.count() == 1


def test_a_binned_story_comes_with_its_tags_and_readers_saw_it():
    bring(replace(STORY, state="binned", tags=("头条", "民生")))
    article = Article.objects.get()
    assert (article.state, article.was_live()) == ("binned", True)
    assert sorted(tag.name for tag in article.tags.all()) == ["头条", "民生"]


def test_a_saved_story_is_saved_once_and_when_it_was():
    saved = records.Favourite(foreign_id="1", article_id="181", member_id="7", saved=THEN)
    report = bring(saved, replace(saved, foreign_id="2"))
    assert outcome(report, "favourite") == {"created": 1, "matched": 1}
    assert Bookmark.objects.get().created_at == THEN
    assert ArticleStats.objects.get().bookmark_count == 1
    lost = replace(saved, foreign_id="3", member_id="99")
    assert outcome(bring(lost), "favourite") == {"skipped": 1}


def test_a_topic_holds_its_stories_and_what_was_edited_here_stays():
    topic = records.Topic(
        foreign_id="1", title="龙舟季", slug="boats", published=THEN, article_ids=("181", "9")
    )
    bring(topic)
    row = Topic.objects.get()
    assert (row.slug, row.is_live()) == ("boats", True)
    assert [story.article.title for story in row.stories.all()] == [STORY.title]
    Topic.objects.update(title="改了")
    assert outcome(bring(replace(topic, title="新")), "topic") == {"edited here": 1}
    assert Topic.objects.get().title == "改了"


def test_a_right_in_a_section_makes_nobody_staff():
    bring(records.Grant(foreign_id="2:7", category_id="2", member_id="7", may_publish=True))
    grant = CategoryEditor.objects.get()
    assert (grant.may_publish, grant.may_manage, grant.may_withdraw) == (True, False, False)
    assert not User.objects.get().is_staff


def test_of_two_records_with_one_id_the_first_is_brought():
    report = bring(only=[SECTION, SOURCE, STORY, replace(STORY, title="又一条")])
    assert Article.objects.get().title == STORY.title
    assert report.skipped["article"] == {"its id came before": 1}


def test_an_id_that_comes_again_in_a_later_batch_changes_nothing():
    site = ImportedSite.objects.create(system="discuz", name="twice.example")
    writer = Writer(site, Attachments(None), Report(), [], ImportRun.objects.create(site=site))
    for story in (STORY, replace(STORY, title="又一条")):
        writer.write([SECTION, SOURCE, story], progress=lambda kind, done: None)
    assert Article.objects.get().title == STORY.title
    assert writer.report.skipped["article"] == {"its id came before": 1}


def test_a_section_of_that_name_at_that_place_is_the_same_one_and_keeps_its_settings():
    mine = Category.objects.create(name_zh="新闻", slug="xinwen", page_size=7)
    twin = replace(SECTION, foreign_id="3", page_size=30)
    report = bring(only=(SECTION, twin))
    assert outcome(report, "category") == {"matched": 1, "created": 1}
    mine.refresh_from_db()
    assert (mine.slug, mine.page_size) == ("xinwen", 7)
    assert report.notes["Sections that were here already, whose settings stay"] == ["xinwen"]
    assert outcome(bring(only=(SECTION, twin)), "category") == {"unchanged": 2}
