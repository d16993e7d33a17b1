"""The theme reviewers' export comes in whole."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from comments.models import Comment
from news.models import Article, Byline, Category
from portal.accounts.models import User
from portal.site.models import Page

SAMPLE = Path(__file__).parents[3].parent / "shared/data/wordpress/themeunittestdata.wordpress.xml"
KINDS = ("article", "page")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLE.exists(), reason="the sample does not lie beside the checkout"),
]


def test_the_sample_comes_in_whole(tmp_path):
    members = User.objects.count()
    before = Page.objects.count()
    report = tmp_path / "report.json"
    call_command("import_site", "wordpress", str(SAMPLE), report=report, verbosity=0)
    found = json.loads(report.read_text(encoding="utf-8"))
    assert Article.objects.count() == 51
    assert Page.objects.count() - before == 21
    assert (Byline.objects.count(), Category.objects.count()) == (3, 67)
    assert Comment.objects.count() == 28
    assert Comment.objects.filter(parent__isnull=False).count() > 0
    assert found["skipped"]["comment"] == {
        "pingbacks, which no person wrote": 2,
        "trackbacks, which no person wrote": 2,
    }
    assert [Comment.objects.filter(thread__content_type__model=kind).count() for kind in KINDS] == [
        *(23, 5),
    ]
    assert User.objects.count() - members == len(found["notes"]["Members without a password"]) == 2
    assert found["not_yet_brought"]["terms of post_format"] == 9
    assert len(found["notes"]["Numbers met twice, of which the first came"]) == 18
    assert found["notes"]["Stories left as drafts"]
    assert any(
        "block latest-posts: 3" in line for line in found["notes"]["Without a counterpart here"]
    )
    paged = Article.objects.get(title="Template: Paginated")
    assert paged.body.count('<hr class="page"') == 3
    assert not any("<!--" in body for body in Article.objects.values_list("body", flat=True))
