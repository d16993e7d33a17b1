"""The small site, trap by trap, comes in through the command."""

import shutil
import tarfile

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from comments.models import Comment
from comments.sanctions import standing_against
from news import categories, editing
from news.models import Article, Category, Document, Image, Source, Topic
from portal.accounts.models import User
from portal.importers.models import ImportedRecord, ImportedSite
from portal.site.models import CommentPolicy
from tests import factories
from tests.portal.importers.conftest import SMALL
from tests.portal.importers.dumps import changed, everything, story

pytestmark = pytest.mark.django_db


def test_members_keep_their_names_as_far_as_they_are_free(bring):
    factories.make_user("ADMIN")
    report = bring()
    names = [user.username for user in User.objects.order_by("pk")][1:]
    assert names == ["admin_2", "编辑老周", "A&B读者", "Ａbc", "abc_2", "捣乱的人", "老读者"]
    assert len(report["notes"]["Members with another name"]) == 2
    reader = User.objects.get(username="A&B读者")
    assert (reader.email, reader.date_joined.year) == ("", 2011)
    assert report["notes"]["Members without e-mail"] == ["A&B读者: 'no address'"]
    assert not reader.has_usable_password()
    assert not User.objects.get(username="捣乱的人").is_active
    assert not User.objects.filter(is_staff=True).exists()


def test_sections_keep_tree_order_address_and_settings(bring):
    factories.make_category("旧栏目", slug="news")
    report = bring()
    assert [category.path for category in categories.read_tree().in_order()] == [
        "news",
        "c6",
        "news-2",
        "news-2/local",
        "news-2/local-2",
        "news-2/local-2/c5",
        "c7",
        "c7/c8",
    ]
    top = Category.objects.get(name_zh="新闻 & 时事")
    assert (top.path, top.page_size, top.in_navigation) == ("news-2", 30, True)
    assert (top.description_zh, top.seo_title_zh) == ("城里的事", "新闻频道")
    local, letters, old = (
        Category.objects.get(name_zh=name) for name in ("本地", "读者来稿", "旧闻")
    )
    assert (local.path, local.shows_summary, local.page_size) == ("news-2/local", False, 15)
    assert (letters.path, letters.is_open, letters.page_size) == ("news-2/local-2", False, 100)
    assert letters.comment_policy == CommentPolicy.CLOSED
    assert (old.path, old.comment_policy) == ("news-2/local-2/c5", CommentPolicy.HOLD)
    assert not old.allows_publishing
    assert Category.objects.get(path="c6").jump_url.endswith("forum.php")
    assert Category.objects.get(name_zh="转圈乙").parent.name_zh == "转圈甲"
    assert len(report["notes"]["Sections with another address"]) == 2


def test_sources_are_brought_once_and_our_own_are_known(bring):
    factories.make_source("云渡晚报", kind=Source.Kind.AGENCY)
    report = bring()
    kinds = dict(Source.objects.values_list("name_zh", "kind"))
    assert kinds == {"云渡晚报": "agency", "望潮&云渡": "own", "本站原创": "own"}
    assert report["kinds"]["source"]["matched"] == 1
    link = story("只是一条链接")
    assert link.source.name_zh == "云渡晚报"
    assert link.original_url == "http://evening.yundu.example/n/5.html"


def test_a_story_comes_with_all_it_had(bring, small_files):
    bring(attachments=small_files)
    article = story("渡口的灯 &amp; 船 ｜ 夜")
    lamp = Image.objects.get(original_name="DSC_0001.jpg")
    quay = Image.objects.get(original_name="quay.png")
    assert article.body == (
        f'<p>渡口的灯亮了。</p><figure data-image="{lamp.pk}">'
        "<figcaption>夜里的渡口</figcaption></figure>"
        f'<p>船工说：“等了十年。”</p><figure data-image="{quay.pk}"></figure><p>完</p>'
    )
    assert (lamp.caption_zh, lamp.alt_zh, lamp.credit) == ("夜里的渡口", "夜里的渡口", "罗小满")
    assert quay.credit == "林青"
    assert lamp.uploader.username == "编辑老周"
    assert article.cover == lamp
    assert (article.original_author, article.publisher.username) == ("林青", "编辑老周")
    assert article.summary == "渡口的灯亮了。……"
    assert article.is_highlighted
    assert article.is_live()
    assert article.publish_at.timestamp() == article.created_at.timestamp() == 1700000000
    assert article.stats.view_count == 2586
    assert [row.related.title for row in article.related_rows.all()] == [
        "从论坛来",
        "两页的故事",
        "附件和影片",
    ]


