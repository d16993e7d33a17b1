"""Pages that must come whatever is broken."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import override_settings
from django.utils.translation import override

from tests import factories


@pytest.mark.parametrize("status", ["400", "413", "500", "503"])
def test_plain_pages_need_neither_database_nor_static_files(status):
    storages = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    with override_settings(STORAGES=storages, DEBUG=False):
        html = render_to_string(f"{status}.html")
    assert f"<span>{status}</span>" in html
    assert "stylesheet" not in html


@pytest.mark.parametrize("status", ["400", "413", "500"])
def test_plain_pages_offer_a_search_and_the_front_page(status):
    html = render_to_string(f"{status}.html")
    assert '<form class="sbox" action="/search/">' in html
    assert '<a class="btn" href="/">' in html
    with override("en"):
        assert 'action="/en/search/"' in render_to_string(f"{status}.html")


def test_a_site_that_is_away_offers_to_try_again():
    assert '<a class="btn pri" href="">' in render_to_string("503.html")


@pytest.mark.django_db
def test_lost_readers_find_the_sections_and_the_latest_stories(client):
    section = factories.make_category("城建", slug="building")
    stories = [factories.make_article(category=section) for _ in range(5)]
    response = client.get("/nowhere/")
    html = response.content.decode()
    assert response.status_code == 404
    assert html.count("<h1>") == 1
    assert '<li><a href="/section/building/">城建</a></li>' in html
    cards = html.split('id="latest"')[1]
    assert [story.get_absolute_url() in cards for story in stories] == [False] + [True] * 4


@pytest.mark.django_db
def test_lost_readers_cost_no_more_than_one_query(
    client, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    with django_capture_on_commit_callbacks(execute=True):
        factories.make_article(cover=factories.make_image().pk)
    client.get("/nowhere/")
    with django_assert_max_num_queries(1):
        client.get("/nowhere/")


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["403", "404", "410", "429"])
def test_pages_in_the_frame_of_the_site_offer_a_search(status):
    html = render_to_string(f"{status}.html", request=RequestFactory().get("/somewhere/"))
    assert f"<span>{status}</span>" in html
    assert '<input type="search"' in html
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/section//",
        "/article/x/",
        "/article/99999999999999999999/",
        "/page/none/",
        "/tag/%00/",
        "/section/a/b/c/d/e/f/",
        "/author/%F0%9F%92%A9/",
        "/qr/99999999999999999999.svg",
        "/mine/99999999999999999999/",
    ],
)
def test_addresses_of_nothing_are_never_an_error_of_ours(client, address):
    assert client.get(address).status_code in (400, 404)
