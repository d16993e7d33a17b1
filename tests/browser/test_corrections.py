"""A retracted story in a real browser."""

import pytest

from news import corrections
from news.models import Article, Correction
from tests.browser.looking import look_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_retracted_story_is_for_everyone(tab, live_server, story, width, scheme):
    corrections.correct(story, kind=Correction.Kind.RETRACTION, text="主要事实不成立。", by=None)
    corrections.correct(story, kind=Correction.Kind.UPDATE, text="有了进展。", by=None)
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 2_000})
    tab.goto(f"{live_server.url}{Article.objects.get(pk=story.pk).get_absolute_url()}")
    assert tab.locator("h1 s").is_visible()
    assert tab.locator(".corr").first.inner_text().startswith("撤稿")
    look_at(tab)
    tab.goto(f"{live_server.url}/corrections/")
    look_at(tab)
