"""Every form of address in the table of Discuz! X forms leads to the page it became."""

from urllib.parse import quote

import pytest
from django.test import Client, override_settings

from news import workflow
from news.models import Article, Byline, Category, Document, Image, Topic
from portal.importers import addresses, records
from portal.importers.attachments import Attachments
from portal.importers.discuz.addresses import GONE, parse
from portal.importers.models import ImportedRecord, ImportedSite
from portal.importers.report import Report
from portal.importers.writer import Writer
from portal.lib import pagecache
from tests import factories
from tests.portal.importers.test_writer import ALL

pytestmark = pytest.mark.django_db

RULES = {
    "siteurl": "http://www.jc.example/",
    "base": "/",
    "attachurl": "data/attachment",
    "patterns": {"portal_article": "news/{id}_{page}.shtml"},
    "roots": ["jc.example"],
}


def told(kind: str, foreign_id: str, row: object) -> None:
    """Write a line of the ledger for a row that tests made."""
    site = ImportedSite.objects.get()
    ImportedRecord.objects.create(
        site=site, kind=kind, foreign_id=foreign_id, target=row, source_hash="x"
    )


@pytest.fixture
def moved_in(django_capture_on_commit_callbacks) -> ImportedSite:
    """A site of one section, one story and one member, and some of their other names."""
    site = ImportedSite.objects.create(system="discuz", name="www.jc.example", settings=RULES)
    names = [
        ("folder", "news/local", "category", "2"),
        ("folder", "city/local", "category", "2"),
        ("host", "city", "category", "2"),
        ("html", "article/news/202401/00000012", "article", "181"),
        ("blog", "6", "article", "181"),
        ("thread", "40", "article", "181"),
        ("name", "白鹭书生", "member", "7"),
    ]
    others = [
        records.Address(foreign_id=records.alias(subject, name), target_kind=kind, target_id=id_)
        for subject, name, kind, id_ in names
    ]
    Writer(site, Attachments(None), Report(), []).write((*ALL, *others), lambda kind, done: None)
    with django_capture_on_commit_callbacks(execute=True):
        addresses.sites_changed()
    return site


@pytest.fixture
def story(moved_in) -> str:
    return Article.objects.get().get_absolute_url()


@pytest.fixture
def section(moved_in) -> str:
    return Category.objects.get().get_absolute_url()


def leads(address: str, host: str = "testserver") -> str | int:
    """Where an address sends, or the status it has instead."""
    response = Client().get(address, headers={"host": host})
    return response["Location"] if response.status_code == 301 else response.status_code


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/portal.php?mod=view&aid=181", 1),
        ("/portal.php?aid=181&mod=view", 1),
        ("/portal.php?fromuid=3&aid=181&mobile=2&mod=view&_dsign=0abc&page=3", 3),
        ("/portal.php?mod=view&aid=181&mobile=no&modarticlekey=a1", 1),
        ("/index.php?mod=view&aid=181&page=2", 2),
        ("/?mod=view&aid=181", 1),
        ("/bbs/portal.php?mod=view&aid=181", 1),
        ("/article-181-1.html", 1),
        ("/article-181-4.html", 4),
        ("/news/181_2.shtml", 2),
        ("/article/news/202401/00000012.html", 1),
        ("/article/news/202401/000000122.html", 2),
        ("/article/news/202401/0000001212.htm", 12),
        ("/home.php?mod=space&uid=7&do=blog&id=6", 1),
        ("/blog-7-6.html", 1),
        ("/forum.php?mod=viewthread&tid=40&extra=page%3D1", 1),
        ("/thread-40-1-1.html", 1),
    ],
)
def test_article_forms(story, moved_in, address, page):
    if address.startswith("/bbs/"):
        moved_in.settings["base"] = "/bbs/"
        moved_in.save()
        addresses.sites_changed()
    assert leads(address) == (f"{story}?page={page}" if page > 1 else story)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/portal.php?mod=list&catid=2", 1),
        ("/portal.php?page=5&catid=2&mod=list", 5),
        ("/news/local/", 1),
        ("/news/local", 0),
        ("/news/local/index.php", 1),
        ("/news/local/index.php?page=3", 3),
        ("/news/local/index.html", 1),
    ],
)
def test_list_forms(section, address, page):
    wanted = {0: 404, 1: section}.get(page, f"{section}?page={page}")
    assert leads(address) == wanted


