"""What machines read in the head of a page."""

import json
import re

import pytest

from news import corrections, renditions
from news.models import Article
from portal.site.models import Page, SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def things_of(html):
    """The schema.org things of a page, by type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return {thing["@type"]: thing for thing in map(json.loads, found)}


def metas_of(html):
    return re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html)


@pytest.fixture
def section():
    building = factories.make_category("城建", slug="building", pigment="ochre")
    return factories.make_category("滨河", slug="riverside", parent=building)


@pytest.fixture
def story(section):
    writer = factories.make_byline("林知夏", slug="lin", name_en="Lin Zhixia", title_zh="城建记者")
    cover = factories.make_image(width=2400, height=1600, credit="罗一川")
    with_words = {"title": "旧船厂的龙门吊不拆了", "summary": "岸线还给散步的人。"}
    return factories.make_article(
        category=section,
        slug="旧船厂",
        tags=["步道"],
        cover=cover.pk,
        ai_label="assisted",
        original_url="https://river.example/notice",
        bylines=[
            {"byline": writer.pk, "name": "", "role": "author"},
            {"byline": None, "name": "罗一川", "role": "author"},
        ],
        **with_words,
    )


def make_shapes(story):
    """Rows of the renditions in the three ratios, without drawing them."""
    image = story.cover
    for cut in renditions.cuts_for(image, ["machine_square", "machine_four", "banner"]):
        image.renditions.create(
            checksum=image.checksum,
            box=str(cut.box),
            width=cut.width,
            height=cut.height,
            format=cut.format,
            file=renditions.rendition_name(image.checksum, cut),
        )


def test_story_is_described_whole(client, story):
    make_shapes(story)
    Page.objects.create(slug="standards", title_zh="采编准则")
    corrections.correct(story, text="应为三百米。", by=None)
    article = things_of(page_of(client, story.get_absolute_url()))["NewsArticle"]
    assert article["author"] == [
        {
            "@type": "Person",
            "name": "林知夏",
            "url": "http://testserver/author/lin/",
            "jobTitle": "城建记者",
        },
        {"@type": "Person", "name": "罗一川"},
    ]
    assert article["articleSection"] == ["城建", "滨河"]
    assert article["keywords"] == ["步道"]
    assert article["isAccessibleForFree"] is True
    assert article["isBasedOn"] == "https://river.example/notice"
    assert article["digitalSourceType"].endswith(
        "CompositeWithTrainedAlgorithmicMediaDigitalSource"
    )
    assert article["publisher"]["publishingPrinciples"] == "http://testserver/page/standards/"
    (correction,) = article["correction"]
    assert (correction["@type"], correction["text"]) == ("CorrectionComment", "应为三百米。")
    shapes = [(image["width"], image["height"]) for image in article["image"]]
    assert shapes == [(1200, 1200), (1200, 900), (1600, 900)]
    assert {image["creditText"] for image in article["image"]} == {"罗一川"}


def test_story_without_a_picture_shows_its_card(client, section):
    story = factories.make_article(category=section)
    article = things_of(page_of(client, story.get_absolute_url()))["NewsArticle"]
    assert re.fullmatch(
        rf"http://testserver/card/{story.pk}/zh-hans/\w{{16}}\.jpg", article["image"][0]
    )
    assert article["author"][0]["@type"] == "NewsMediaOrganization"
    assert "correction" not in article


def test_way_to_the_story_is_told_in_steps(client, story):
    steps = things_of(page_of(client, story.get_absolute_url()))["BreadcrumbList"]
    assert [(step["position"], step["item"]) for step in steps["itemListElement"]] == [
        (1, "http://testserver/"),
        (2, "http://testserver/section/building/"),
        (3, "http://testserver/section/building/riverside/"),
        (4, f"http://testserver{story.get_absolute_url()}"),
    ]


def test_section_tells_its_way_too(client, section):
    factories.make_article(category=section)
    steps = things_of(page_of(client, section.get_absolute_url()))["BreadcrumbList"]
    assert [step["name"] for step in steps["itemListElement"]] == ["新闻门户", "城建", "滨河"]


def test_front_tells_how_to_search_in_each_language(client):
    SiteSettings.objects.create(name_zh="澄浦新闻", name_en="Chengpu News")
    for prefix, name in (("", "澄浦新闻"), ("/zh-hant", "澄浦新聞"), ("/en", "Chengpu News")):
        site = things_of(page_of(client, f"{prefix}/"))["WebSite"]
        assert site["name"] == name
        target = site["potentialAction"]["target"]["urlTemplate"]
        assert target == f"http://testserver{prefix}/search/?q={{search_term_string}}"
        assert client.get(target.format(search_term_string="桥")).status_code == 200


def test_traditional_words_are_converted_and_addresses_and_keys_are_not(client, story):
    path = f"/zh-hant{story.get_absolute_url()}"
    html = page_of(client, path)
    article = things_of(html)["NewsArticle"]
    assert article["headline"] == "舊船廠的龍門吊不拆了"
    assert article["url"] == f"http://testserver{path}"
    assert article["inLanguage"] == "zh-Hant"
    metas = dict(metas_of(html))
    assert metas["og:title"] == "舊船廠的龍門吊不拆了"
    assert f"/card/{story.pk}/zh-hant/" in metas["og:image"]
    assert "%E6%97%A7%E8%88%B9%E5%8E%82" in metas["og:url"]


def test_link_shared_elsewhere_shows_words_and_card(client, story):
    metas = metas_of(page_of(client, story.get_absolute_url()))
    found = dict(metas)
    assert found["og:type"] == "article"
    assert found["og:title"] == "旧船厂的龙门吊不拆了"
    assert found["og:description"] == "岸线还给散步的人。"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == "旧船厂的龙门吊不拆了"
    assert found["twitter:card"] == "summary_large_image"
    assert found["article:section"] == "滨河"
    assert found["article:tag"] == "步道"
    assert found["author"] == "林知夏, 罗一川"
    assert found["og:locale"] == "zh_CN"
    assert [value for name, value in metas if name == "og:locale:alternate"] == ["zh_TW"]


def test_other_pages_name_themselves_to_those_who_share_them(client, section):
    factories.make_article(category=section)
    found = dict(metas_of(page_of(client, section.get_absolute_url())))
    assert (found["og:type"], found["og:title"]) == ("website", "滨河")
    assert found["og:url"] == f"http://testserver{section.get_absolute_url()}"


def test_other_languages_get_the_first_that_the_page_has(client, section):
    chinese, english = factories.make_article(category=section), None
    html = page_of(client, chinese.get_absolute_url())
    default = f'hreflang="x-default" href="http://testserver{chinese.get_absolute_url()}"'
    assert html.count("x-default") == html.count(default) == 1
    english = factories.make_article(category=section, language="en")
    html = page_of(client, f"/en/article/{english.pk}/")
    assert f'hreflang="x-default" href="http://testserver/en/article/{english.pk}/"' in html


def test_pages_of_a_list_lead_to_each_other(client, section):
    section.page_size = 1
    section.save()
    for _ in range(3):
        factories.make_article(category=section)
    head = page_of(client, f"{section.get_absolute_url()}?page=2").split("</head>")[0]
    assert re.findall(r'<link rel="(prev|next)" href="([^"]+)">', head) == [
        ("prev", "."),
        ("next", "?page=3"),
    ]


def test_draft_is_described_nowhere(client, section):
    draft = factories.make_article(category=section, state=Article.State.DRAFT)
    assert client.get(f"/article/{draft.pk}/").status_code == 404
