"""The card that a shared link shows."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import override
from PIL import Image as Picture

from news import social_card, workflow
from news.imaging import Card, draw_card, faces, open_picture
from news.imaging.lines import broken, clipped
from news.models import Article
from portal import health
from tests import factories

pytestmark = pytest.mark.django_db

INK = (17, 23, 28)
PAPER = (255, 255, 255)
PLAIN = "一"
TITLE = "旧船厂的龙门吊不拆了：澄浦把三百米岸线还给散步的人"
BREAKS = "旧船厂的龙门吊|不拆了：澄浦把三百米岸线|还给散步的人"


def measure(text):
    """A font whose Han letters are as wide as 1, Latin ones as half of that."""
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def opened(data):
    picture = Picture.open(io.BytesIO(data))
    assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    return picture.convert("RGB")


def dark(picture, box):
    """How many pixels of a part are dark."""
    return sum(value < 110 for value in picture.crop(box).convert("L").tobytes())


def near(colour, other):
    return all(abs(one - two) < 24 for one, two in zip(colour, other, strict=True))


def two_colours():
    """A wide picture, red at the left and green at the right."""
    picture = Picture.new("RGB", (1600, 800), (200, 0, 0))
    picture.paste((0, 160, 0), (800, 0, 1600, 800))
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def test_title_breaks_at_its_hints_and_between_clauses():
    assert broken(TITLE, BREAKS, 10.7, measure) == [
        "旧船厂的龙门吊",
        "不拆了：",
        "澄浦把三百米岸线",
        "还给散步的人",
    ]
    assert broken("短句，再一句", "", 10, measure) == ["短句，再一句"]


def test_marks_stay_with_their_words_and_numbers_with_their_units():
    lines = broken(
        "这一句话里面有很长很长的字“引号”和《书名》、以及 0.3 米的水位还有很多字", "", 8, measure
    )
    assert not [line for line in lines if line[0] in "，。”》、" or line[-1] in "“《"]
    assert any("0.3" in line for line in lines)


def test_latin_title_makes_lines_of_about_one_length():
    lines = broken("The shipyard cranes stay for good now", "", 12, measure)
    assert lines == ["The shipyard", "cranes stay", "for good now"] or max(map(len, lines)) <= 24


def test_what_is_too_long_ends_in_dots():
    assert clipped("一二三四五", 4, measure) == "一二三…"
    assert clipped("一二三", 4, measure) == "一二三"
    lines = broken("很" * 60, "", 10, measure)
    assert {len(line) for line in lines} == {10}


def test_card_has_words_at_the_left_and_the_focal_point_at_the_right():
    card = Card(logo=("澄浦", "新闻"), title=TITLE, breaks=BREAKS, kicker="滨河", pigment="ochre")
    picture = open_picture(two_colours())
    for focal, colour in (((0, 50), (200, 0, 0)), ((100, 50), (0, 160, 0))):
        drawn = opened(draw_card(card, faces=faces("zh-hans"), picture=picture, focal=focal))
        assert near(drawn.getpixel((965, 300)), colour)
        assert near(drawn.getpixel((600, 5)), INK)
        assert near(drawn.getpixel((715, 300)), PAPER)
        assert dark(drawn, (60, 215, 680, 520)) > 5000


def test_long_title_is_smaller_and_stays_above_the_names():
    card = Card(logo=("澄浦", ""), title="很" * 150, kicker="滨河", foot=("2026-06-18",))
    drawn = opened(draw_card(card, faces=faces("zh-hans"), picture=open_picture(two_colours())))
    assert dark(drawn, (60, 548, 680, 562)) == 0
    assert dark(drawn, (681, 130, 730, 560)) == 0


def test_traditional_letters_are_drawn_though_one_font_lacks_some():
    assert faces("zh-hant").heads[0] != faces("zh-hans").heads[0]
    lacking = faces("zh-hant").head("龙门吊\u9fa5旧", 40)
    assert lacking.getmask("旧").getbbox()


def test_without_a_font_there_are_picture_and_logo(settings):
    card = Card(logo=("Chengpu", "News"), title=TITLE)
    drawn = opened(draw_card(card, faces=None, picture=open_picture(two_colours())))
    assert near(drawn.getpixel((60, 400)), (200, 0, 0))
    assert dark(drawn, (80, 60, 240, 115)) > 200


def test_health_says_when_there_is_no_font(settings):
    report = health.Report()
    health.check_font(report)
    assert "card_font" not in report.trouble
    settings.CARD_FONT = "/nowhere/font.otf"
    health.check_font(report)
    assert "card_font" in report.trouble
    assert not report.is_down


def test_own_font_is_taken(settings):
    settings.CARD_FONT = str(faces("zh-hans").text[0])
    assert social_card.can_write()
    assert faces("zh-hant", settings.CARD_FONT).heads == faces("zh-hans").text[:1]


def image_of(client, story, prefix=""):
    html = client.get(f"{prefix}{story.get_absolute_url()}").content.decode()
    return re.search(r'property="og:image" content="http://testserver([^"]+)"', html)[1]


def read(client, address):
    """The answer, and all of its file."""
    response = client.get(address)
    return response, response.getvalue()


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def story():
    cover = factories.make_image(width=64, height=48)
    return factories.make_article(title=TITLE, slug="cranes", cover=cover.pk)


def test_page_names_a_card_and_only_the_card_itself_is_written(client, story):
    address = image_of(client, story)
    folder = f"cards/{story.pk % 1000:03d}"
    assert not default_storage.exists(folder)
    response, data = read(client, address)
    assert response["Content-Type"] == "image/jpeg"
    assert "immutable" in response["Cache-Control"]
    opened(data)
    assert len(default_storage.listdir(folder)[1]) == 1


def test_other_words_make_another_card_to_which_the_old_one_leads(client, story):
    before = image_of(client, story)
    read(client, before)
    Article.objects.filter(pk=story.pk).update(title="换了题目")
    after = image_of(client, Article.objects.get(pk=story.pk))
    assert after != before
    response, _none = read(client, before)
    assert (response.status_code, response["Location"]) == (302, after)
    read(client, after)
    names = default_storage.listdir(f"cards/{story.pk % 1000:03d}")[1]
    assert names == [f"{story.pk}-zh-hans-{after.rpartition('/')[2]}"]


def test_each_language_has_its_card(client, story):
    plain, converted = image_of(client, story), image_of(client, story, "/zh-hant")
    assert plain.split("/")[3:4] == ["zh-hans"]
    assert converted.split("/")[3:4] == ["zh-hant"]
    assert read(client, converted)[0].status_code == 200
    assert client.get(plain.replace("zh-hans", "en")).status_code == 404


def test_words_are_converted_whole_and_hints_keep_their_places():
    card = Card(logo=("澄浦", "新闻"), title=TITLE, breaks=BREAKS, kicker="滨河")
    converted = social_card.traditional(card)
    assert converted.breaks == "舊船廠的龍門吊|不拆了：澄浦把三百米岸線|還給散步的人"
    assert (converted.logo, converted.kicker) == (("澄浦", "新聞"), "濱河")


def test_card_is_there_as_long_as_its_story(client, story):
    address = image_of(client, story)
    workflow.withdraw(story, by=None)
    assert client.get(address).status_code == 404


def test_picture_whose_rights_ended_is_on_no_card(client, story):
    before = image_of(client, story)
    image = story.cover
    image.rights_end = timezone.localdate() + timedelta(days=400)
    image.save()
    assert "max-age=3600" in read(client, before)[0]["Cache-Control"]
    image.rights_end = timezone.localdate() - timedelta(days=400)
    image.save()
    assert client.get(before).status_code == 302


def test_missing_or_damaged_file_leaves_a_card_of_words(client, story):
    default_storage.delete(story.cover.file.name)
    assert read(client, image_of(client, story))[0].status_code == 200
    damaged = factories.make_image()
    damaged.file.save("damaged.jpg", ContentFile(b"no picture"))
    other = factories.make_article(cover=damaged.pk)
    assert read(client, image_of(client, other))[0].status_code == 200


def test_card_needs_no_query_beyond_those_of_the_page(committed, django_assert_num_queries):
    with committed():
        story = factories.make_article(cover=factories.make_image().pk)
        story = Article.objects.for_page().get(pk=story.pk)
    with override("zh-hans"):
        social_card.social_card(story, ["林知夏"]).url  # noqa: B018
        with django_assert_num_queries(0):
            assert social_card.social_card(story, ["林知夏"]).url
