"""The front page and topics."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from news import rankings
from news.models import Category, FrontPage, Slot, ViewHour
from news.reactions import Reader, react
from tests import factories

pytestmark = pytest.mark.django_db


def read(client, path="/"):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def part(html, start, end="</section>"):
    return html.split(start, 1)[1].split(end, 1)[0]


def links(html):
    return re.findall(r'<h3>.*?<a href="([^"]+)"', html)


def test_empty_site_has_a_front_page(client):
    html = read(client)
    assert 'class="lead"' in html
    assert html.count("<h1") == 1


def test_front_leads_with_what_editors_chose_and_fills_the_rest(client, clock):
    section = factories.make_category("要闻", slug="news")
    stories = [
        factories.make_article(category=section, publish_at=clock() - timedelta(hours=hours))
        for hours in range(1, 10)
    ]
    front = FrontPage.objects.create(language="zh-hans")
    version = front.versions.create(number=1, publish_at=clock())
    Slot.objects.create(version=version, area="lead", article=stories[5], title="换了标题的头条")
    html = read(client)
    lead = part(html, '<div class="lead">', '<div class="second')
    assert links(lead) == [stories[5].get_absolute_url()]
    assert "换了标题的头条" in lead
    second = part(html, '<div class="second', '<section class="rail"')
    assert links(second) == [stories[0].get_absolute_url(), stories[1].get_absolute_url()]


def test_below_the_lead_stand_its_related_stories_and_its_topic(client):
    lead, near, hidden = (
        factories.make_article(title=title) for title in ("头条", "旁边的", "撤下的")
    )
    front = FrontPage.objects.create(language="zh-hans")
    Slot.objects.create(
        version=front.versions.create(number=1, publish_at=timezone.now()),
        area="lead",
        article=lead,
    )
    lead.related_rows.create(related=hidden, position=0)
    lead.related_rows.create(related=near, position=1)
    type(hidden).objects.filter(pk=hidden.pk).update(state="withdrawn")
    factories.make_topic(title="把河还给城", slug="river", articles=[lead])
    below = part(read(client), '<ul class="rel', "</ul>")
    assert re.findall(r'href="([^"]+)"', below) == [near.get_absolute_url(), "/topic/river/"]


@pytest.mark.parametrize("layout", Category.FrontLayout.values)
def test_every_layout_of_a_section_shows(client, layout):
    other = factories.make_category(front_layout="none")
    for _ in range(7):
        factories.make_article(category=other, cover=factories.make_image().pk)
    section = factories.make_category("图片", front_layout=layout)
    writer = factories.make_byline("顾一鸣")
    gallery = [{"image": factories.make_image().pk, "caption": ""} for _ in range(3)]
    for n in range(8):
        factories.make_article(
            category=section,
            title=f"{layout}{n}",
            publish_at=timezone.now() - timedelta(days=2),
            cover=factories.make_image().pk,
            gallery=gallery,
            bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
        )
    html = read(client)
    block = f'aria-labelledby="s-{section.pk}"'
    if layout == "none":
        assert block not in html
        return
    inside = part(html, block)
    titles = {"four": 4, "three": 3, "opinion": 3, "pictures": 1, "mixed": 8}
    assert len(set(re.findall(rf"{layout}\d", inside))) == titles[layout]
    assert ("顾</span>" in inside) == (layout == "opinion")


def test_beside_stand_latest_most_read_most_reacted_and_corrections(client, clock, reader):
    kinds = factories.make_reaction_kinds()
    read_most, reacted, other = (factories.make_article(title=title) for title in "读表旁")
    ViewHour.objects.create(article=read_most, hour=clock() - timedelta(hours=2), count=9)
    ViewHour.objects.create(article=other, hour=clock() - timedelta(hours=2), count=3)
    react(reacted, kinds[1], reader=Reader(user_id=reader.pk))
    other.corrections.create(text="改了。", at=clock())
    rankings.draw_up()
    html = read(client)
    most_read = part(html, 'aria-labelledby="mr"')
    assert re.findall(r'<a href="([^"]+)"', most_read) == [
        read_most.get_absolute_url(),
        other.get_absolute_url(),
    ]
    most_reacted = part(html, 'aria-labelledby="me"')
    assert f'<a href="{reacted.get_absolute_url()}">' in most_reacted
    assert '<use href="#i-shake"/>' in most_reacted
    assert '<rect class="f-shake" x="0.0" width="99.0" height="8"/>' in most_reacted
    assert other.get_absolute_url() in part(html, 'aria-labelledby="co"')
    timeline = part(html, '<ol class="tl">', "</ol>")
    assert timeline.count("<li") == 4


def test_front_asks_at_most_fifteen_queries_however_much_there_is(
    client, committed, django_assert_max_num_queries
):
    def tell(section, count):
        for _ in range(count):
            factories.make_article(
                category=section,
                cover=factories.make_image().pk,
                gallery=[{"image": factories.make_image().pk, "caption": ""}],
            )

    def queries():
        client.get("/")
        with django_assert_max_num_queries(15) as captured:
            client.get("/")
        return len(captured)

    with committed():
        sections = [
            factories.make_category(front_layout=layout) for layout in Category.FrontLayout.values
        ]
        for section in sections:
            tell(section, 3)
    few = queries()
    with committed():
        for section in sections:
            tell(section, 5)
    assert queries() == few


def test_topic_shows_its_text_and_its_stories_in_order(client):
    stories = [factories.make_article(title=f"专题里的{n}") for n in range(3)]
    draft = factories.make_article(state="draft")
    topic = factories.make_topic(
        title="把河还给城",
        slug="river",
        body='<ol class="timeline"><li><time>2026年6月</time><h3>围墙拆除</h3></li></ol>',
        articles=[stories[2], draft, stories[0], stories[1]],
    )
    html = read(client, topic.get_absolute_url())
    assert '<ol class="bigtl">' in html
    assert links(part(html, 'id="stories"')) == [stories[n].get_absolute_url() for n in (2, 0, 1)]
    assert client.get("/topic/river/?page=2").status_code == 404
    topic.is_published = False
    topic.save()
    assert client.get("/topic/river/").status_code == 404


def test_topic_in_another_language_leads_to_its_translation(client):
    chinese = factories.make_topic(slug="river")
    assert client.get("/en/topic/river/").status_code == 404
    factories.make_topic(
        slug="the-river", language="en", translation_group=chinese.translation_group
    )
    response = client.get("/en/topic/river/")
    assert (response.status_code, response["Location"]) == (302, "/en/topic/the-river/")


def test_topic_asks_the_same_queries_for_one_story_and_for_five(
    client, committed, django_assert_num_queries
):
    def queries():
        client.get("/topic/river/")
        with django_assert_num_queries(7):
            client.get("/topic/river/")

    with committed():
        story = factories.make_article(cover=factories.make_image().pk)
        topic = factories.make_topic(slug="river", articles=[story])
    queries()
    with committed():
        for position in range(1, 5):
            topic.stories.create(
                article=factories.make_article(cover=factories.make_image().pk), position=position
            )
    queries()
