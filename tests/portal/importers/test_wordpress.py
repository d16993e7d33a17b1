"""A small WordPress site of our own making, with every state, form and trap."""

import gzip
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from comments.models import Comment
from news.models import Article, Byline, Category, Image, Placement, Tag
from portal.importers import addresses
from portal.importers.models import ImportedRecord
from portal.lib.http import AddressRefused, Answer
from portal.site.models import Page
from tests import factories
from tests.portal.importers.conftest import SMALL_WORDPRESS as SMALL
from tests.portal.importers.conftest import Bring

pytestmark = pytest.mark.django_db

HEAD = SMALL.read_text(encoding="utf-8").partition("<item>")[0]
TAIL = "</channel></rss>"


@pytest.fixture
def bring(bring_wordpress: Bring) -> Bring:
    return bring_wordpress


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "wp-content" / "uploads" / "2024" / "05"
    folder.mkdir(parents=True)
    (folder / "crane.jpg").write_bytes(factories.picture_bytes())
    (folder / "river.jpg").write_bytes(factories.picture_bytes(640, 480))
    return tmp_path / "wp-content" / "uploads"


def story(number: int) -> Article:
    """The story that a post became."""
    row = ImportedRecord.objects.get(kind="article", foreign_id=str(number))
    return Article.objects.get(pk=row.object_id)


def test_a_classic_post_comes_with_all_it_shows(bring, uploads):
    report = bring(uploads=uploads)
    post = story(10)
    crane = Image.objects.get(caption_zh="厂门口")
    assert (post.title, post.summary, post.state) == ("船厂的龙门吊 & 人", "一句摘要", "published")
    assert post.category.name_zh == "河岸"
    assert [each.name_zh for each in post.extra_categories.all()] == ["城事"]
    assert post.category.parent.name_zh == "城事"
    assert [each.name for each in post.tags.all()] == ["船厂"]
    assert [row.byline.name_zh for row in post.article_bylines.all()] == ["沈言", "客座作者"]
    assert post.cover_id == Image.objects.exclude(pk=crane.pk).get().pk
    assert post.body.startswith(
        f'<hr class="page"><figure data-image="{crane.pk}">'
        "<figcaption>厂门口</figcaption></figure><p>第一段<strong>粗</strong><br>换行</p>"
        '<figure data-video="youtube:abcdefghijk"></figure><p>投票 方括号[见下]照旧</p>'
    ), post.body
    assert '<div class="duo"><figure data-image=' in post.body
    assert "script" not in post.body
    assert "onclick" not in post.body
    assert "shortcode poll: 1" in report["notes"]["Without a counterpart here"]
    assert Placement.objects.pinned().filter(article=post).exists()


def test_blocks_become_the_blocks_of_our_grammar(bring, uploads):
    report = bring(uploads=uploads)
    body = story(11).body
    crane = Image.objects.get(caption_zh="厂门口")
    assert body == (
        f'<p>一段</p><figure data-image="{crane.pk}"><figcaption>图说</figcaption></figure>'
        '<figure data-video="bilibili:BV1xx411c7mD"></figure>'
        '<blockquote class="pull"><p>好话</p><footer>某人</footer></blockquote>'
        "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table><p>表说</p>"
        "<ul><li>项</li></ul>"
    )
    assert "block latest-posts: 1" in report["notes"]["Without a counterpart here"]


def test_what_readers_did_not_see_stays_unseen(bring):
    report = bring()
    assert [story(number).state for number in (12, 13, 14, 15)] == [
        *("draft", "draft", "draft", "published"),
    ]
    assert not story(15).is_live()
    assert len(report["notes"]["Kept unpublished"]) == 2
    assert report["skipped"]["article"] == {"status trash": 1}
    assert report["notes"]["Numbers met twice, of which the first came"] == ["11: 重号"]
    assert report["not_yet_brought"]["posts of the type nav_menu_item"] == 1


