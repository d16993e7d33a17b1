"""Every kind of page in every language: well-formed, and each thing it leads to is there."""

import pytest

from tests import town
from tests.bench.crawl import Answer, Crawl
from tests.markup import Markup

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def test_pages_are_well_formed_and_lead_nowhere_in_vain(client):
    town.build()

    def get(address):
        response = client.get(address)
        kind = response.get("Content-Type", "").split(";")[0]
        content = b"".join(response)
        for file in getattr(response, "_resource_closers", ()):
            file()
        text = content.decode() if kind == "text/html" else ""
        return Answer(response.status_code, kind, text, response.get("Location", ""))

    crawl = Crawl(get, SITE)
    crawl.follow([f"{SITE}{address}" for address in town.addresses()], is_wide=False)
    assert len(crawl.pages) > 60
    assert not crawl.faults(), "\n".join(crawl.faults())


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p><div></p></div>", "Unexpected end tag (p)"),
        ("<h3>x</h3>", "h3 follows h1"),
        ("<h1>x</h1>", "2 headings h1"),
        ('<i id="a"></i><b id="a"></b>', "id a stands 2 times"),
        ('<label for="b">x</label>', "no for=b to point at"),
        ('<img src="x">', "img without alt: x"),
    ],
)
def test_faults_of_a_page_are_found(html, fault):
    page = Markup(
        f"<!doctype html><html lang=en><title>x</title><link rel=canonical href=/x>"
        f"<main><h1>x</h1>{html}</main>",
        f"{SITE}/x",
    )
    assert any(fault in found for found in page.faults()), page.faults()
    assert (
        Markup(
            "<!doctype html><title>x</title><link rel=canonical href=/x><main><h1>x</h1></main>",
            SITE,
        ).faults()
        == []
    )
