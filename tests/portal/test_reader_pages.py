"""One page for everyone; what concerns one reader comes apart from it."""

import re
from gzip import compress
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.test import Client

from comments.models import Comment
from news.models import Tag
from portal.site.models import Notice, Page, SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

STATIC = Path(settings.BASE_DIR) / "portal" / "static" / "portal"


@pytest.fixture
def story():
    factories.make_reaction_kinds()
    section = factories.make_category("城建", slug="building", name_en="Building")
    writer = factories.make_byline(slug="lin")
    article = factories.make_article(
        category=section,
        title="旧船厂的龙门吊不拆了",
        source=factories.make_source(slug="gauge").pk,
        bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
        tags=["步道"],
        cover=factories.make_image().pk,
    )
    factories.make_topic(slug="river", articles=[article])
    factories.make_article(category=section, language="en", title="Cranes stay")
    Page.objects.create(slug="about", title_zh="关于我们", body_zh="<p>城里的编辑部。</p>")
    return article


def addresses(article):
    tag = Tag.objects.get(name="步道")
    return [
        "/",
        "/en/",
        "/zh-hant/",
        "/section/building/",
        article.get_absolute_url(),
        f"/zh-hant{article.get_absolute_url()}",
        "/topic/river/",
        tag.get_absolute_url(),
        "/source/gauge/",
        "/author/lin/",
        "/page/about/",
        "/search/?q=龙门吊",
        "/nowhere/",
    ]


def test_every_reader_gets_the_same_bytes_and_no_cookie(story, chief, client_of):
    staff, guest = client_of(chief), Client()
    staff.cookies["device"] = "anything"
    for address in addresses(story):
        for_staff, for_guest = staff.get(address), guest.get(address)
        assert for_staff.content == for_guest.content, address
        for response in (for_staff, for_guest):
            assert not response.cookies, address
            assert "Cookie" not in response.get("Vary", ""), address
            assert b"csrfmiddlewaretoken" not in response.content, address


def test_reader_pages_hold_nothing_inline_and_nothing_from_elsewhere(story):
    for address in addresses(story):
        html = Client().get(address).content.decode()
        assert not re.search(r"<[^>]+\sstyle=", html), address
        assert not re.search(r"<[^>]+\son[a-z]+=", html), address
        assert not re.search(r"<style|<script(?![^>]*(src=|ld\+json))", html), address
        elsewhere = r'<(img|script|source|iframe)[^>]+(src|srcset)="https?:'
        assert not re.search(elsewhere, html), address


def test_reader_pages_have_one_main_heading_and_unique_ids(story):
    for address in addresses(story):
        html = Client().get(address).content.decode()
        assert html.count("<h1") == 1, address
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), address


def test_style_and_script_keep_to_their_weight():
    assert len(compress((STATIC / "css" / "site.css").read_bytes())) <= 15_000
    scripts = b"".join(path.read_bytes() for path in sorted((STATIC / "js").glob("*.js")))
    assert len(compress(scripts)) <= 10_000


def test_pages_keep_to_their_weight_on_the_way(client):
    words = Random(1)

    def text(length):
        return "".join(chr(words.randrange(0x4E00, 0x6E00)) for _ in range(length))

    factories.make_reaction_kinds()
    for layout in ("mixed", "four", "three", "mixed", "opinion", "pictures", "mixed", "four"):
        section = factories.make_category(text(2), front_layout=layout)
        for _ in range(8):
            story = factories.make_article(
                category=section,
                kicker=text(4),
                title=f"{text(9)}，{text(9)}",
                summary=text(60),
                body=f"<p>{text(120)}</p>" * 2 + f"<p>{text(1000)}</p>",
                cover=factories.make_image().pk,
            )
    thread = factories.make_thread(story)
    for _ in range(20):
        factories.make_comment(thread, text(40), guest_name=text(4))
    assert weight(client, "/") <= 60_000
    assert weight(client, story.get_absolute_url()) <= 40_000


def weight(client, address):
    """Bytes of a page, its style sheets and its scripts, gzipped."""
    html = client.get(address).content.decode()
    files = re.findall(r'(?:src|href)="/static/portal/([^"]+\.(?:js|css))"', html)
    assert len(files) == 3
    return sum(len(compress(part)) for part in (html.encode(), *map(file, files)))


def file(name):
    return (STATIC / name).read_bytes()


