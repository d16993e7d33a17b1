"""Each quirk of Discuz! X that the reference counts, Q1 to Q15, does no harm on the way here."""

from urllib.parse import quote

import pytest
from django.core.management import call_command

from comments.models import Comment
from news.models import Article, Bookmark, Category, Image, Reaction
from portal.lib import pagecache
from tests.portal.importers.conftest import SMALL
from tests.portal.importers.dumps import changed, everything, rewritten, story

pytestmark = pytest.mark.django_db

LAMP = "渡口的灯 &amp; 船 ｜ 夜"


def test_q01_one_importer_reads_the_older_version_too(bring, tmp_path):
    """X3.4 differs in engine and character set alone, and in columns that came later."""
    text = SMALL.read_text("utf-8").replace("😀", "")
    plain = tmp_path / "plain.sql"
    plain.write_text(text, "utf-8")
    later = frozenset({"emailstatus", "secmobile", "port"})
    old = rewritten(
        plain, tmp_path / "old.sql", charset="utf8", engine="MyISAM", prefix="x34_", without=later
    )
    bring(old, prefix="x34_")
    before = everything()
    report = bring(plain)
    assert everything() == before
    assert all(counts["created"] == 0 for counts in report["kinds"].values())


def test_q02_a_counter_is_of_the_place_and_not_of_the_reaction(bring, tmp_path):
    """Another order in the panel labels the same counters anew: the cache says which is which."""
    swap = (
        ('14\\";s:4:\\"name\\";s:6:\\"鲜花', '13\\";s:4:\\"name\\";s:6:\\"甲'),
        ('13\\";s:4:\\"name\\";s:6:\\"握手', '14\\";s:4:\\"name\\";s:6:\\"鲜花'),
        ('s:6:\\"甲', 's:6:\\"握手'),
    )
    report = bring(changed(tmp_path, *swap))
    assert {"click1 is 握手", "click2 is 鲜花"} <= set(report["notes"]["Reactions"])
    totals = {row.kind.name_zh: row.total for row in story(LAMP).reaction_counts.all()}
    assert totals == {"握手": 7, "鲜花": 4}


def test_q03_totals_hold_though_most_givers_were_forgotten(bring):
    report = bring()
    article = story("渡口的灯 &amp; 船 ｜ 夜")
    counts = article.reaction_counts.order_by("kind__position")
    assert [(row.kind.name_zh, row.count, row.imported) for row in counts] == [
        ("鲜花", 2, 5),
        ("握手", 0, 4),
    ]
    assert article.stats.reaction_count == 11
    assert [r.created_at.timestamp() for r in Reaction.objects.order_by("pk")] == [
        1700000500,
        1700000600,
    ]
    assert report["skipped"]["reaction"] == {
        "given twice by one member": 1,
        "counted without a name: given under a hidden one": 1,
        "counted without a name: its member is gone": 1,
        "of stories in the bin": 1,
        "of stories that do not exist": 1,
    }
    other = story("从论坛来").reaction_counts.get()
    assert (other.kind.name_zh, other.kind.symbol, other.total) == ("感动", "heart", 2)
    assert "click3 is 感动" in report["notes"]["Reactions"]


def test_q04_comments_are_counted_anew(bring):
    """The counter there says 9: it counts what waits, and what was deleted."""
    bring()
    assert story(LAMP).stats.comment_count == 4


def test_q05_an_ignored_comment_keeps_the_status_of_one_that_waits(bring):
    """Only the queue tells them apart."""
    bring()
    states = dict(Comment.objects.values_list("body", "state"))
    assert (states["待审的话"], states["被忽略的话"]) == ("pending", "rejected")


def test_q06_what_waits_or_was_ignored_shows_nowhere(bring, client, tmp_path):
    """There the search, the neighbours and related stories show it to guests."""
    related = "(101,109,2),"
    bring(changed(tmp_path, (related, f"{related}(101,104,3),(101,103,4),")))
    call_command("rebuild_search", verbosity=0)
    for title in ("忽略", "待审"):
        hidden = story(title).get_absolute_url()
        assert client.get(hidden).status_code == 404
        page = client.get(story("两页的故事").get_absolute_url()).content.decode()
        page += client.get(story(LAMP).get_absolute_url()).content.decode()
        page += client.get(f"/search/?q={quote(title)}").content.decode()
        assert hidden not in page
    found = client.get(f"/search/?q={quote('两页的故事')}").content.decode()
    assert story("两页的故事").get_absolute_url() in found


