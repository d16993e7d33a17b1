"""Every kind of reader page for everyone: WCAG 2.2 AA, whatever screen, keys and colours."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import town
from tests.browser.looking import is_too_wide, look_at

pytestmark = pytest.mark.django_db(transaction=True)

# WCAG 2.2, 1.4.12.
TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""

# Words that reach beyond the first box around them that hides what does not fit.
CUT_OFF = """() => {
  const hides = value => value === 'hidden' || value === 'clip'
  const beyond = e => {
    const box = e.getBoundingClientRect()
    for (let up = e.parentElement; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up), edge = up.getBoundingClientRect()
      if (hides(style.overflowY) && box.bottom > edge.bottom + 8) return true
      if (hides(style.overflowX) && box.right > edge.right + 8) return true
    }
  }
  const words = e => [...e.childNodes].some(node => node.nodeType === 3 && node.data.trim())
  return [...document.querySelectorAll('body *')]
    .filter(e => words(e) && e.checkVisibility() && !e.closest('.vh, svg, [popover]') && beyond(e))
    .map(e => e.tagName + '.' + e.className + ': ' + e.textContent.trim().slice(0, 40))
}"""

# The element in focus, or the label that stands for it; whether one sees that it has the focus,
# and whether it lies open on the screen.
FOCUSED = """() => {
  const e = document.activeElement
  if (!e || e === document.body) return null
  const shown = e.matches('.seg input') ? e.closest('label') : e
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect()
  // A link around several lines is looked for in its first one.
  const part = shown.getClientRects()[0] ?? box
  const x = part.left + part.width / 2, y = part.top + Math.min(part.height, innerHeight) / 2
  const top = document.elementFromPoint(x, y)
  return {
    name: e.tagName + ' ' + (e.ariaLabel || e.textContent.trim() || e.name || '').slice(0, 30),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    open: !!top && (shown.contains(top) || top.contains(shown)),
    at: [Math.round(x), Math.round(y)],
  }
}"""


def pages(story) -> list[str]:
    return [*town.families(), story.get_absolute_url(), f"{story.get_absolute_url()}?view=all"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_every_kind_of_page_keeps_to_wcag(tab, live_server, story, scheme, width):
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 900})
    for path in pages(story):
        tab.goto(f"{live_server.url}{path}")
        look_at(tab)


# 256 pixels of height are what is left of a small screen at 400 %.
@pytest.mark.parametrize(("width", "height"), [(320, 256), (768, 900), (1024, 900)])
def test_no_page_is_wider_than_its_screen(tab, live_server, story, width, height):
    tab.set_viewport_size({"width": width, "height": height})
    for path in pages(story):
        tab.goto(f"{live_server.url}{path}", wait_until="domcontentloaded")
        assert not is_too_wide(tab), path


@pytest.fixture
def unbound(browser, browser_context_args) -> Iterator[Page]:
    """A tab into which a reader's own style may be put."""
    context = browser.new_context(**browser_context_args | {"bypass_csp": True})
    yield context.new_page()
    context.close()


def test_wider_spaced_text_is_not_cut_off(unbound, live_server, story):
    for path in ("/", "/en/", "/section/building/", story.get_absolute_url(), "/archive/"):
        unbound.goto(f"{live_server.url}{path}", wait_until="domcontentloaded")
        unbound.add_style_tag(content=TEXT_SPACING)
        for width in (320, 1280):
            unbound.set_viewport_size({"width": width, "height": 900})
            assert unbound.evaluate(CUT_OFF) == [], (path, width)
            assert not is_too_wide(unbound), (path, width)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_focus_is_seen_and_lies_under_nothing(tab, live_server, story, width):
    tab.emulate_media(reduced_motion="reduce")
    tab.set_viewport_size({"width": width, "height": 700})
    for path in ("/", "/section/building/", story.get_absolute_url()):
        tab.goto(f"{live_server.url}{path}")
        seen = []
        while len(seen) < 250:
            tab.keyboard.press("Tab")
            focused = tab.evaluate(FOCUSED)
            if focused is None:
                break
            seen.append(focused)
        assert len(seen) > 20, path
        assert [one for one in seen if not (one["outlined"] and one["open"])] == [], path


def test_the_menu_is_walked_by_keys(tab, live_server, story):
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(f"{live_server.url}/")
    button, menu = tab.locator('[popovertarget="menu"]').first, tab.locator("#menu")
    button.focus()
    tab.keyboard.press("Enter")
    expect(menu).to_be_visible()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('#menu') !== null")
    tab.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_large_pictures_are_walked_by_keys(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    shot, box = tab.locator("a[data-lb]").first, tab.locator("dialog.lb")
    shot.focus()
    tab.keyboard.press("Enter")
    expect(box).to_be_visible()
    for _ in range(6):
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.matches('body, dialog *')")
    tab.keyboard.press("Escape")
    expect(shot).to_be_focused()


def test_a_reaction_and_a_comment_are_left_by_keys(tab, live_server, story):
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    button = tab.locator(".react button").first
    button.focus()
    tab.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    tab.locator("form.stick [name=name]").focus()
    tab.keyboard.type("阿北")
    tab.keyboard.press("Tab")  # to the link in the hint
    tab.keyboard.press("Tab")
    expect(tab.locator("form.stick [name=text]")).to_be_focused()
    tab.keyboard.type("用键盘写的。")
    while not tab.evaluate("document.activeElement.matches('form.stick button')"):
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator(".c.wait")).to_contain_text("用键盘写的。")


def test_the_signs_stay_where_a_reader_forces_colours(tab, live_server, story):
    tab.emulate_media(forced_colors="active")
    tab.goto(f"{live_server.url}{story.get_absolute_url()}")
    colour = "(selector, part) => getComputedStyle(document.querySelector(selector), part)"
    ink = tab.evaluate("getComputedStyle(document.body).color")
    for selector in (".art-head .br", ".brkt", ".sec h2"):
        sign = f"{colour}('{selector}', '::before').backgroundColor"
        assert tab.evaluate(sign.replace(colour, f"({colour})")) == ink, selector
    assert tab.evaluate(f"({colour})('.react rect', null).fill") == ink
    chosen = f"({colour})('.langs [aria-current]', null).backgroundColor"
    assert tab.evaluate(chosen) != tab.evaluate("getComputedStyle(document.body).backgroundColor")


def test_no_page_says_anything_in_the_console(tab, live_server, story):
    said: list[str] = []
    tab.on("console", lambda message: said.append(f"{message.text} ({message.location['url']})"))
    for path in town.addresses():
        answer = tab.goto(f"{live_server.url}{path}")
        assert tab.evaluate("window.violations") == [], path
        if answer.status == 404:
            # The browser itself notes down the answer to what was asked for.
            said = [line for line in said if tab.url not in line]
    # The tests keep the worker away (see conftest).
    assert [line for line in said if not line.startswith("Service Worker registration")] == []