def test_comments_keep_their_threads_and_states(bring):
    report = bring()
    first, second, third = Comment.objects.order_by("created_at")
    assert (first.body, first.guest_name, first.state) == ("说得好", "读者甲", "published")
    assert (second.parent, second.root, second.depth) == (first, first, 2)
    assert (third.state, third.parent) == ("pending", None)
    assert second.thread.comment_count == 2
    assert report["skipped"]["comment"] == {
        "spam": 1,
        "in the bin": 1,
        "pingbacks, which no person wrote": 1,
    }
    assert report["notes"]["Comments whose parent is not here, standing alone"] == ["Comment 3"]


def test_sections_in_a_circle_stand_on_top(bring):
    report = bring()
    assert {each.parent for each in Category.objects.filter(slug__in=("hen", "egg"))} == {None}
    assert len([each for each in report["notes"]["Sections"] if "below itself" in each]) == 2


def test_branches_too_deep_are_shortened(bring, tmp_path):
    deep = "".join(
        f"<wp:category><wp:category_nicename>d{level}</wp:category_nicename><wp:category_parent>"
        f"{f'd{level - 1}' if level else ''}</wp:category_parent><wp:cat_name>层{level}"
        "</wp:cat_name></wp:category>"
        for level in range(7)
    )
    file = tmp_path / "deep.xml"
    file.write_text(HEAD + deep + TAIL, encoding="utf-8")
    report = bring(file)
    assert max(Category.objects.values_list("depth", flat=True)) == 4
    assert Category.objects.filter(slug__startswith="d").count() == 7
    assert "d6 stood 7 deep and moved up." in report["notes"]["Sections"]


def test_a_second_run_changes_nothing_and_what_was_edited_here_stays(bring, uploads):
    bring(uploads=uploads)
    again = bring(uploads=uploads)
    assert {
        kind: counts
        for kind, counts in again["kinds"].items()
        if counts["read"] != counts["unchanged"] + counts["skipped"]
    } == {}
    Page.objects.filter(slug="about-weekly").update(body_zh="<p>改过</p>")
    text = SMALL.read_text(encoding="utf-8").replace("我们是谁", "我们是新的")
    changed = uploads.parent / "changed.xml"
    changed.write_text(text.replace("积木写的", "新标题"), encoding="utf-8")
    report = bring(changed, uploads=uploads)
    assert report["kinds"]["page"]["edited here"] == 1
    assert Page.objects.get(slug="about-weekly").body_zh == "<p>改过</p>"
    assert (report["kinds"]["article"]["updated"], story(11).title) == (1, "新标题")


def test_a_rehearsal_says_what_would_happen_and_writes_nothing(bring, uploads):
    before = Page.objects.count()
    said = bring(uploads=uploads, dry_run=True)
    assert (Article.objects.count(), Image.objects.count(), Tag.objects.count()) == (0, 0, 0)
    assert Page.objects.count() == before
    done = bring(uploads=uploads)
    assert said["kinds"] == done["kinds"]
    assert said["notes"] == done["notes"]


def test_pages_stand_in_no_footer_and_take_no_page_of_ours(bring):
    Page.objects.create(slug="about-weekly", title_zh="我们的")
    report = bring()
    assert Page.objects.get(slug="about-weekly").title_zh == "我们的"
    page = Page.objects.get(slug="about-weekly-2")
    assert (page.place, page.body_zh) == ("nowhere", "<p>我们是谁</p>")
    assert report["notes"]["Pages with another address"]


def test_pictures_are_fetched_on_request_and_never_from_within(bring, monkeypatch):
    asked = []

    def fetch(url: str, **limits: Any) -> Answer:
        asked.append(url)
        if url.endswith("river.jpg"):
            raise AddressRefused("No.")
        body = factories.picture_bytes()
        return Answer(url, 200 if url.endswith("crane.jpg") else 404, "image/jpeg", {}, body)

    monkeypatch.setattr("portal.importers.wordpress.uploads.fetch", fetch)
    bring()
    assert asked == []
    report = bring(fetch=True)
    assert Image.objects.count() == 1
    assert sorted(asked) == sorted(set(asked))
    assert report["notes"]["Files that could not be fetched"] == [
        "2024/05/river.jpg: No.",
        "2024/05/lost.jpg: 404",
    ]