def test_states_pages_links_and_dates(bring):
    report = bring()
    states = dict(Article.objects.values_list("title", "state"))
    assert (states["待审"], states["忽略"], states["从论坛来"]) == (
        "review",
        "withdrawn",
        "published",
    )
    assert story("忽略").first_publish_at is None
    assert story("两页的故事").body == (
        '<hr class="page" data-title="上篇"><p>上篇正文第一段。</p><p>第二段。</p>'
        '<hr class="page" data-title="下篇 &quot;续&quot;"><p><strong>下篇</strong>正文。</p>'
        '<hr class="page" data-title="尾声"><p>尾声正文。</p>'
    )
    assert not story("两页的故事").allows_comments
    assert story("只是一条链接").jump_url == "http://special.example/5"
    assert story("将来").is_scheduled()
    assert story("从论坛来").body == (
        "<p>转自论坛</p><blockquote><p>原话</p></blockquote><p>回复</p>"
    )
    assert not Category.objects.get(name_zh="旧闻").allows_publishing
    assert report["skipped"]["article"] == {"its section was not brought": 1}


def test_films_documents_and_what_is_missing(bring, small_files):
    report = bring(attachments=small_files)
    document = Document.objects.get()
    assert story("附件和影片").body == (
        f'<p>附件见下。</p><figure data-document="{document.pk}">'
        "<figcaption>时刻表.txt</figcaption></figure>"
        '<figure data-video="bilibili:BV1xx411c7mD"></figure>'
        '<p><a href="http://v.example/a.swf">http://v.example/a.swf</a></p>'
        '<p><a href="http://img.remote.example/far.jpg">http://img.remote.example/far.jpg</a></p>'
        '<p>另见<a href="/bbs/portal.php?mod=view&amp;aid=101">旧文</a></p>'
    )
    notes = report["notes"]
    assert notes["Pictures missing"] == ["Article 107: portal/202401/05/lost.jpg"]
    assert notes["Covers missing"] == ["Article 107: portal/202401/05/none.jpg"]
    assert notes["Pictures of other sites, left as links"] == [
        "Article 107: http://img.remote.example/far.jpg"
    ]
    assert notes["Films and sounds of other sites, left as links"] == [
        "Article 107: http://v.example/a.swf"
    ]
    assert notes["Scripts taken out"] == ["Article 101: 2"]
    assert report["kinds"]["picture"]["created"] == Image.objects.count() == 3
    assert sum(report["skipped"]["picture"].values()) == 2
    assert report["skipped"]["document"] == {"not among the attachments": 1}


def test_comments_are_plain_text_in_their_states(bring):
    report = bring()
    rows = Comment.objects.order_by("pk").values_list("body", "state", "guest_name", "network")
    assert list(rows) == [
        ("好看😀 <b>真的</b> &amp;", "published", "", "203.0.113.0/24"),
        (
            "> A&B读者: 好看\n> 真的\n同意\n见 这里 (http://x.example/) [表情]",
            "published",
            "",
            "203.0.113.0/24",
        ),
        ("游客一句", "published", "", ""),
        ("待审的话", "pending", "", "203.0.113.0/24"),
        ("被忽略的话", "rejected", "", "203.0.113.0/24"),
        ("我走了", "published", "走了的人", ""),
        ("待审稿上的", "published", "", ""),
        ("沙发", "published", "", ""),
        ("专题上的", "published", "", ""),
    ]
    article = story("渡口的灯 &amp; 船 ｜ 夜")
    assert article.stats.comment_count == 4
    assert Comment.objects.get(body__startswith="好看").writer == "A&B读者"
    assert report["skipped"]["comment"] == {
        "of stories in the bin": 1,
        "of stories that do not exist": 1,
        "deleted in the thread of their story": 1,
    }


