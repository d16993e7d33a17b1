"""Addresses of a WordPress site whose export does not say what readers knew."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client

from news.models import Article, Byline, Category, Tag
from portal.importers import addresses
from portal.importers.wordpress.addresses import parse
from portal.importers.wordpress.permalinks import Permalinks
from tests.portal.importers.conftest import SMALL_WORDPRESS as SMALL

pytestmark = pytest.mark.django_db

TEST_SITE = {
    "https://old.example/blog/2024/05/crane/</link>": "https://old.example/blog/?p=10</link>",
    "https://old.example/blog/2024/06/blocks/</link>": "https://old.example/blog/?p=11</link>",
}


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """The small site as exported with plain permalinks."""
    text = SMALL.read_text("utf-8")
    for old, new in TEST_SITE.items():
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "plain.xml"
    file.write_text(text, "utf-8")
    return file


@pytest.fixture
def bring(bring_wordpress: Any, django_capture_on_commit_callbacks: Any) -> Any:
    def run(*files: Path, **options: Any) -> dict[str, Any]:
        with django_capture_on_commit_callbacks(execute=True):
            report: dict[str, Any] = bring_wordpress(*files, **options)
            addresses.sites_changed()
        return report

    return run


def leads(address: str) -> str | int:
    response = Client().get(address)
    return response["Location"] if response.status_code == 301 else response.status_code


def crane() -> Article:
    return Article.objects.get(title__startswith="船厂")


FORMS = {
    "/%year%/%monthnum%/%postname%/": ["/blog/2024/05/crane/"],
    "/%year%/%monthnum%/%day%/%postname%.html": ["/blog/2024/05/01/crane.html"],
    "/archives/%post_id%": ["/blog/archives/10", "/blog/archives/10/"],
    "/index.php/%postname%/": ["/blog/index.php/crane/", "/blog/crane/"],
    "/%category%/%postname%/": ["/blog/city/河岸/crane/", "/blog/city/crane/"],
    "/%author%/%hour%%minute%%second%-%postname%": ["/blog/shen/160000-crane"],
}


@pytest.mark.parametrize("structure", FORMS)
def test_stories_are_found_by_the_structure_that_the_operator_names(bring, plain, structure):
    bring(plain, permalinks=structure)
    assert [leads(address) for address in FORMS[structure]] == [crane().get_absolute_url()] * len(
        FORMS[structure]
    )


def test_without_a_structure_plain_addresses_alone_are_known(bring, plain):
    bring(plain)
    assert leads("/blog/?p=10") == crane().get_absolute_url()
    assert leads("/blog/2024/05/crane/") == 410


def test_sections_and_tags_below_other_bases_are_found(bring):
    bring(category_base="lanmu", tag_base="/huati/")
    section = Category.objects.get(name_zh="河岸").get_absolute_url()
    tag = Tag.objects.get().get_absolute_url()
    assert leads("/blog/lanmu/city/%E6%B2%B3%E5%B2%B8/page/2/") == f"{section}?page=2"
    assert leads("/blog/lanmu/city/%E6%B2%B3%E5%B2%B8/feed/") == f"{section}rss.xml"
    assert leads("/blog/huati/dock/") == tag
    assert leads("/blog/category/city/") == 404


def test_sections_without_a_base_are_found_after_all_else(bring):
    bring(category_base=".")
    section = Category.objects.get(name_zh="城事").get_absolute_url()
    assert leads("/blog/city/") == section
    assert leads("/blog/nowhere/") == 404


def test_archives_stand_below_the_front_of_the_structure(bring):
    bring(permalinks="/archives/%post_id%")
    author = Byline.objects.get(name_zh="沈言").get_absolute_url()
    assert leads("/blog/archives/author/shen/") == author
    assert leads("/blog/archives/category/city/").endswith("/city/")
    assert leads("/blog/archives/date/2024/05/").endswith("/archive/2024/05/")
    assert leads("/blog/archives/2024/").endswith("/archive/2024/")


def test_a_second_run_with_a_structure_changes_nothing(bring, plain):
    bring(plain, permalinks="/%category%/%postname%/")
    again = bring(plain, permalinks="/%category%/%postname%/")
    counts = again["kinds"]["address"]
    assert counts["unchanged"] == counts["read"]


@pytest.mark.parametrize(
    ("structure", "words"), [("/%colour%/%postname%/", "%colour%"), ("/%year%/", "names no post")]
)
def test_a_structure_that_names_no_post_is_refused_in_words(bring, structure, words):
    with pytest.raises(CommandError, match=words):
        bring(permalinks=structure)
    assert not Article.objects.exists()


def test_settings_of_an_earlier_run_are_still_read():
    """Sites that came before have neither front nor bases in their settings."""
    old = parse("/blog/category/city/", "", "", {"base": "/blog/"})
    assert old is not None
    assert ("address", "category_name:city", 1) in old.keys
    assert Permalinks().settings() == {
        "front": "",
        "bases": {"author_name": ["author"], "category_name": ["category"], "tag": ["tag"]},
    }