def test_a_compressed_export_brings_the_same(bring, tmp_path):
    bring()
    file = tmp_path / "export.xml.gz"
    file.write_bytes(gzip.compress(SMALL.read_bytes()))
    for kind, counts in bring(file)["kinds"].items():
        assert counts["unchanged"] + counts["skipped"] == counts["read"], kind


def test_a_file_that_breaks_off_brings_what_stands_before(bring, tmp_path):
    text = SMALL.read_text(encoding="utf-8")
    file = tmp_path / "cut.xml"
    file.write_text(text[: text.index("<item><title>带密码的") + 30], encoding="utf-8")
    report = bring(file)
    assert (Article.objects.count(), len(report["notes"]["Files that break off"])) == (2, 1)


def test_entities_are_refused_and_swell_nothing(bring, tmp_path):
    bomb = tmp_path / "bomb.xml"
    bomb.write_text(
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        "<rss><channel><title>&b;</title></channel></rss>",
        encoding="utf-8",
    )
    report = bring(SMALL, bomb)
    assert report["notes"]["Files that break off"] == [
        "bomb.xml: declares entities; what stands before came"
    ]
    with pytest.raises(CommandError, match="no exports of WordPress"):
        bring(bomb)


def test_broken_characters_and_controls_cost_only_themselves(bring, tmp_path):
    file = tmp_path / "mixed.xml"
    raw = SMALL.read_bytes().replace("草".encode(), "草".encode("gbk") + b"\x08")
    file.write_bytes(raw)
    report = bring(file)
    assert "bytes are no characters" in report["notes"]["Broken data"][0]
    assert Article.objects.count() == 6


def test_a_declared_encoding_is_followed(bring, tmp_path):
    file = tmp_path / "gbk.xml"
    text = SMALL.read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="gb2312"', 1)
    file.write_bytes(text.encode("gb18030"))
    bring(file)
    assert story(11).title == "积木写的"


def test_a_bomb_of_html_is_cut_short(bring, tmp_path):
    nested = "&lt;div&gt;" * 5000 + "深"
    item = (
        f"<item><title>炸弹</title><content:encoded>{nested}</content:encoded>"
        "<wp:post_id>50</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
        "</item>"
    )
    long = item.replace(">50<", ">51<").replace(nested, "长" * 5_000_001)
    file = tmp_path / "bomb.xml"
    file.write_text(HEAD + item + long + TAIL, encoding="utf-8")
    report = bring(file)
    assert "深" in story(50).body
    assert report["notes"]["Posts left out because of their length"] == ["51: 5,000,001 characters"]


def test_a_zip_of_uploads_is_unpacked_but_for_tricks(bring, tmp_path):
    pack = tmp_path / "uploads.zip"
    with zipfile.ZipFile(pack, "w") as made:
        made.writestr("wp-content/uploads/2024/05/crane.jpg", factories.picture_bytes())
        made.writestr("../../evil.jpg", b"x")
        link = zipfile.ZipInfo("wp-content/uploads/2024/05/river.jpg")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    report = bring(uploads=pack)
    assert Image.objects.count() == 1
    assert len(report["notes"]["Attachments left out"]) == 2


def test_a_bomb_in_a_zip_is_left_out(bring, tmp_path, settings):
    settings.MAX_UPLOAD_MB = 1
    pack = tmp_path / "uploads.zip"
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("uploads/2024/05/crane.jpg", b"\0" * 3_000_000)
    report = bring(uploads=pack)
    assert report["notes"]["Attachments left out"] == ["uploads/2024/05/crane.jpg: 3,000,000 bytes"]


def test_another_file_is_refused_in_words(bring, tmp_path):
    file = tmp_path / "feed.xml"
    file.write_text("<rss><channel><title>x</title></channel></rss>", encoding="utf-8")
    with pytest.raises(CommandError, match="Tools, Export"):
        bring(file)


