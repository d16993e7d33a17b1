"""Stories made of threads and blogs: what was said there, saved there, and what stays behind."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Comment
from news.models import Bookmark
from portal.accounts.models import User
from portal.importers import addresses
from tests.portal.importers.dumps import changed, story

pytestmark = pytest.mark.django_db

POSTS = "CREATE TABLE `pre_forum_post` ("
MORE_POSTS = (
    "CREATE TABLE `pre_forum_post_7` (`pid` int, `tid` int, `first` int, `author` varchar(15),"
    " `authorid` int, `message` text, `invisible` int, `anonymous` int, `status` int);\n"
    "INSERT INTO `pre_forum_post_7` VALUES {rows};\n"
    f"{POSTS}"
)
BLOG = (
    "CREATE TABLE `pre_home_blog` (`blogid` int, `subject` varchar(80));\n"
    "INSERT INTO `pre_home_blog` VALUES (7,'萝卜干'),(8,'没推送的');\n"
    "CREATE TABLE `pre_home_comment` (`cid` int, `id` int, `idtype` varchar(20), `authorid` int,"
    " `author` varchar(15), `ip` varchar(20), `dateline` int, `message` text, `status` int);\n"
    "INSERT INTO `pre_home_comment` VALUES (1,7,'blogid',3,'A&amp;B读者','',1700000100,'好吃',0),"
    "(2,7,'blogid',3,'A&amp;B读者','',1700000200,'待审的',1),"
    "(3,8,'blogid',3,'A&amp;B读者','',1700000300,'别家的',0),"
    "(4,7,'uid',3,'A&amp;B读者','',1700000400,'留言板',0);\n"
    f"{POSTS}"
)
TITLE = "(106,5,2,'编辑老周','从论坛来','','','','','','','',0,0,40,'tid',1,0,"


def said(report: dict[str, Any], name: str = "从论坛来") -> list[tuple[str, str]]:
    """Words and states of all comments under a story."""
    rows = Comment.objects.filter(thread__object_id=story(name).pk).order_by("created_at", "pk")
    return [(row.body, row.state) for row in rows]


def posts(*rows: str) -> tuple[str, str]:
    return (POSTS, MORE_POSTS.format(rows=",".join(rows)))


def test_replies_keep_the_state_that_they_had_in_the_thread(bring, tmp_path):
    dump = changed(
        tmp_path,
        posts(
            "(11,40,0,'A&amp;B读者',3,'待审的回复',-2,0,0)",
            "(12,40,0,'A&amp;B读者',3,'搁置的回复',-3,0,0)",
            "(13,40,0,'A&amp;B读者',3,'屏蔽的回复',0,0,1)",
            "(14,40,0,'A&amp;B读者',3,'回收站的回复',-1,0,0)",
        ),
    )
    report = bring(dump)
    assert sorted(said(report)) == sorted(
        [
            ("沙发", "published"),
            ("待审的回复", "pending"),
            ("搁置的回复", "rejected"),
            ("屏蔽的回复", "rejected"),
        ]
    )
    assert report["skipped"]["comment"]["deleted in the thread of their story"] == 2
    again = bring(dump)["kinds"]["comment"]
    assert again["unchanged"] + again["skipped"] == again["read"]


def test_who_posted_under_no_name_gets_none_here(bring, tmp_path):
    bring(changed(tmp_path, posts("(11,40,0,'A&amp;B读者',3,'匿名的回复',0,1,0)")))
    comment = Comment.objects.get(body="匿名的回复")
    assert (comment.author, comment.guest_name) == (None, "")
    shown = Client().get(story("从论坛来").get_absolute_url()).content.decode()
    assert "匿名的回复" in shown
    assert "A&amp;B读者" not in shown


def test_posts_that_became_further_pages_are_not_said_twice(bring, tmp_path):
    dump = changed(
        tmp_path,
        posts("(11,40,0,'编辑老周',2,'连载第二回',0,0,0)"),
        (
            "(7,107,0,'','','<p>附件见下。",
            "(20,106,11,'pid','第二回','连载第二回',2,1),(7,107,0,'','','<p>附件见下。",
        ),
    )
    report = bring(dump)
    assert said(report) == [("沙发", "published")]
    assert story("从论坛来").body.count('<hr class="page"') == 2
    assert "连载第二回" in story("从论坛来").body


def test_a_story_with_comments_of_its_own_leaves_the_replies_there(bring, tmp_path):
    own = "(106,5,2,'编辑老周','从论坛来','','','','','','','',0,0,40,'tid',1,1,"
    more = "(11,3,'A&amp;B读者',106,'aid','',1700000495,0,'自己的评论');"
    dump = changed(tmp_path, (TITLE, own), ("'待审稿上的');", f"'待审稿上的'),{more}"))
    report = bring(dump)
    assert said(report) == [("自己的评论", "published")]
    kind = "replies to threads whose stories have comments of their own"
    assert report["not_yet_brought"][kind] == 1


def test_a_story_made_of_a_blog_has_its_comments_and_addresses(bring, tmp_path):
    pushed = TITLE.replace("40,'tid'", "7,'blogid'")
    dump = changed(tmp_path, (POSTS, BLOG), (TITLE, pushed))
    report = bring(dump)
    addresses.sites_changed()
    assert said(report) == [("好吃", "published"), ("待审的", "pending")]
    assert report["not_yet_brought"]["blogs that are no stories: there are no blogs here"] == 1
    there = Client().get("/bbs/home.php?mod=space&uid=3&do=blog&id=7")
    assert there["Location"] == story("从论坛来").get_absolute_url()


def test_a_thread_saved_is_its_story_saved_and_the_rest_is_counted(bring, tmp_path):
    saved = "(1,3,101,'aid'),(2,3,40,'tid')"
    more = f"{saved},(3,4,40,'tid'),(4,3,41,'tid'),(5,3,9,'fid'),(6,3,555,'aid'),(7,3,106,'aid')"
    report = bring(changed(tmp_path, (saved, more)))
    pairs = Bookmark.objects.filter(article=story("从论坛来")).values_list("user", flat=True)
    members = [User.objects.get(username=name).pk for name in ("A&B读者", "Ａbc")]
    assert sorted(pairs) == sorted(members)
    assert report["kinds"]["favourite"]["created"] == 3
    assert report["kinds"]["favourite"]["matched"] == 1
    assert report["skipped"]["favourite"] == {"of stories that are not here": 1}
    kind = "favourites of threads, blogs and boards that are no stories"
    assert report["not_yet_brought"][kind] == 2


def test_what_belongs_to_other_parts_of_the_site_is_counted_with_its_reason(bring, tmp_path):
    other = (
        "CREATE TABLE `pre_home_share` (`sid` int, `itemid` int, `type` varchar(30));\n"
        "INSERT INTO `pre_home_share` VALUES (1,101,'article'),(2,5,'blog');\n"
        "INSERT INTO `pre_forum_thread` VALUES (41,'没推送的');\n"
        f"{POSTS}"
    )
    report = bring(changed(tmp_path, (POSTS, other)))
    assert report["not_yet_brought"] == {
        "binned articles that cannot be read": 1,
        "shares: nobody shows friends here what they read": 1,
        "threads that are no stories: there is no forum here": 1,
        "reactions to blogs and pictures: only stories have them here": 1,
    }
