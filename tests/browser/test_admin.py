"""The desk in a browser: nothing forbidden, and its scripts at work."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from news import corrections, editing, revisions, uploads
from news.models import Article, Collection, Image
from tests import factories
from tests.browser.looking import AXE, sign_in, wait_for_form

pytestmark = pytest.mark.django_db(transaction=True)

DROP = """
([content, name]) => {
  const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type: 'image/jpeg' }));
  document.querySelector('.drop-zone')
    .dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
}
"""


@pytest.fixture
def tab(desk_of, administrator) -> Page:
    """A tab in which the administrator is signed in."""
    return desk_of(administrator)


@pytest.fixture
def go(tab: Page, live_server) -> Callable[[str], None]:
    return lambda path: tab.goto(f"{live_server.url}{path}")


def make_picture(caption: str, **facts: str) -> Image:
    content = factories.picture_bytes(1200, 800)
    upload = SimpleUploadedFile(f"{caption}.jpg", content, "image/jpeg")
    return uploads.add_image(upload, **{"credit": "罗一川", "caption_zh": caption} | facts)


@pytest.fixture
def story(administrator) -> Article:
    """A live story with everything, in a small newsroom."""
    top = factories.make_category("城建", slug="building")
    section = factories.make_category("滨河", slug="river", parent=top)
    pictures = [make_picture(caption, alt_zh="一张图") for caption in ("龙门吊", "船台", "车间")]
    writer = factories.make_byline("林知夏")
    others = [factories.make_article(category=top, title=f"渡口的早班船{n}") for n in range(2)]
    article = factories.make_article(
        category=section,
        kicker="滨河更新",
        title="旧船厂的龙门吊|不拆了",
        body=f'<p>早上六点。</p><figure data-image="{pictures[0].pk}"></figure>',
        cover=pictures[0].pk,
        gallery=[{"image": picture.pk, "caption": ""} for picture in pictures],
        bylines=[
            {"byline": writer.pk, "name": "", "role": "author"},
            {"byline": None, "name": "本报通讯员", "role": "correspondent"},
        ],
        related=[other.pk for other in others],
        tags=["步道", "船厂"],
        source=factories.make_source().pk,
        by=administrator,
    )
    corrections.correct(article, text="应为三百米。", by=None)
    return article


def change(article: Article) -> str:
    return f"/admin/news/article/{article.pk}/change/"


def test_a_story_with_a_picture_is_written_and_published(tab, go, story):
    go("/admin/news/article/add/")
    tab.locator("#content-main button").click()
    tab.fill("#id_kicker", "公交")
    tab.fill("#id_title", "夜班公交改道一个月，谁在坐")
    tab.select_option("#id_category", str(story.category_id))
    tab.locator(".ProseMirror").click()
    tab.keyboard.type("凌晨一点，车上有七个人。")
    tab.locator(".field-cover .image-input button").first.click()
    tab.locator("dialog.library [type=search]").fill("船台")
    tab.keyboard.press("Enter")
    expect(tab.locator("dialog.library li")).to_have_count(1)
    tab.locator("dialog.library li button").click()
    tab.locator("dialog.library .btn.pri").click()
    expect(tab.locator(".field-cover .picked img")).to_be_visible()
    tab.locator("button[name=_publish]").click()
    expect(tab.locator(".messagelist .success")).to_be_visible()
    article = Article.objects.get(kicker="公交")
    assert article.is_live()
    assert article.body == "<p>凌晨一点，车上有七个人。</p>"
    assert article.cover.caption_zh == "船台"


def test_the_panels_stand_beside_the_text_and_fold_on_a_phone(tab, go, story):
    tab.set_viewport_size({"width": 1280, "height": 900})
    go(change(story))
    text, panels = (tab.locator(f".cf > {part}").bounding_box() for part in (".ed", ".panels"))
    assert panels["x"] > text["x"] + text["width"]
    assert panels["y"] < text["y"] + 900
    tab.locator("#work-heading").click()
    expect(tab.locator("#id_desk-assignee")).to_be_hidden()
    tab.set_viewport_size({"width": 390, "height": 900})
    go(change(story))
    expect(tab.locator("details[data-fold]:not([open])")).to_have_count(4)
    tab.locator("#work-heading").click()
    expect(tab.locator("#id_desk-assignee")).to_be_visible()


def test_a_picture_is_found_described_and_inserted_by_the_keyboard(tab, go, story):
    go(change(story))
    tab.locator(".field-cover .image-input button").first.focus()
    tab.keyboard.press("Enter")
    dialog = tab.locator("dialog.library")
    shape = dialog.locator("select[name=form]")
    shape.focus()
    tab.keyboard.press("ArrowDown")
    expect(dialog.locator(".library-grid li")).to_have_count(3)
    dialog.locator("[type=search]").focus()
    tab.keyboard.type("船台")
    tab.keyboard.press("Enter")
    expect(dialog.locator(".library-grid li")).to_have_count(1)
    dialog.locator(".library-grid button").focus()
    tab.keyboard.press("Enter")
    credit = dialog.locator("[name=credit]")
    expect(credit).to_be_visible()
    report = Axe().run(tab, context="dialog.library", options=AXE)
    assert report.violations_count == 0, report.generate_report()
    credit.fill("")
    dialog.locator(".btn.pri").press("Enter")
    expect(dialog.locator(".library-details .errorlist").nth(2)).not_to_be_empty()
    credit.fill("沈千")
    dialog.locator(".btn.pri").press("Enter")
    expect(dialog).to_have_count(0)
    picture = Image.objects.get(caption_zh="船台")
    assert picture.credit == "沈千"
    expect(tab.locator("#id_cover")).to_have_value(str(picture.pk))


def test_a_picture_dropped_on_the_picker_shows_its_way_in(tab, go, story):
    go(change(story))
    tab.locator(".field-cover .image-input button").first.click()
    dialog = tab.locator("dialog.library")
    dialog.locator(".drop-credit input").first.fill("罗一川")
    content = base64.b64encode(factories.picture_bytes(1200, 800)).decode()
    held: list[Any] = []
    tab.route("**/image/upload/", lambda route: held.append(route))
    tab.evaluate(DROP, [content, "新图.jpg"])
    expect(dialog.locator(".drop-list progress")).to_be_visible()
    while not held:
        tab.evaluate("1")  # Lets the request arrive.
    held.pop().continue_()
    expect(dialog.locator(".library-grid [aria-pressed=true]")).to_have_count(1)
    dialog.locator(".btn.pri").click()
    newest = Image.objects.newest_first()[0]
    assert newest.original_name == "新图.jpg"
    expect(tab.locator("#id_cover")).to_have_value(str(newest.pk))


def test_a_collection_is_filled_from_within_the_picker(tab, go, story):
    kept = Collection.objects.create(name="滨河")
    go(change(story))
    tab.locator(".field-cover .image-input button").first.click()
    dialog = tab.locator("dialog.library")
    dialog.locator(".library-grid button", has_text="船台").click()
    field = dialog.locator(".library-details [name=collection]")
    field.fill("船厂")
    field.press("Enter")
    expect(dialog.locator(".library-details [role=status]")).to_contain_text("船厂")
    assert Image.objects.get(collections__name="船厂").caption_zh == "船台"
    report = Axe().run(tab, context="dialog.library", options=AXE)
    assert report.violations_count == 0, report.generate_report()

    dialog.locator("select[name=collection]").select_option(label="滨河")
    dialog.locator(".drop-credit input").first.fill("罗一川")
    content = base64.b64encode(factories.picture_bytes(1200, 800)).decode()
    tab.evaluate(DROP, [content, "新图.jpg"])
    expect(dialog.locator(".drop-list")).to_contain_text("滨河")
    assert kept.images.get().original_name == "新图.jpg"


def test_pictures_dropped_above_the_wall_join_the_library(tab, go, story):
    go("/admin/news/image/")
    tab.locator(".drop-credit input").first.fill("沈千")
    content = base64.b64encode(factories.picture_bytes(1200, 800)).decode()
    tab.evaluate(DROP, [content, "一.jpg"])
    expect(tab.locator(".drop-list li")).to_contain_text("一.jpg")
    expect(tab.locator(".drop-list progress")).to_have_count(0)
    assert Image.objects.get(original_name="一.jpg").credit == "沈千"
    tab.evaluate(DROP, [base64.b64encode(b"no picture").decode(), "坏.jpg"])
    expect(tab.locator(".drop-list li.bad")).to_contain_text("坏.jpg")
    assert Image.objects.count() == 4
    report = Axe().run(tab, options=AXE)
    assert report.violations_count == 0, report.generate_report()


def test_a_late_answer_of_the_library_does_not_cover_a_later_search(tab, go, story):
    held = []
    tab.route(lambda url: url.endswith("q=&page=1"), lambda route: held.append(route))
    go(change(story))
    tab.locator(".field-cover .image-input button").first.click()
    tab.locator("dialog.library [type=search]").fill("船台")
    tab.keyboard.press("Enter")
    expect(tab.locator("dialog.library li")).to_have_count(1)
    with tab.expect_response(lambda response: response.url.endswith("q=&page=1")):
        held.pop().continue_()
    tab.evaluate("new Promise((done) => setTimeout(done, 100))")
    expect(tab.locator("dialog.library li")).to_have_count(1)


def test_rows_are_moved_by_buttons_and_by_dragging(tab, go, story):
    go(change(story))
    wait_for_form(tab)
    names = tab.locator("#article_bylines-group .inline-row")
    names.nth(1).locator(".row-bar button").first.click()
    gallery = tab.locator("#gallery-group .inline-row")
    expect(gallery).to_have_count(3)
    gallery.nth(2).locator(".grip").drag_to(gallery.nth(0), target_position={"x": 20, "y": 4})
    expect(tab.locator(".dragged")).to_have_count(0)
    last = Image.objects.get(caption_zh="车间")
    expect(gallery.nth(0).locator("[data-image-picker]")).to_have_value(str(last.pk))
    gallery.nth(2).locator(".row-bar button").last.click()
    tab.locator("button[name=_continue][data-first]").click()
    expect(tab.locator(".messagelist .success")).to_be_visible()
    state = revisions.working_state(Article.objects.get(pk=story.pk))
    assert [line["name"] for line in state["bylines"]] == ["本报通讯员", ""]
    captions = [Image.objects.get(pk=item["image"]).caption_zh for item in state["gallery"]]
    assert captions == ["车间", "龙门吊"]


def test_several_pictures_join_the_gallery_at_once(tab, go, story):
    draft = factories.make_article(category=story.category, state="draft")
    go(change(draft))
    tab.locator("#gallery-group .row-foot button").first.click()
    choices = tab.locator("dialog.library li button")
    expect(choices).to_have_count(3)
    choices.nth(2).click()
    choices.nth(0).click()
    tab.locator("dialog.library .btn.pri").click()
    expect(tab.locator("#gallery-group .inline-row img")).to_have_count(2)
    tab.locator("button[name=_continue][data-first]").click()
    expect(tab.locator(".messagelist .success")).to_be_visible()
    assert draft.gallery.count() == 2


def test_related_stories_are_found_by_typing(tab, go, story):
    draft = factories.make_article(category=story.category, state="draft")
    go(change(draft))
    box = tab.locator(".field-related_stories")
    box.locator("input[type=search]").fill("早班船")
    found = box.locator(".story-found button")
    expect(found).to_have_count(2)
    found.first.click()
    box.locator("input[type=search]").fill("龙门吊")
    expect(found).to_have_count(1)
    found.first.click()
    box.locator(".story-list li").nth(1).locator("button").first.click()
    tab.locator("button[name=_continue][data-first]").click()
    expect(tab.locator(".messagelist .success")).to_be_visible()
    related = editing.state_of(Article.objects.get(pk=draft.pk))["related"]
    assert related[0] == story.pk
    assert len(related) == 2


def test_a_refused_story_keeps_all_that_was_typed(tab, go, story):
    draft = factories.make_article(category=story.category, state="draft", kicker="旧")
    go(change(draft))
    tab.fill("#id_title", "打了半天的题目")
    tab.locator(".ProseMirror").click()
    tab.keyboard.press("Control+A")
    tab.keyboard.press("Delete")
    tab.locator("button[name=_publish]").click()
    expect(tab.locator(".errornote")).to_be_visible()
    assert tab.input_value("#id_title") == "打了半天的题目"


def test_the_focal_point_moves_by_pointer_and_keys(tab, go, story):
    go(f"/admin/news/image/{story.cover_id}/change/")
    picture = tab.locator(".focus-on img")
    box = picture.bounding_box()
    picture.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75}, force=True)
    assert abs(int(tab.input_value("#id_focal_x")) - 25) <= 1
    assert abs(int(tab.input_value("#id_focal_y")) - 75) <= 1
    before = int(tab.input_value("#id_focal_x"))
    tab.locator(".focal").press("ArrowRight")
    assert int(tab.input_value("#id_focal_x")) == before + 1


def test_pictures_are_sent_to_the_library(tab, go, story, tmp_path: Path):
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(factories.picture_bytes(640, 480))
    go("/admin/news/image/add/")
    tab.set_input_files("#id_files", [tmp_path / "a.jpg", tmp_path / "b.jpg"])
    tab.fill("#id_credit", "沈千")
    tab.locator(".submit-row button").click()
    expect(tab.locator(".pics li")).to_have_count(5)
    assert Image.objects.filter(credit="沈千").count() == 2


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_the_form_is_plain_and_saves(page: Page, live_server, administrator, story):
    sign_in(page, administrator, live_server.url)
    page.goto(f"{live_server.url}{change(story)}")
    assert page.input_value("#id_cover") == str(story.cover_id)
    page.fill("#id_article_bylines-0-position", "5")
    page.fill("#id_article_bylines-1-position", "1")
    page.fill("#id_cover", "")
    page.locator("button[name=_continue][data-first]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    state = revisions.working_state(Article.objects.get(pk=story.pk))
    assert state["cover"] is None
    assert [line["name"] for line in state["bylines"]] == ["本报通讯员", ""]
