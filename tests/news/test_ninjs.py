"""The story as data for partners: IPTC ninjs 3."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from news import corrections, renditions, workflow
from news.models import Article, Image
from portal.site.models import Page
from tests import factories

pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "data" / "schemas"
SAMPLE = Path(__file__).resolve().parents[1] / "data" / "ninjs" / "story.json"


def show(image):
    """Rows of the renditions a story needs, without drawing them."""
    for cut in renditions.cuts_for(image, ["figure", "banner", "machine_square"]):
        image.renditions.create(
            checksum=image.checksum,
            box=str(cut.box),
            width=cut.width,
            height=cut.height,
            format=cut.format,
            file=renditions.rendition_name(image.checksum, cut),
        )
    return image


def data_of(client, story, prefix=""):
    response = client.get(f"{prefix}/article/{story.pk}.json")
    assert response.status_code == 200
    return json.loads(response.content)


@pytest.fixture
def story(clock):
    """A story with all that ninjs has a place for."""
    building = factories.make_category("城建", slug="building")
    riverside = factories.make_category("滨河", slug="riverside", parent=building)
    writer = factories.make_byline("林知夏", slug="lin")
    source = factories.make_source("澄河水文站", slug="gauge", licence_note_zh="须注明站名。")
    Page.objects.create(slug="standards", title_zh="采编准则")
    cover = show(factories.make_image(checksum="1" * 64, rights_end=date(2099, 12, 31)))
    inside = show(factories.make_image(checksum="2" * 64, licence="CC BY 4.0"))
    both = {"alt_zh": "吊车与步道", "caption_zh": "黄昏的北堤。"}
    Image.objects.update(**both)
    article = factories.make_article(
        category=riverside,
        kicker="滨河更新",
        title="旧船厂的龙门吊不拆了",
        short_title="龙门吊不拆了",
        slug="cranes",
        summary="三百米岸线还给散步的人。",
        body=f'<p>墙后面是<a href="/section/building/">船台</a>。</p>'
        f'<figure data-image="{inside.pk}"></figure>',
        cover=cover.pk,
        source=source.pk,
        original_url="https://river.example/notice",
        original_title="水情通报",
        original_author="韩汀",
        ai_label="assisted",
        tags=["步道"],
        bylines=[
            {"byline": writer.pk, "name": "", "role": "author"},
            {"byline": None, "name": "罗一川", "role": "photographer"},
        ],
        unpublish_at=(clock.now + timedelta(days=30)).isoformat(),
    )
    Article.objects.filter(pk=article.pk).update(created_at=clock.now)
    corrections.correct(article, text="应为三百米。", by=None)
    article.corrections.update(at=clock.now)
    return article


def numbered(data, story):
    """The same with the numbers of rows, which no two runs share, taken out."""
    text = json.dumps(data, ensure_ascii=False)
    text = text.replace(f"/article/{story.pk}", "/article/N")
    text = text.replace(f'"value": "{story.pk}"', '"value": "N"')
    return json.loads(text.replace(str(story.translation_group), "GROUP"))


def test_story_is_given_whole(client, story):
    """Against a sample of our own, which was valid when it was written down."""
    assert numbered(data_of(client, story), story) == json.loads(SAMPLE.read_text("utf-8"))


@pytest.mark.parametrize("prefix", ["", "/zh-hant", "/en"])
def test_ninjs_is_valid(client, story, prefix):
    if not SCHEMAS.is_dir():
        pytest.skip("the schemas in shared/data/schemas are not here")
    if prefix == "/en":
        group = str(story.translation_group)
        story = factories.make_article(
            language="en", title="The cranes stay", translation_group=group
        )
    data = data_of(client, story, prefix)
    assert list(validator().iter_errors(data)) == []
    assert list(validator().iter_errors(data | {"uri": "not an address"})) != []


def validator():
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry, Resource

    schema = json.loads((SCHEMAS / "ninjs-schema_3.1.json").read_text("utf-8"))
    places = json.loads((SCHEMAS / "geojson.json").read_text("utf-8"))
    address = "https://geojson.org/schema/GeoJSON.json"
    registry = Registry().with_resource(address, Resource.from_contents(places))
    return Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())


def test_traditional_words_are_converted_and_addresses_and_keys_are_not(client, story):
    plain, converted = data_of(client, story), data_of(client, story, "/zh-hant")
    assert converted["language"] == "zh-Hant"
    assert converted["headlines"][0]["value"] == "舊船廠的龍門吊不拆了"
    assert "船台" in converted["bodies"][0]["value"]
    assert "牆後面" in converted["bodies"][0]["value"]
    assert converted["uri"] == plain["uri"].replace("/article", "/zh-hant/article")
    assert converted.keys() == plain.keys()


def test_translations_name_each_other(client, story):
    english = factories.make_article(language="en", translation_group=str(story.translation_group))
    data = data_of(client, english, "/en")
    found = {row["language"]: row["uri"] for row in data["associations"]}
    assert found == {
        "zh-Hans": f"http://testserver/article/{story.pk}/",
        "zh-Hant": f"http://testserver/zh-hant/article/{story.pk}/",
    }
    assert (
        client.get(f"/en/article/{story.pk}.json")["Location"] == f"/en/article/{english.pk}.json"
    )
    alone = factories.make_article(language="en")
    assert client.get(f"/article/{alone.pk}.json")["Location"] == f"/en/article/{alone.pk}.json"


def test_what_may_not_be_read_is_not_given(client, story, clock):
    draft = factories.make_article(state=Article.State.DRAFT)
    assert client.get(f"/article/{draft.pk}.json").status_code == 404
    workflow.withdraw(story, by=None)
    assert client.get(f"/article/{story.pk}.json").status_code == 410


def test_unchanged_story_answers_304(client, committed):
    with committed():
        story = factories.make_article()
    first = client.get(f"/article/{story.pk}.json")
    again = client.get(f"/article/{story.pk}.json", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    with committed():
        corrections.correct(story, text="还有一处。", by=None)
    last = client.get(f"/article/{story.pk}.json", headers={"If-None-Match": first["ETag"]})
    assert last.status_code == 200


def test_story_page_leads_to_its_data(client, story):
    html = client.get(story.get_absolute_url()).content.decode()
    assert f'<link rel="alternate" type="application/json" href="/article/{story.pk}.json"' in html


def test_ninjs_asks_the_same_queries_however_many_pictures(client, clock, committed):
    def queries(count):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with committed():
            images = [show(factories.make_image()) for _ in range(count)]
            article = factories.make_article(
                gallery=[{"image": image.pk, "caption": ""} for image in images],
                cover=images[0].pk,
            )
        client.get(f"/article/{article.pk}.json")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/article/{article.pk}.json")
        return len(found)

    assert queries(1) == queries(5) <= 8


def test_expired_picture_is_not_given(client, clock):
    image = show(factories.make_image(rights_end=timezone.localdate() - timedelta(days=400)))
    article = factories.make_article(cover=image.pk)
    kinds = {row["rel"] for row in data_of(client, article)["associations"]}
    assert kinds == {"translation"}
