"""Who works in Chinese reads Chinese: no page of the desk falls back to the English of the code."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news import revisions
from news.models import FrontPage
from tests import factories
from tests.portal.test_languages import HAN, Words

pytestmark = pytest.mark.django_db

WORDING = re.compile("[A-Z][a-z]+|[a-z]+ [a-z]+")
# Names of a technique and of a format; and how stock Django describes its icon for yes.
EVERYWHERE = {"Webhook", "Excel（XLSX）", "True"}


@pytest.fixture
def desk(administrator) -> Client:
    administrator.language = "zh-hans"
    administrator.save()
    client = Client()
    client.force_login(administrator)
    return client


def english(html: str) -> Iterator[str]:
    """Words of a page that have no Chinese among them."""
    for text in Words(html).found:
        if WORDING.search(text) and not HAN.search(text) and text not in EVERYWHERE:
            yield text


def tables() -> list[str]:
    """Lists and empty forms of every table that the desk shows."""
    return [
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model in admin.site._registry
        for page in ("changelist", "add")
    ]


def test_tables_of_the_desk_are_chinese(desk):
    found = {}
    for name in tables():
        response = desk.get(reverse(name))
        if response.status_code == 200 and (told := sorted(set(english(response.text)))):
            found[name] = told
    assert found == {}


def test_pages_of_the_desk_are_chinese(desk, administrator):
    cover = factories.make_image()
    story = factories.make_article(title="首期三百米", cover=cover.pk, publish_at=timezone.now())
    revisions.save(story, {"summary": "岸线还给散步的人。"}, by=administrator)
    factories.make_comment(factories.make_thread(story), guest_name="猫")
    front = FrontPage.objects.create(language="zh-hans")
    alone = ("index", "failed_tasks", "jump", "comments_queue", "comments_statistics")
    of_all = ("queues", "calendar", "emergencies", "import", "export", "changelist")
    of_one = ("change", "versions", "checkups", "correct", "preview", "sheet", "history", "delete")
    addresses = [
        *(reverse(f"admin:{name}") for name in alone),
        *(reverse(f"admin:news_article_{name}") for name in of_all),
        *(reverse(f"admin:news_article_{name}", args=[story.pk]) for name in of_one),
        reverse("admin:news_article_version", args=[story.pk, 1]),
        reverse("admin:news_image_change", args=[cover.pk]),
        reverse("admin:news_frontpage_change", args=[front.pk]),
        reverse("admin:news_frontpage_blocks", args=[front.pk]),
        reverse("admin:news_frontpage_versions", args=[front.pk]),
    ]
    found = {}
    for address in addresses:
        response = desk.get(address)
        assert response.status_code == 200, address
        if told := sorted(set(english(response.text))):
            found[address] = told
    assert found == {}
