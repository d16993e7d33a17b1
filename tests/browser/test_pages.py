"""The reader pages in a browser: what the script adds, and that everyone can use them."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from comments.models import Comment
from news import corrections, reads, uploads
from news.models import Article, ArticleStats, ReactionCount
from portal.site.models import Notice, SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

COUNT_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', event => {
  window.violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
WIDTHS = (320, 390, 768, 1024, 1280)

BODY = (
    '<hr class="page" data-title="围墙之后"><p>早上六点，围墙缺了口子，<em>先拆的是墙</em>。</p>'
    "{figures}"
    '<blockquote class="pull"><p>它们站在那里。</p><footer>方序</footer></blockquote>'
    '<aside class="fact"><h2>数字</h2><dl><div><dt>岸线</dt><dd>1.2 公里</dd></div></dl></aside>'
    "<table><caption>分期开放</caption><thead><tr><th>阶段</th><th>投资</th></tr></thead>"
    '<tbody><tr><th>一期</th><td class="r">2,180</td></tr></tbody></table>'
    '<figure data-video="bilibili:BV1xx411c7mD"><figcaption>试灯</figcaption></figure>'
    '<hr class="page" data-title="账本"><p>账也算过。</p>'
)


@pytest.fixture
def tab(page: Page, live_server) -> Iterator[Page]:
    """A tab that remembers what the content policy forbade and what scripts threw."""
    page.add_init_script(COUNT_VIOLATIONS)
    page.set_default_timeout(10_000)
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    page.close()
    reads.flush()
    assert thrown == []


@pytest.fixture
def story() -> Article:
    """A story with everything on its page, among others of its section."""
    SiteSettings(
        name_zh="澄浦新闻",
        slogan_zh="把城里的事说清楚",
        logo_bracket_zh="澄浦",
        logo_text_zh="新闻",
    ).save()
    Notice.objects.create(text_zh="澄河水位超警戒")
    factories.make_reaction_kinds()
    images = [make_picture(n) for n in range(4)]
    building = factories.make_category("城建", slug="building", pigment="ochre")
    opinion = factories.make_category("观点", front_layout="opinion", pigment="gamboge")
    pictures = factories.make_category("图片", front_layout="pictures", pigment="ink")
    writer = factories.make_byline("林知夏", title_zh="城建记者")
    lines = [{"byline": writer.pk, "name": "", "role": "author"}]
    for section in (opinion, pictures, building, building):
        factories.make_article(
            category=section,
            kicker="老街",
            title="换瓦不换样：南塘街修屋顶，先学认瓦",
            cover=images[1].pk,
            bylines=lines,
        )
    article = factories.make_article(
        category=building,
        kicker="滨河更新",
        title="旧船厂的龙门吊|不拆了：澄浦把三百米岸线|还给散步的人",
        summary="停产十一年的北堤船厂将分三期改成开放岸线。",
        body=BODY.format(figures=f'<figure data-image="{images[2].pk}"></figure>'),
        cover=images[0].pk,
        source=factories.make_source("澄浦新闻社", licence_note_zh="转载请注明来源。").pk,
        bylines=lines,
        tags=["步道", "汛期"],
    )
    corrections.correct(article, text="应为三百米。", by=None)
    factories.make_topic(title="把河还给城", slug="river", cover=images[3], articles=[article])
    thread = factories.make_thread(article)
    root = factories.make_comment(thread, "终于看见河了。", guest_name="柳湾老顾")
    factories.make_comment(thread, "同意。", parent=root, root=root, depth=2, guest_name="猫")
    return article


def make_picture(number: int):
    content = factories.picture_bytes(1200, 800)
    upload = SimpleUploadedFile(f"{number}.jpg", content, "image/jpeg")
    return uploads.add_image(upload, credit="罗一川", caption_zh="图注。", alt_zh="一张图")


def look_at(tab: Page) -> None:
    """Find nothing against accessibility, and nothing forbidden."""
    results = Axe().run(tab, options={"runOnly": RULES})
    assert results.response["passes"], "axe looked at nothing"
    assert results.response["violations"] == [], results.generate_report()
    assert tab.evaluate("window.violations") == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_for_everyone(tab, live_server, story, width, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 900})
    for path in ("/", "/section/building/", story.get_absolute_url(), "/topic/river/", "/nowhere/"):
        tab.goto(f"{live_server.url}{path}")
        look_at(tab)


def test_no_page_is_wider_than_its_screen(tab, live_server, story):
    for path in ("/", "/section/building/", story.get_absolute_url(), "/topic/river/", "/search/"):
        tab.goto(f"{live_server.url}{path}")
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_a_reaction_is_left_and_withdrawn_in_place(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    button = tab.locator(".react button").first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_attribute("aria-label", "鲜花，1 人")
    expect(button.locator(".n")).to_have_text("1")
    assert ReactionCount.objects.get(article=story).count == 1
    tab.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button.locator(".n")).to_have_text("0")


def test_a_read_is_counted_once_the_page_is_seen(tab, live_server, story):
    with tab.expect_response("**/seen/**") as answer:
        tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    assert answer.value.status == 204
    reads.flush()
    assert ArticleStats.objects.get(article=story).view_count == 1


def test_a_comment_waits_for_review_where_its_writer_sees_it(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    form = tab.locator("form.stick")
    form.locator("[name=name]").fill("夜跑的阿北")
    form.locator("[name=text]").fill("三百米太短。")
    form.locator("button").click()
    waiting = tab.locator(".c.wait")
    expect(waiting).to_contain_text("三百米太短。")
    assert Comment.objects.get(guest_name="夜跑的阿北").state == Comment.State.PENDING
    expect(form.locator("[name=text]")).to_have_value("")
    tab.reload()
    expect(waiting).to_contain_text("三百米太短。")


def test_what_is_wrong_with_a_comment_is_said_beside_it(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    form = tab.locator("form.stick")
    form.locator("[name=text]").fill("没有写名字。")
    form.evaluate("form => form.noValidate = true")
    form.locator("button").click()
    expect(form.locator("[data-error]")).to_be_visible()
    expect(form.locator("[name=text]")).to_have_value("没有写名字。")


def test_theme_and_text_size_are_kept_on_the_device(tab, live_server, story):
    address = f"{live_server.url}{story.get_absolute_url()}"
    tab.goto(address)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    before = tab.evaluate(paper)
    tab.locator("#th-dark").check(force=True)
    tab.locator("#fs-x").check(force=True)
    assert tab.evaluate(paper) != before
    tab.goto(address)
    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")
    expect(tab.locator("#fs-x")).to_be_checked()
    assert tab.evaluate("getComputedStyle(document.querySelector('.prose')).fontSize") == "24.48px"


def test_pictures_enlarge_and_give_the_focus_back(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    shot = tab.locator("a[data-lb]").first
    shot.click()
    lightbox = tab.locator("dialog.lb")
    expect(lightbox).to_be_visible()
    expect(lightbox.locator(".num")).to_have_text("1 / 2")
    tab.keyboard.press("ArrowRight")
    expect(lightbox.locator(".num")).to_have_text("2 / 2")
    tab.keyboard.press("Escape")
    expect(lightbox).to_be_hidden()
    expect(tab.locator("a[data-lb]").nth(1)).to_be_focused()


def test_menu_and_code_open_without_script(browser, live_server, story):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    tab.locator('[popovertarget="menu"]').first.click()
    expect(tab.locator("#menu")).to_be_visible()
    tab.keyboard.press("Escape")
    tab.locator('[popovertarget="qr"]').first.click()
    expect(tab.locator("#qr img")).to_be_visible()
    context.close()


def test_film_waits_for_a_click(tab, live_server, story):
    tab.route("https://player.bilibili.com/**", lambda route: route.fulfill(body="player"))
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    assert tab.locator("iframe").count() == 0
    tab.locator("[data-embed]").click()
    expect(tab.frame_locator("iframe").locator("body")).to_have_text("player")
    assert tab.evaluate("window.violations") == []


def test_member_sees_the_account_and_saves_the_story(tab, live_server, story, reader):
    tab.goto(f"{live_server.url}/accounts/login/")
    tab.locator("[name=login]").fill(reader.username)
    tab.locator("main [name=password]").fill("pass-phrase")
    tab.locator("main .btn.pri").click()
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    expect(tab.locator(".util [data-account]")).to_have_text(reader.display_name)
    button = tab.locator("[data-save]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    tab.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
