"""Pages that must come whatever is broken."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import override_settings


@pytest.mark.parametrize("status", ["400", "413", "500", "503"])
def test_plain_pages_need_neither_database_nor_static_files(status):
    storages = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    with override_settings(STORAGES=storages, DEBUG=False):
        html = render_to_string(f"{status}.html")
    assert f"<span>{status}</span>" in html
    assert "stylesheet" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["403", "404", "410"])
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
