"""What people and robots put behind the question mark of reader pages: never a 500."""

import pytest
from django.test import Client
from django.urls import resolve

from news.models import Article
from tests import town

pytestmark = pytest.mark.django_db

QUERIES = [
    "龙" * 10_000,
    "a\x00b",
    "，。！？…… \"'()*^-:",
    'title:x AND (y OR NOT z) NEAR/3 "',
    "👩‍👩‍👧‍👦🇨🇳",
    "龍门吊 crane кран كرين",
    "%",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "9" * 400,
]

NUMBER = "9" * 30
FIELDS = {
    "page": ["0", "-1", "x", NUMBER, "１", "1.5", "", "\x00"],
    "date": ["2026-02-30", "0000-00-00", "x", "9999-12-31", "2026-07-10T00:00", "\x00"],
    "sort": ["x", "reads' --", "\x00", NUMBER],
    "range": ["x", "-1", NUMBER, "\x00"],
    "view": ["x", "all\x00"],
    "pictures": ["x", NUMBER],
    "comments": ["0", "x", NUMBER, "\x00"],
    # Of the search: sections, sources, kinds, time and order.
    "s": ["x", "-1", NUMBER, "\x00", "building/../.."],
    "src": ["x", NUMBER, "\x00"],
    "k": ["x", "\x00"],
    "d": ["x", NUMBER, "\x00"],
    "o": ["x", "\x00"],
}

RAW = ["q=%FF%FE", "q=%ZZ", "page=%C0%AF", "q=%F0%9F", "%00=1", "&&==&", "q=" + "%E9%BE%99" * 3000]


PAGES = ["/section/building/", "/topic/river/", "/tag/步道/", "/archive/", "/search/?q=龙门吊"]


@pytest.fixture
def reader_client():
    town.build()
    return Client(raise_request_exception=False)


def parameters_of(path):
    """What a page reads of its query; of a reader page, what it says (see `reader_page`)."""
    view = resolve(path.partition("?")[0]).func
    return getattr(view, "parameters", {"page", "s", "src", "k", "d", "o"})


def test_search_answers_whatever_is_asked(reader_client):
    for prefix in town.PREFIXES.values():
        for query in QUERIES:
            answer = reader_client.get(f"{prefix}/search/", {"q": query})
            assert answer.status_code == 200, query[:40]


def test_no_page_breaks_over_its_query(reader_client):
    for path in (*PAGES, Article.objects.latest("pk").get_absolute_url()):
        read = parameters_of(path)
        for name in read:
            for value in FIELDS[name]:
                answer = reader_client.get(path, {name: value})
                assert answer.status_code in {200, 301, 302, 400, 404}, (path, name, value)
        others = {name: values[0] for name, values in FIELDS.items() if name not in read}
        assert reader_client.get(path, others).status_code == 200, path
        for raw in RAW:
            address = f"{path}{'&' if '?' in path else '?'}{raw}"
            assert reader_client.get(address).status_code in {200, 302, 400, 404}, (path, raw[:40])


def test_choice_that_is_none_is_not_found(reader_client):
    story = Article.objects.latest("pk").get_absolute_url()
    bad = {
        "/search/": ("s", "src", "k", "d", "o", "page"),
        "/section/building/": ("page", "sort", "range", "pictures"),
        "/topic/river/": ("page", "sort", "comments"),
        "/archive/": ("page", "date"),
        story: ("page", "view", "sort", "comments"),
    }
    for path, names in bad.items():
        for name in names:
            for asked in ({}, {"q": "龙门吊"}):
                answer = reader_client.get(path, {**asked, name: "zz"})
                assert answer.status_code == 404, (path, name)


def test_parameter_nobody_reads_changes_no_page(reader_client):
    for path in ("/section/building/", Article.objects.latest("pk").get_absolute_url()):
        plain = reader_client.get(path).content.decode()
        asked = reader_client.get(path, {"utm_source": "zz"}).content.decode()
        canonical = '<link rel="canonical" href="'
        assert asked.partition(canonical)[2][:99] == plain.partition(canonical)[2][:99]


def test_page_that_is_none_is_not_found(reader_client):
    for path in ("/section/building/", "/tag/步道/", "/search/?q=龙门吊"):
        for page in ("0", "-1", "x", NUMBER):
            mark = "&" if "?" in path else "?"
            answer = reader_client.get(f"{path}{mark}page={page}")
            assert answer.status_code == 404, (path, page)