@override_settings(OLD_HOSTS=[".jc.example"], ALLOWED_HOSTS=[".jc.example", "testserver"])
@pytest.mark.parametrize("address", ["/", "/local/", "/news/local/index.php"])
def test_list_forms_of_a_sub_domain(section, address):
    assert leads(address, "city.jc.example") == f"http://testserver{section}"


@pytest.mark.parametrize(
    "address",
    ["/index.php", "/portal.php", "/portal.php?mod=index", "/index.html", "/?mod=index"],
)
def test_home_forms(moved_in, address):
    assert leads(address) == "/"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/portal.php?mod=comment&id=181&idtype=aid", 1),
        ("/portal.php?mod=comment&idtype=aid&id=181&page=2", 2),
    ],
)
def test_comments_forms(story, address, page):
    assert leads(address) == (f"{story}?comments=2" if page > 1 else story) + "#comments"


@pytest.mark.parametrize(
    "address",
    [
        "/portal.php?mod=topic&topicid=1",
        "/portal.php?mod=topic&topic=dragonboat",
        "/topic-dragonboat.html",
        "/special/dragonboat.html",
        "/portal.php?mod=comment&id=1&idtype=topicid",
    ],
)
def test_topic_forms(moved_in, address):
    topic = Topic.objects.create(title="龙舟季", slug="dragonboat", is_published=True)
    told("topic", "1", topic)
    told("address", "topic:dragonboat", topic)
    assert leads(address) == topic.get_absolute_url()


@override_settings(OLD_HOSTS=[".jc.example"], ALLOWED_HOSTS=[".jc.example", "testserver"])
def test_topic_forms_of_a_sub_domain(moved_in):
    topic = Topic.objects.create(title="龙舟季", slug="dragonboat", is_published=True)
    told("address", "host:boats", topic)
    assert leads("/", "boats.jc.example") == f"http://testserver{topic.get_absolute_url()}"


def test_rss_forms(section):
    assert leads("/portal.php?mod=rss") == "/rss.xml"
    assert leads("/portal.php?mod=rss&catid=2") == f"{section}rss.xml"


def test_file_forms(moved_in):
    document = Document.objects.create(title="时刻表", name="a.txt", file="a.txt", size=1)
    image = factories.make_image()
    told("document", "3", document)
    told("address", "file:portal/202401/05/timetable.txt", document)
    told("picture", "portal/202401/05/lamp.jpg", image)
    told("address", "attachment:1", image)
    assert leads("/portal.php?mod=attachment&id=3") == document.get_absolute_url()
    assert leads("/data/attachment/portal/202401/05/timetable.txt") == document.get_absolute_url()
    wide = Image.objects.get().renditions.filter(format="jpg").order_by("-width").first()
    for address in (
        "/portal.php?mod=attachment&id=1",
        "/data/attachment/portal/202401/05/lamp.jpg",
        "/data/attachment/portal/202401/05/lamp.jpg.thumb.jpg",
    ):
        assert leads(address) == (wide.file.url if wide else 410)


def test_block_more_forms_are_gone(moved_in):
    assert leads("/portal.php?mod=block&bid=3&page=2") == 410


@pytest.mark.parametrize(
    "address",
    [
        "/home.php?mod=space&uid=7",
        "/home.php?mod=space&username=%E7%99%BD%E9%B9%AD%E4%B9%A6%E7%94%9F",
        "/space-uid-7.html",
        "/space-username-白鹭书生.html",
        "/space-username-" + quote("白鹭书生".encode("gbk")) + ".html",
        "/home.php?mod=space&username=" + quote("白鹭书生".encode("gbk")),
        "/?7",
        "/index.php?7",
    ],
)
def test_member_forms(moved_in, address):
    """A member with a page of their own is found there; of the others nothing remains."""
    assert leads(address) == 410
    publisher = Article.objects.get().publisher
    byline = Byline.objects.create(name_zh="白鹭", slug="bailu", user=publisher)
    assert leads(address) == byline.get_absolute_url()