def test_frame_shows_the_site_its_sections_pages_and_breaking_notices(story):
    SiteSettings(
        name_zh="澄浦新闻",
        slogan_zh="把城里的事说清楚",
        logo_bracket_zh="澄浦",
        logo_text_zh="新闻",
        icp_number="澄ICP备00000000号-1",
    ).save()
    Notice.objects.create(text_zh="澄河水位超警戒", is_urgent=True)
    html = Client().get("/").content.decode()
    assert '<span class="br">澄浦</span>新闻' in html
    assert '<p class="slogan">把城里的事说清楚</p>' in html
    assert '<a class="br p-azurite" href="/section/building/">城建</a>' in html
    assert '<section class="flash urgent"' in html
    assert '<a href="/page/about/">关于我们</a>' in html
    assert "澄ICP备00000000号-1" in html


@pytest.mark.parametrize(
    ("mourning", "grey"), [("none", []), ("home", ["/"]), ("site", ["/", "/section/building/"])]
)
def test_days_of_mourning_take_the_colour_out(client, story, mourning, grey):
    SiteSettings(mourning=mourning).save()
    for address in ("/", "/section/building/"):
        html = client.get(address).content.decode()
        assert ('<html lang="zh-Hans" class="grey">' in html) == (address in grey), address


def test_every_ink_can_be_read_without_colour():
    css = (STATIC / "css" / "site.css").read_text("utf-8")
    pairs = re.findall(r"--([a-z0-9-]+): light-dark\((#\w+), (#\w+)\)", css)
    inks = [pair for pair in pairs if pair[0] not in ("paper", "wash", "rule", "edge", "mark")]
    assert len(inks) > 10
    papers = {name: shades for name, *shades in pairs}
    for name, *shades in inks:
        ground = ["#ffffff", "#ffffff"] if name == "alarm" else papers["wash"]
        for ink, paper in zip(shades, ground, strict=True):
            assert contrast(grey(ink), grey(paper)) >= 4.5, (name, ink)


