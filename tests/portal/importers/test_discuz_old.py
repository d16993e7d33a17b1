"""The sample portal as an older Discuz! X 3.2 in GBK would have kept it comes in all the same."""

from collections import Counter
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.db import transaction
from django.db.models import F, Sum
from django.test import Client

from comments.models import Comment
from news.models import Article, Bookmark, Category, ReactionCount, Topic
from portal.accounts.hashers import is_brought
from portal.accounts.models import User
from portal.importers.moving import move_in
from tests.portal.importers.dumps import rewritten
from tests.portal.importers.test_discuz_sample import DATA, DUMP, expected

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="no sample portal in ../shared/data/discuz"),
]

SALT = "a1b2c3"
PASSWORD = "Pass-2026x"
HASHED = md5(f"{md5(PASSWORD.encode()).hexdigest()}{SALT}".encode()).hexdigest()

LATER = frozenset({"port", "secmobicc", "secmobile", "secmobilestatus", "blacklist"})
"""Columns of tables we read that 3.2 had not."""

__all__ = ["expected"]


@pytest.fixture(scope="module")
def report(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[dict[str, Any]]:
    dump: Path = tmp_path_factory.mktemp("old") / "old.sql"
    rewritten(
        DUMP,
        dump,
        charset="gbk",
        prefix="jcbbs_",
        engine="MyISAM",
        without=LATER,
        instead={"ucenter_members": {"password": HASHED, "salt": SALT}},
    )
    with django_db_blocker.unblock(), transaction.atomic():
        yield move_in(dump, prefix="jcbbs_").as_data()
        transaction.set_rollback(True)


def test_the_figures_are_those_of_the_sample(report, expected):
    assert report["charset"] == "gbk"
    assert User.objects.count() == expected["members"]
    assert Category.objects.count() == expected["categories"]
    states = Counter(Article.objects.values_list("state", flat=True))
    assert states["published"] == int(expected["articles_by_status"]["0"])
    assert states["binned"] == len(expected["articles_in_trash"])
    assert Bookmark.objects.count() == expected["favourites"]
    assert Topic.objects.count() == expected["topics"]
    waiting = expected["moderation_queue_comments"]
    assert Comment.objects.filter(state="pending").count() == int(waiting["0"])
    live = ReactionCount.objects.exclude(article__state="binned")
    totals = live.values_list("kind__name_zh").annotate(number=Sum(F("count") + F("imported")))
    assert dict(totals) == {
        expected["reaction_slots"][slot]: number
        for slot, number in expected["reaction_totals_live_articles"].items()
    }
    title = expected["article_181"]["title"]
    assert Article.objects.filter(title=title).exists()


@pytest.mark.parametrize("name", ["编辑沈言", "白鹭书生"])
def test_members_sign_in_with_passwords_hashed_as_then(report, name):
    client = Client()
    response = client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    assert response.status_code == 302
    assert get_user(client) == User.objects.get(username=name)
    assert not is_brought(User.objects.get(username=name).password)