@pytest.mark.parametrize("deed", ["favorite", "share", "click"])
def test_favourite_share_and_reaction_forms_are_gone(moved_in, deed):
    assert leads(f"/home.php?mod=spacecp&ac={deed}&type=article&id=181") == 410


@pytest.mark.parametrize(
    "address",
    [
        "/portal.php?mod=view&aid=999",
        "/article-999-1.html",
        "/portal.php?mod=list&catid=99",
        "/portal.php?mod=view",
        "/portal.php?mod=view&aid=x",
        "/portal.php?mod=portalcp&ac=article",
        "/data/attachment/portal/202401/05/none.jpg",
        "/forum.php?mod=forumdisplay&fid=2",
        "/?999",
    ],
)
def test_what_does_not_remain_is_gone(moved_in, address):
    assert leads(address) == 410


def test_a_withdrawn_story_is_gone_and_one_never_seen_is_nowhere(moved_in):
    article = Article.objects.get()
    workflow.withdraw(article, by=None)
    assert leads("/article-181-1.html") == 410
    Article.objects.update(state="draft", first_publish_at=None)
    assert leads("/article-181-1.html") == 404


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/nowhere.html", "/wp-login.php", "/en/article-181-1.html"]
)
def test_what_no_old_site_knew_stays_unknown(moved_in, address):
    assert leads(address) == 404


def test_without_a_site_that_moved_in_nothing_is_old():
    assert leads("/portal.php?mod=view&aid=181") == 404
    assert Client().get("/?7").status_code == 200


@override_settings(OLD_HOSTS=["www.jc.example"], ALLOWED_HOSTS=["www.jc.example"])
def test_an_old_host_sends_everything_on(story):
    assert leads("/article-181-2.html", "www.jc.example") == f"http://testserver{story}?page=2"
    assert leads("/", "www.jc.example") == "http://testserver/"
    assert leads("/search/?q=1", "www.jc.example") == "http://testserver/search/?q=1"
    assert leads("/portal.php?mod=block&bid=1", "www.jc.example") == 410


def test_the_front_page_is_kept_all_the_same(moved_in, settings):
    settings.PAGE_CACHE_MB = 4
    pagecache.forget()
    assert Client().get("/").status_code == 200
    assert leads("/?7") == 410
    assert Client().get("/?utm_source=7").status_code == 200


def test_one_look_up_however_many_addresses(story, django_assert_num_queries):
    """One for the ledger, one for the story, none for the settings of the sites."""
    leads("/article-181-1.html")
    with django_assert_num_queries(3) as seen:  # The first is of redirects made here.
        leads("/article-181-1.html")
    assert "portal_site" not in seen[1]["sql"]
    assert "imported" in seen[1]["sql"]


def test_the_look_up_walks_an_index(moved_in):
    rows = [
        ImportedRecord(
            site=moved_in,
            kind="address",
            foreign_id=f"html:{number}",
            content_type_id=ImportedRecord.objects.first().content_type_id,
            object_id=number,
            source_hash="x",
        )
        for number in range(2000)
    ]
    ImportedRecord.objects.bulk_create(rows)
    old = parse("/article/news/202401/000000122.html", "", "", RULES)
    assert old is not None
    plan = addresses.rows_of([(moved_in.pk, old)]).explain()
    assert "SCAN" not in plan.upper().replace("INDEX SCAN", "")


@pytest.mark.parametrize(
    "query", ["mod=view&aid=" + "9" * 400, "mod=" + "&" * 300, "aid[]=1&mod[]=view", "%ff=%fe"]
)
def test_odd_queries_are_answered(moved_in, query):
    assert leads(f"/portal.php?{query}") in (404, 410, "/")


def test_a_pattern_that_is_none_does_no_harm():
    rules = RULES | {"patterns": {"portal_article": "{id}{id}((({page}", "portal_topic": ""}}
    assert parse("/x.html", "", "", rules) != GONE