def grey(colour):
    """How bright a colour is after the filter `grayscale(1)`, from 0 to 1."""
    shades = colour[1:] if len(colour) == 7 else "".join(2 * shade for shade in colour[1:])
    red, green, blue = (int(shades[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The contrast of WCAG between two greys."""
    lights = [
        (shade / 12.92 if shade <= 0.04045 else ((shade + 0.055) / 1.055) ** 2.4) + 0.05
        for shade in (one, other)
    ]
    return max(lights) / min(lights)


def test_filings_speak_the_language_of_the_page(client):
    SiteSettings(
        icp_number="澄ICP备00000000号-1",
        police_number="澄公网安备00000000000000号",
        news_licence="互联网新闻信息服务许可证 00000000000",
    ).save()

    def legal(address):
        return part(client.get(address).content.decode(), '<p class="legal">', "</p>")

    assert "澄公网安备00000000000000号" in legal("/")
    assert "澄ICP備00000000號-1" in legal("/zh-hant/")
    english = legal("/en/")
    for words in (">ICP 00000000-1<", ">PSB 00000000000000<", ">News licence 00000000000<"):
        assert words in english
    assert "号" not in english


def test_masthead_leads_to_the_newest_special_report_and_the_archive(client, story):
    def extra(address):
        return re.findall(
            r'<li class="aux"><a [^>]*href="([^"]+)"', client.get(address).content.decode()
        )

    assert extra("/") == ["/topic/river/", "/archive/"]
    assert extra("/en/") == ["/en/archive/"]


def part(html, start, end):
    return html.split(start, 1)[1].split(end, 1)[0]


def test_date_turns_at_local_midnight(client, clock):
    clock.advance(hours=15, minutes=29)
    assert "2026年7月10日 星期五</time>" in client.get("/").content.decode()
    assert "农历五月廿六" in client.get("/").content.decode()
    clock.advance(minutes=2)
    assert "2026年7月11日 星期六</time>" in client.get("/").content.decode()
    assert "农历" not in client.get("/en/").content.decode()


def test_notice_ends_by_itself(client, clock):
    Notice.objects.create(text_zh="封路", starts_at=clock(), ends_at=clock.advance(hours=1))
    clock.advance(minutes=-30)
    assert "封路" in client.get("/").content.decode()
    clock.advance(minutes=31)
    assert "封路" not in client.get("/").content.decode()


def test_notice_stands_on_pages_of_its_own_languages_alone(client):
    Notice.objects.create(text_zh="封路", is_urgent=True)
    Notice.objects.create(text_zh="停航", text_en="No ferries today")
    assert "封路" in client.get("/").content.decode()
    english = client.get("/en/").content.decode()
    assert "No ferries today" in english
    assert "封路" not in english
    assert '<section class="flash urgent"' not in english


def test_languages_switch_to_the_same_page_or_to_the_front(client, story):
    def switches(address):
        html = client.get(address).content.decode()
        nav = html.split('<nav class="langs"')[1].split("</nav>")[0]
        return re.findall(r'href="([^"]+)"', nav)

    address = story.get_absolute_url()
    assert switches("/zh-hant/section/building/") == [
        "/section/building/",
        "/zh-hant/section/building/",
        "/en/section/building/",
    ]
    assert switches(address) == [address, f"/zh-hant{address}", "/en/"]
    assert switches("/nowhere/") == ["/", "/zh-hant/", "/en/"]


def test_site_may_offer_fewer_languages(client):
    SiteSettings(shows_traditional=False, shows_english=False).save()
    assert '<nav class="langs"' not in client.get("/").content.decode()


def test_traditional_pages_are_converted_but_not_their_addresses(client):
    section = factories.make_category("城建", slug="建设")
    article = factories.make_article(
        category=section,
        title="龙门吊“不拆了”",
        slug="龙门吊",
        body='<p>后面的台阶，<a href="https://planning.example/龙">规划</a>。</p>',
    )
    factories.make_comment(factories.make_thread(article), "龙门吊应该留下来")
    address = article.get_absolute_url()
    simplified = client.get(address).content.decode()
    html = client.get(f"/zh-hant{address}").content.decode()
    assert "龍" not in simplified
    assert '<html lang="zh-Hant">' in html
    assert "龍門吊「不拆了」" in html
    assert 'href="https://planning.example/龙" rel="noopener">規劃</a>' in html
    assert f'<link rel="canonical" href="http://testserver/zh-hant{address}">' in html
    assert "龙门吊应该留下来" in html


def test_traditional_answer_measures_itself(client, story):
    response = client.get(f"/zh-hant{story.get_absolute_url()}")
    assert int(response["Content-Length"]) == len(response.content)


def state(client, article=None):
    query = {"article": article.pk} if article else {}
    response = client.get("/state/", query)
    assert response["Cache-Control"] == "private, no-store"
    return response.json()


def test_guest_without_a_device_has_no_state(client, story):
    assert state(client) == {"account": None}
    own = state(client, story)
    assert own["reaction"] is None
    assert (own["saved"], own["pending"], own["staff"]) == (False, [], [])
    assert len(own["counts"]) == 5


def test_state_of_a_member_names_the_account_reaction_and_bookmark(story, reader, client_of):
    client = client_of(reader)
    ours = {"Sec-Fetch-Site": "same-origin"}
    kind = next(iter(state(client, story)["counts"]))
    client.post(f"/react/{story.pk}/", {"kind": kind}, headers=ours)
    client.post(f"/save/{story.pk}/", {"saved": "1"}, headers=ours)
    own = state(client, story)
    assert own["account"]["name"] == reader.display_name
    assert (str(own["reaction"]), own["counts"][kind], own["saved"]) == (kind, 1, True)


def test_own_pending_comments_are_seen_by_their_writer_alone(story, reader, stranger, client_of):
    thread = factories.make_thread(story)
    factories.make_comment(thread, "<b>待审</b>", state=Comment.State.PENDING, author=reader)
    (pending,) = state(client_of(reader), story)["pending"]
    assert "&lt;b&gt;待审&lt;/b&gt;" in pending["html"]
    assert state(client_of(stranger), story)["pending"] == []
    assert state(Client(), story)["pending"] == []
    assert "待审" not in Client().get(story.get_absolute_url()).content.decode()


def test_staff_links_are_those_the_user_may_take(story, chief, moderator, reader, client_of):
    def labels(user):
        return [link["url"].split("/")[2] for link in state(client_of(user), story)["staff"]]

    assert labels(chief).count("news") == 3
    assert labels(moderator) == ["comments"]
    assert labels(reader) == []


@pytest.mark.parametrize("pk", ["x", "-1", "9" * 30, "１", ""])
def test_state_of_no_story_is_only_the_account(client, pk):
    assert client.get("/state/", {"article": pk}).json() == {"account": None}


def test_withdrawn_story_has_no_state(client):
    article = factories.make_article(state="withdrawn")
    assert state(client, article) == {"account": None}


def test_masthead_marks_the_special_report_and_the_archive_as_it_marks_sections(client, story):
    def current(address):
        return re.findall(
            r'<a class="br[^"]*" href="([^"]+)" aria-current', client.get(address).content.decode()
        )

    for address in ("/section/building/", "/topic/river/", "/archive/"):
        assert current(address) == [address]
    assert current("/") == []