def test_slots_that_cannot_be_read_are_the_usual_ones_and_the_report_says_so(bring, tmp_path):
    hostile = changed(tmp_path, ("_binary 'a:1:{", '_binary \'O:8:\\"Evil\\":1:{'))
    report = bring(hostile)
    assert any(note.startswith("click: ") for note in report["notes"]["Broken data"])
    notes = report["notes"]["Reactions"]
    assert notes[0] == "The order of the reactions could not be read: it is the usual one."
    assert "click3 is 雷人" in notes
    assert story("从论坛来").reaction_counts.get().kind.name_zh == "雷人"


def test_what_is_not_brought_is_counted(bring):
    assert bring()["not_yet_brought"] == {
        "binned articles that cannot be read": 1,
        "reactions to blogs and pictures: only stories have them here": 1,
    }


def test_comments_on_a_topic_stand_under_it(bring, tmp_path):
    more = "(11,3,'A&amp;B读者',2,'topicid','',1700000495,0,'没有的专题');"
    dump = changed(tmp_path, ("'待审稿上的');", f"'待审稿上的'),{more}"))
    report = bring(dump)
    comment = Comment.objects.get(body="专题上的")
    assert comment.thread.thing == Topic.objects.get(title="专题")
    assert comment.thread.comment_count == 1
    assert report["skipped"]["comment"]["of topics that do not exist"] == 1
    assert bring(dump)["kinds"]["comment"]["created"] == 0


def test_a_topic_has_its_cover(bring, small_files, tmp_path):
    table = "`pre_portal_topic` (`topicid` int(10) NOT NULL, "
    dump = changed(
        tmp_path,
        (table, f"{table}`cover` varchar(255), `picflag` int, "),
        (
            "VALUES (1,'专题')",
            "VALUES (1,'portal/202401/05/unused.png',1,'专题'),(2,'202401/05/none.png',1,'无图')",
        ),
    )
    report = bring(dump, attachments=small_files)
    assert Topic.objects.get(title="专题").cover is not None
    assert Topic.objects.get(title="无图").cover is None
    assert report["notes"]["Covers missing"][-1] == "Topic 2: 202401/05/none.png"


def test_replies_in_a_split_table_come_like_the_others(bring, tmp_path):
    posts = "CREATE TABLE `pre_forum_post` ("
    dump = changed(
        tmp_path,
        (
            posts,
            "CREATE TABLE `pre_forum_post_1` (`pid` int, `tid` int, `first` int,"
            " `message` text, `invisible` int);\nINSERT INTO `pre_forum_post_1` VALUES"
            f" (9,40,0,'分表里的回复',0);\n{posts}",
        ),
    )
    bring(dump)
    comment = Comment.objects.get(body="分表里的回复")
    assert comment.thread.thing == story("从论坛来")


def test_members_barred_from_writing_may_sign_in_and_hear_until_when(bring, tmp_path):
    barred = "(2,'','编辑老周','junk',0,17,"
    report = bring(changed(tmp_path, (barred, barred.replace("17", "4"))))
    member = User.objects.get(username="编辑老周")
    assert member.is_active
    assert not User.objects.get(username="捣乱的人").is_active
    [sanction] = standing_against(member, "", timezone.now())
    assert (sanction.kind, sanction.until) == ("ban", None)
    sanction.delete()
    bring(SMALL)
    assert not standing_against(member, "", timezone.now())
    assert report["kinds"]["member"]["edited here"] == 0