@pytest.fixture
def old(bring, uploads, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        bring(uploads=uploads)
        addresses.sites_changed()


def leads(address: str) -> str | int:
    """Where an address sends, or the status it has instead."""
    response = Client().get(address)
    return response["Location"] if response.status_code == 301 else response.status_code


STORY_FORMS = {
    "/blog/2024/05/crane/": "",
    "/blog/2024/05/crane": "",
    "/blog/2024/05/crane/2/": "?page=2",
    "/blog/2024/05/crane/page/2/": "?page=2",
    "/blog/2024/05/crane/feed/": "",
    "/blog/2024/05/crane/amp/": "",
    "/blog/2024/05/crane/embed/": "",
    "/blog/2024/05/crane/trackback/": "",
    "/blog/2024/05/crane/comment-page-1/": "#comments",
    "/blog/2024/05/crane/crane-photo/": "",
    "/blog/?p=10": "",
    "/blog/?utm=x&p=10": "",
    "/?p=10": "",
    "/?p=10&page=2": "?page=2",
    "/blog/index.php?p=10": "",
    "/blog/?attachment_id=20": "",
}


def test_story_forms(old):
    address = story(10).get_absolute_url()
    assert {form: leads(form) for form in STORY_FORMS} == {
        form: f"{address}{end}" for form, end in STORY_FORMS.items()
    }


def test_category_forms(old):
    plain = Category.objects.get(name_zh="河岸").get_absolute_url()
    pretty = "/blog/category/city/%E6%B2%B3%E5%B2%B8/"
    forms = {
        pretty: plain,
        "/blog/?cat=5": plain,
        f"{pretty}page/3/": f"{plain}?page=3",
        f"{pretty}feed/": f"{plain}rss.xml",
        "/blog/?cat=5&feed=rss2": f"{plain}rss.xml",
    }
    assert {form: leads(form) for form in forms} == forms


def test_tag_author_page_and_feed_forms(old):
    tag, author = Tag.objects.get(), Byline.objects.get(name_zh="沈言")
    page = Page.objects.get(slug="about-weekly")
    assert leads("/blog/tag/dock/") == tag.get_absolute_url()
    assert leads("/blog/?tag=dock") == tag.get_absolute_url()
    assert leads("/tag/dock/") == tag.get_absolute_url()
    assert leads("/blog/author/shen/") == author.get_absolute_url()
    assert leads("/blog/?author=3") == author.get_absolute_url()
    assert leads("/blog/about-weekly/") == page.get_absolute_url()
    assert leads("/blog/?page_id=30") == page.get_absolute_url()
    assert leads("/blog/feed/").endswith("/rss.xml")
    assert leads("/blog/?feed=rss2").endswith("/rss.xml")


def test_date_forms(old):
    assert leads("/blog/2024/05/").endswith("/archive/2024/05/")
    assert leads("/blog/2024/").endswith("/archive/2024/")
    assert leads("/blog/?m=20240501").endswith("/archive/2024/05/01/")
    assert leads("/blog/?m=20240231") == 410
    assert leads("/blog/2011/05/") == 410


def test_the_archive_and_the_front_page_of_a_site_in_english_are_the_english_ones(bring, tmp_path):
    export = tmp_path / "english.xml"
    export.write_text(SMALL.read_text("utf-8").replace("zh-CN", "en-US"), "utf-8")
    bring(export)
    addresses.sites_changed()
    with override("en"):
        home = reverse("news:home")
    assert leads("/blog/2024/05/") == f"{home}archive/2024/05/"
    assert leads("/blog/feed/") == f"{home}rss.xml"


def test_uploads_lead_to_the_picture(old):
    plain = leads("/blog/wp-content/uploads/2024/05/crane.jpg")
    assert str(plain).endswith(".jpg")
    assert leads("/blog/wp-content/uploads/2024/05/crane-300x200.jpg") == plain


GONE_OR_UNKNOWN = {
    "/blog/?p=999": 410,
    "/blog/2024/05/never-was/": 410,
    "/blog/wp-content/uploads/2024/05/lost.jpg": 410,
    "/blog/wp-login.php": 410,
    "/blog/xmlrpc.php": 410,
    "/blog/wp-json/wp/v2/posts": 410,
    "/blog/?p=12": 404,
    "/blog/2024/06/secret/": 404,
    "/never/": 404,
}


def test_what_is_gone_says_so_and_what_never_was_stays_unknown(old):
    assert {form: leads(form) for form in GONE_OR_UNKNOWN} == GONE_OR_UNKNOWN