def test_q07_the_old_feed_leads_to_one_that_is_full_at_once(bring, client):
    bring()
    answer = client.get("/bbs/portal.php?mod=rss", follow=True)
    assert answer.redirect_chain == [("/rss.xml", 301)]
    feed = answer.content.decode()
    assert story("两页的故事").get_absolute_url() in feed
    assert feed.count("<item>") == Article.objects.live().count()
    assert "forum.php" not in feed


def test_q08_a_guest_without_a_name_comes_as_a_guest(bring, client):
    bring()
    said = Comment.objects.get(body="游客一句")
    assert (said.author, said.guest_name, said.state) == (None, "", "published")
    assert "游客一句" in client.get(story(LAMP).get_absolute_url()).content.decode()


def test_q09_pages_of_stories_set_guests_no_cookie_and_may_be_kept(
    bring, client, committed, settings
):
    settings.PAGE_CACHE_MB = 8
    with committed():
        bring()
    page = story(LAMP).get_absolute_url()
    views = story(LAMP).stats.view_count
    for address in ("/bbs/portal.php?mod=view&aid=101", page, page):
        answer = client.get(address)
        assert not answer.cookies
        assert "public" in answer["Cache-Control"]
    assert story(LAMP).stats.view_count == views
    pagecache.forget()


def test_q10_what_hangs_on_deleted_stories_is_counted_and_left(bring, tmp_path):
    saved = "(1,3,101,'aid')"
    report = bring(changed(tmp_path, (saved, f"{saved},(3,3,555,'aid'),(4,3,109,'aid')")))
    assert report["skipped"]["reaction"]["of stories that do not exist"] == 1
    assert report["skipped"]["reaction"]["of stories in the bin"] == 1
    assert report["skipped"]["favourite"] == {"of stories that are not here": 2}
    assert {saved.article.title for saved in Bookmark.objects.all()} == {LAMP, "从论坛来"}
    assert set(Reaction.objects.values_list("article__title", flat=True)) == {LAMP}


def test_q11_a_cover_and_an_attachment_name_one_picture(bring, small_files):
    """The one path begins with portal/, the other has no such folder."""
    bring(attachments=small_files)
    lamp = Image.objects.get(original_name="DSC_0001.jpg")
    assert story(LAMP).cover == lamp
    assert f'data-image="{lamp.pk}"' in story(LAMP).body


def test_q12_titles_longer_than_forty_characters_come_whole(bring, tmp_path):
    """Other versions let more in than the form of this one."""
    title = "渡口的灯一盏一盏亮起来" * 7
    report = bring(changed(tmp_path, ("两页的故事", title)))
    assert story(title).title == title
    assert "Texts cut" not in report["notes"]


def test_q13_a_page_beyond_the_end_leads_to_the_list_and_no_further(bring, client):
    bring()
    section = Category.objects.get(path="news/local").get_absolute_url()
    answer = client.get("/bbs/portal.php?mod=list&catid=3&page=999", follow=True)
    assert answer.redirect_chain[0] == (f"{section}?page=999", 301)
    assert answer.status_code == 404


def test_q14_caches_never_built_and_a_port_left_out(bring, small_files, tmp_path):
    """Its own address was written with the port or without."""
    cache = "INSERT INTO `pre_common_syscache` VALUES ('click'"
    dump = changed(
        tmp_path,
        (cache, cache.replace("'click'", "'other'")),
        ("http://www.wangchao.example/bbs/'", "http://www.wangchao.example:8080/bbs/'"),
    )
    report = bring(dump, attachments=small_files)
    assert "click3 is 雷人" in report["notes"]["Reactions"]
    quay = Image.objects.get(original_name="quay.png")
    assert f'data-image="{quay.pk}"' in story(LAMP).body


def test_q15_titles_that_were_never_looked_at_come_and_the_words_are_listed(bring, tmp_path):
    """The old site looked again at texts, never at titles; here an editor decides."""
    word = (
        "CREATE TABLE `pre_common_word` (`find` varchar(255), `replacement` varchar(255));\n"
        "INSERT INTO `pre_common_word` VALUES ('赌场','{BANNED}');\n"
    )
    table = "CREATE TABLE `pre_forum_post` ("
    report = bring(changed(tmp_path, (table, word + table), ("两页的故事", "赌场的故事")))
    assert story("赌场的故事").state == "published"
    assert report["notes"]["Words that were replaced, held or refused"] == ["赌场: {BANNED}"]