def test_a_second_run_changes_nothing(bring, small_files):
    first = bring(attachments=small_files)
    before = everything()
    second = bring(attachments=small_files)
    assert everything() == before
    for kind, counts in second["kinds"].items():
        done = first["kinds"][kind]["created"] + first["kinds"][kind]["matched"]
        assert (counts["created"], counts["updated"], counts["edited here"]) == (0, 0, 0), kind
        assert counts["unchanged"] == (0 if kind == "reaction" else done), kind
        assert counts["skipped"] == first["kinds"][kind]["skipped"], kind
    assert ImportedSite.objects.get().name == "www.wangchao.example"
    patterns = ImportedSite.objects.get().settings["patterns"]
    assert patterns == {"portal_article": "article-{id}-{page}.html"}


def test_pictures_that_come_later_find_their_places(bring, small_files):
    report = bring()
    assert "data-image" not in story("渡口的灯 &amp; 船 ｜ 夜").body
    assert len(report["notes"]["Pictures missing"]) == 3
    report = bring(attachments=small_files)
    assert story("渡口的灯 &amp; 船 ｜ 夜").body.count("data-image") == 2
    assert report["kinds"]["article"]["updated"] == 2


def test_a_rehearsal_tells_all_and_leaves_nothing(bring, small_files):
    kept = factories.make_image()
    before = files_stored()
    report = bring(attachments=small_files, dry_run=True)
    assert report["rehearsal"] is True
    assert report["kinds"]["article"]["created"] == 8
    assert not Article.objects.exists()
    assert not ImportedRecord.objects.exists()
    assert not ImportedSite.objects.exists()
    assert list(Image.objects.all()) == [kept]
    assert files_stored() == before


def files_stored(folder: str = "") -> set[str]:
    folders, names = default_storage.listdir(folder) if default_storage.exists(folder) else ([], [])
    inner = {name for below in folders for name in files_stored(f"{folder}/{below}".strip("/"))}
    return inner | {f"{folder}/{name}" for name in names}


def test_an_archive_of_the_files_does_as_well(bring, small_files, tmp_path):
    archive = tmp_path / "files.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(small_files / "data", "data")
    shutil.rmtree(small_files)
    assert bring(attachments=archive)["kinds"]["picture"]["created"] == 3


def test_an_edit_here_is_never_overwritten(bring, tmp_path):
    bring()
    edited = story("从论坛来")
    editing.apply(edited, {"title": "编辑改过的题目"}, by=None)
    Comment.objects.filter(body="游客一句").update(body="审核员改过")
    Category.objects.filter(name_zh="本地").update(name_zh="本地新闻")
    text = SMALL.read_text("utf-8")
    for words in ("从论坛来", "游客一句", "本地"):
        text = text.replace(f"'{words}'", f"'源头改了{words}'")
    later = tmp_path / "later.sql"
    later.write_text(text.replace("两页的故事", "三页的故事"), "utf-8")
    report = bring(later)
    assert story("编辑改过的题目").pk == edited.pk
    assert Comment.objects.filter(body="审核员改过").exists()
    assert Category.objects.filter(name_zh="本地新闻").exists()
    assert story("三页的故事").body.startswith('<hr class="page" data-title="上篇">')
    for kind in ("article", "comment", "category"):
        assert report["kinds"][kind]["edited here"] == 1, kind
    conflicts = report["notes"]["Changed at the source, and left as it is here"]
    assert "article 106: here “编辑改过的题目”, there “源头改了从论坛来”" in conflicts
    assert len(conflicts) == 3
    assert report["kinds"]["article"]["updated"] == 1


def test_a_missing_file_is_said_plainly():
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_site", "discuz", "nowhere.sql.gz")


def test_the_report_is_printed(capsys):
    call_command("import_site", "discuz", str(SMALL))
    out = capsys.readouterr().out
    assert "Skipped, comment: 1: of stories in the bin" in out
    assert "Not yet brought: 1 binned articles that cannot be read" in out
