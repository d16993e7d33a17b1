"""Every kind of page at the desk: open to everyone by day and by night, on any phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from news import revisions, workflow
from news.models import Article, FrontPage, FrontVersion, HouseWord, Intake, Slot
from tests import factories
from tests.browser.looking import AXE, is_too_wide, look_at
from tests.browser.test_admin import story  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

# So many of the pages, the first, are where people spend their day.
DAILY = 6


@pytest.fixture
def addresses(story, administrator, chief):  # noqa: F811
    """The pages, each with something on it."""
    revisions.save(story, {"summary": "等着发表的。"}, by=administrator)
    workflow.publish(story, by=administrator)
    revisions.save(story, {"title": "首期三百米"}, by=administrator)
    factories.make_article(title="待签的稿子", state="review", by=chief)
    factories.make_article(title="后天的稿子", publish_at="2030-05-15T01:30:00+00:00")
    front = FrontPage.objects.create(language="zh-hans")
    version = FrontVersion.objects.create(front_page=front, number=1)
    Slot.objects.create(version=version, area="lead", article=story)
    topic = factories.make_topic(articles=[story])
    word = HouseWord.objects.create(pattern="谣言", kind=HouseWord.Kind.BANNED)
    comment = factories.make_comment(factories.make_thread(story), guest_name="猫")
    intake = Intake.objects.create(by=administrator, name="稿件.csv", at=story.publish_at)

    def at(name, *args, query=""):
        return reverse(f"admin:{name}", args=args) + query

    own = ("versions", "checkups", "correct", "preview", "sheet")
    return [
        at("index"),
        at("news_article_changelist"),
        at("news_article_change", story.pk),
        at("news_image_changelist"),
        at("news_frontpage_blocks", front.pk),
        at("comments_queue"),
        at("app_list", "news"),
        at("failed_tasks"),
        at("jump"),
        *(at("help", guide) for guide in ("editor", "moderator", "operator")),
        *(at(f"news_article_{name}", story.pk) for name in own),
        at("news_article_version", story.pk, 1),
        at("news_article_compare", story.pk, query="?left=1&right=3"),
        *(at("news_article_calendar", query=f"?view={v}&day=2030-05-15") for v in ("month", "day")),
        *(at(f"news_article_{name}") for name in ("queues", "emergencies", "import", "export")),
        at("news_article_queue", "mine"),
        at("news_article_intake", intake.pk),
        at("news_article_bulk", query=f"?ids={story.pk}"),
        at("news_article_add"),
        at("news_article_delete", story.pk),
        at("news_article_history", story.pk),
        at("news_image_change", story.cover_id),
        at("news_image_add"),
        at("news_collection_add"),
        at("news_frontpage_change", front.pk),
        at("news_frontversion_change", version.pk),
        at("news_frontpage_versions", front.pk),
        at("news_houseword_changelist"),
        at("news_houseword_try", word.pk),
        at("news_checkupsettings_changelist"),
        at("news_category_changelist"),
        at("news_category_change", story.category_id),
        at("news_tag_changelist"),
        at("news_topic_change", topic.pk),
        at("accounts_user_changelist"),
        at("comments_comment_changelist"),
        at("comments_statistics"),
        at("comments_sanction", comment.pk),
        at("site_sitesettings_changelist"),
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_pages_are_open_to_everyone(desk_of, live_server, administrator, addresses, scheme, width):
    look_through(desk_of(administrator), live_server.url, addresses, scheme, width)


@pytest.mark.parametrize(("scheme", "width"), [("dark", 390), ("light", 1280)])
def test_daily_pages_are_open_the_other_way(
    desk_of, live_server, administrator, addresses, scheme, width
):
    look_through(desk_of(administrator), live_server.url, addresses[:DAILY], scheme, width)


def look_through(tab, url, addresses, scheme, width):
    """Find nothing against accessibility, nothing forbidden, nothing wider than the screen."""
    tab.emulate_media(color_scheme=scheme)
    # As tall as the longest page: what stands under the row of buttons now is scrolled free.
    tab.set_viewport_size({"width": width, "height": 9_000})
    found = {}
    for address in addresses:
        response = tab.goto(f"{url}{address}")
        tab.wait_for_load_state("networkidle")
        report = Axe().run(tab, options=AXE)
        assert report.response["passes"], "axe looked at nothing"
        told = [(one["id"], one["nodes"][0]["html"]) for one in report.response["violations"]]
        told += [("too wide", tab.url)] if is_too_wide(tab) else []
        told += [("status", str(response.status))] if response.status != 200 else []
        told += [("policy", one) for one in tab.evaluate("window.violations")]
        if told:
            found[address] = told
    assert not found, "\n".join(f"{address} {told}" for address, told in found.items())


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_what_an_order_would_change_is_open_to_everyone(
    desk_of,
    live_server,
    administrator,
    story,  # noqa: F811
    scheme,
    width,
):
    tab = desk_of(administrator)
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 2_000})
    plain = factories.make_article(title="没有题图的稿子", state="draft")
    query = f"?ids={story.pk},{plain.pk}"
    tab.goto(live_server.url + reverse("admin:news_article_bulk") + query)
    tab.locator("#id_uncover").check()
    tab.locator("form#content-main input[type=submit]").click()
    expect(tab.locator(".rows li")).to_have_count(2)
    expect(tab.locator(".rows del")).to_have_text(str(story.cover))
    tab.wait_for_load_state("networkidle")
    look_at(tab)
    tab.locator("button[name=confirmed]").click()
    expect(tab.locator("button[name=confirmed]")).to_have_count(0)
    tab.wait_for_load_state("networkidle")
    look_at(tab)
    assert revisions.working_state(Article.objects.get(pk=story.pk))["cover"] is None
