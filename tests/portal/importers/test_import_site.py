"""A whole Discuz! X portal comes in through one command, to the figures counted at the source."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum

from comments.models import Comment
from news.models import Article, Category, Document, Image, ReactionCount, RelatedArticle
from portal.accounts.models import User

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "discuz"

LIVE_RELATED_ROWS = 582

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(not DATA.is_dir(), reason="no shared/data/discuz beside this checkout")
def test_the_sample_portal_comes_in_whole_and_only_once(tmp_path: Path):
    expected = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
    first, second = (bring_sample(tmp_path) for _ in range(2))
    counts = {kind: counts["created"] for kind, counts in first["kinds"].items()}

    assert counts["member"] == expected["members"] == User.objects.count()
    assert counts["category"] == expected["categories"] == Category.objects.count()
    assert counts["article"] == expected["articles_total"] == Article.objects.count()
    published = Article.objects.filter(state=Article.State.PUBLISHED)
    assert published.count() == int(expected["articles_by_status"]["0"])
    assert Image.objects.count() == expected["attachments"]["image"]
    assert Document.objects.count() == expected["attachments"]["file"]
    assert Article.objects.filter(cover__isnull=False).count() == expected["articles_with_cover"]
    # Thirteen rows lead to binned stories, and thirteen lead back.
    assert RelatedArticle.objects.count() == LIVE_RELATED_ROWS <= expected["related_rows"]
    orphans = expected["comments_of_trashed_articles"]
    total = sum(int(number) for number in expected["comments_article_by_status"].values())
    assert Comment.objects.count() == total - orphans
    totals = ReactionCount.objects.values_list("kind__name_zh").annotate(
        number=Sum(F("count") + F("imported"))
    )
    assert dict(totals) == {
        expected["reaction_slots"][slot]: number
        for slot, number in expected["reaction_totals_live_articles"].items()
    }
    busiest = Article.objects.get(title=expected["article_181"]["title"])
    assert busiest.stats.view_count == int(expected["article_181"]["viewnum"])
    assert not Article.objects.filter(body__icontains="<script").exists()

    for kind in ("member", "category", "article", "comment", "reactions"):
        assert second["kinds"][kind].get("created", 0) == 0, kind
        assert second["kinds"][kind].get("updated", 0) == 0, kind


def bring_sample(tmp_path: Path) -> dict:
    report = tmp_path / "report.json"
    call_command(
        "import_site",
        "discuz",
        str(DATA / "portal.sql.gz"),
        attachments=DATA / "attachments.tar.gz",
        report=report,
        verbosity=0,
    )
    return json.loads(report.read_text(encoding="utf-8"))


def test_a_missing_dump_is_said_plainly():
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_site", "discuz", "nowhere.sql.gz")
