"""The review queue in a browser: worked by keyboard alone, open to everyone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from comments.models import Comment, Decision, Signal
from tests import factories
from tests.browser.looking import AXE

pytestmark = pytest.mark.django_db(transaction=True)

DECIDED = 20
"""In CI; `make bench` decides on 200."""


@pytest.fixture
def comments(db, reader):
    thread = factories.make_thread(factories.make_article(title="旧船厂的龙门吊不拆了"))
    made = [
        factories.make_comment(
            thread, f"第{number}条，打13812340000", state="pending", author=reader
        )
        for number in range(DECIDED)
    ]
    Signal.objects.create(comment=made[0], code="contact", weight=35, start=5, end=16)
    return made


@pytest.fixture
def tab(desk_of, live_server, moderator, comments):
    """The queue, open before a moderator."""
    page = desk_of(moderator)
    page.set_viewport_size({"width": 1336, "height": 900})
    page.goto(f"{live_server.url}/admin/comments/comment/queue/")
    return page


def at_hand(tab):
    return tab.locator("[name=one]")


def press(tab, key):
    """Press one key, and wait until the queue has answered."""
    before = at_hand(tab).input_value()
    tab.keyboard.press(key)
    expect(at_hand(tab)).not_to_have_value(before)


def test_comments_are_decided_by_keyboard_alone(tab, comments):
    for number, comment in enumerate(comments[:-1]):
        assert at_hand(tab).input_value() == str(comment.pk)
        if number % 2:
            tab.keyboard.press("r")
            press(tab, "1")
        else:
            press(tab, "a")
    decided = Decision.objects.order_by("pk").values_list("after", "reason")
    assert list(decided) == [
        ("rejected", 1) if number % 2 else ("published", None) for number in range(DECIDED - 1)
    ]


def test_keys_move_tick_mask_undo_and_open_the_help(tab, comments):
    first, second = comments[:2]
    press(tab, "j")
    press(tab, "k")
    tab.keyboard.press("x")
    expect(tab.locator("[data-ticked]")).to_contain_text("1")
    press(tab, "j")
    expect(tab.locator(f"[name=tick][value='{first.pk}']")).to_be_checked()
    press(tab, "e")
    second.refresh_from_db()
    assert second.body.endswith("13******00")
    tab.keyboard.press("z")
    expect(tab.locator("[data-key=z]")).to_have_count(0)
    second.refresh_from_db()
    assert second.state == Comment.State.PENDING
    tab.keyboard.press("h")
    expect(tab.locator("#reader-note")).to_be_hidden()
    tab.keyboard.press("?")
    expect(tab.locator("#queue-keys")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("#queue-keys")).to_be_hidden()


def test_keys_are_off_while_typing(tab, comments):
    tab.fill("#note", "")
    tab.locator("#note").press_sequentially("ar1sz")
    expect(tab.locator("#note")).to_have_value("ar1sz")
    assert not Decision.objects.exists()


def test_ticked_ones_are_decided_after_a_look(tab, comments):
    for box in tab.locator("[name=tick]").all()[:3]:
        box.check()
    tab.locator("button[name=many][value=spam]").click()
    expect(tab.locator("[name=confirmed]")).to_have_count(1)
    tab.locator("#content form button.pri").click()
    expect(tab.locator(".messagelist .success")).to_be_visible()
    assert Comment.objects.filter(state="spam").count() == 3


@pytest.mark.parametrize("width", [1336, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_queue_is_open_to_everyone(tab, width, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 5_000})
    tab.reload()  # colours that fade over are measured half way else
    results = Axe().run(tab, options=AXE)
    assert not results.response["violations"], results.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
