"""Flat pages: written by editors, shown to readers, there from the start."""

import pytest
from django.test import Client

from portal.first_pages import save_page, set_up_pages
from portal.site.models import Page

pytestmark = pytest.mark.django_db

SLUGS = [
    "about",
    "contact",
    "standards",
    "corrections",
    "rules",
    "terms",
    "privacy",
    "accessibility",
]


def make_page(slug: str = "house", **fields) -> Page:
    texts = {"title_zh": "本馆", "body_zh": "<p>门开着。</p>"}
    return save_page({"slug": slug} | texts | fields)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` what is made inside counts as committed, so that pages cache again."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.mark.parametrize("prefix", ["", "/zh-hant", "/en"])
def test_a_new_site_has_its_pages_in_every_language(prefix, committed):
    with committed():
        assert [page.slug for page in set_up_pages()] == SLUGS
    front = Client().get(f"{prefix}/").content.decode()
    for slug in SLUGS:
        page = Client().get(f"{prefix}/page/{slug}/", follow=True)
        assert page.status_code == 200
        assert f'href="{page.request["PATH_INFO"]}"' in front
        assert 'name="description"' in page.content.decode()


def test_what_editors_made_of_the_pages_stays():
    set_up_pages()
    Page.objects.filter(slug="about").update(body_zh="<p>我们的话。</p>")
    Page.objects.filter(slug="terms").delete()
    assert set_up_pages() == []
    assert Page.objects.get(slug="about").body_zh == "<p>我们的话。</p>"


def test_the_footer_lists_pages_in_their_places(committed):
    with committed():
        make_page("house")
        make_page("law", title_zh="本馆规矩", place=Page.Place.TERMS)
        make_page("hidden", title_zh="不列出", place=Page.Place.NOWHERE)
        make_page("later", title_zh="还没写完", is_published=False)
    foot = Client().get("/").content.decode().split("<footer")[1]
    assert foot.index("/page/house/") < foot.index("服务") < foot.index("/page/law/")
    assert "不列出" not in foot
    assert "还没写完" not in foot
    assert Client().get("/page/hidden/").status_code == 200
    assert Client().get("/page/later/").status_code == 404


def test_a_page_without_english_is_in_no_english_place(committed):
    with committed():
        make_page()
    assert Client().get("/en/page/house/").status_code == 404
    assert "本馆" not in Client().get("/en/").content.decode()
    assert 'hreflang="en"' not in Client().get("/page/house/").content.decode().split("<body")[0]


def test_the_english_text_stands_alone():
    make_page(title_en="The house", body_en="<p>The door is open.</p>")
    page = Client().get("/en/page/house/").content.decode()
    assert "The door is open." in page
    assert "门" not in page.split("<main")[1].split("</main>")[0]


def test_the_description_is_written_or_drawn_from_the_text():
    make_page(description_zh="一栋楼的事。")
    assert 'content="一栋楼的事。"' in Client().get("/page/house/").content.decode()
    make_page(description_zh="")
    assert 'content="门开着。"' in Client().get("/page/house/").content.decode()


def test_nothing_unsafe_comes_out():
    make_page(body_zh='<p onclick="x()">好<script>alert(1)</script></p>')
    main = Client().get("/page/house/").content.decode().split("<main")[1]
    assert "onclick" not in main
    assert "alert" not in main


def test_the_page_of_corrections_has_one_address():
    set_up_pages()
    response = Client().get("/en/page/corrections/")
    assert (response.status_code, response.url) == (301, "/en/corrections/")


def test_editors_see_a_page_before_readers(client_of, chief, reader):
    page = make_page(is_published=False, title_en="The house", body_en="<p>Open.</p>")
    address = f"/admin/site/page/{page.pk}/preview"
    desk = client_of(chief)
    assert (
        f'href="{address}/en/"' in desk.get(f"/admin/site/page/{page.pk}/change/").content.decode()
    )
    shown = desk.get(f"{address}/en/")
    assert "Open." in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert "门开着。" in desk.get(f"{address}/zh-hans/").content.decode()
    assert desk.get(f"{address}/fr/").status_code == 404
    assert client_of(reader).get(f"{address}/en/").status_code != 200
