"""Taking runs back: sources, those who sign, flat pages, and the words beside pictures."""

from pathlib import Path

import pytest

from comments.models import Comment, Thread
from news.models import Article, Byline, Image, Source, Tag
from portal.importers.models import ImportedRecord, ImportRun
from portal.importers.undoing import undo
from portal.site.models import Page
from tests import factories
from tests.portal.importers.conftest import SMALL_WORDPRESS

pytestmark = pytest.mark.django_db

CHANGES = (
    ("<wp:author_display_name><![CDATA[沈言]]>", "<wp:author_display_name><![CDATA[沈言之]]>"),
    ("我们是谁", "我们又是谁"),
    ("<wp:meta_value>一座龙门吊</wp:meta_value>", "<wp:meta_value>两座龙门吊</wp:meta_value>"),
)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads" / "2024" / "05"
    folder.mkdir(parents=True)
    (folder / "crane.jpg").write_bytes(factories.picture_bytes())
    (folder / "river.jpg").write_bytes(factories.picture_bytes(640, 480))
    return tmp_path / "uploads"


def renewed(tmp_path: Path) -> Path:
    """The small export with other words in some places."""
    text = SMALL_WORDPRESS.read_text("utf-8")
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    file = tmp_path / "changed.xml"
    file.write_text(text, "utf-8")
    return file


def words() -> dict[str, list]:
    return {
        "bylines": list(Byline.objects.order_by("pk").values("name_zh", "slug", "bio_zh")),
        "pages": list(Page.objects.order_by("pk").values("title_zh", "body_zh", "slug")),
        "pictures": list(Image.objects.order_by("pk").values("alt_zh", "caption_zh", "credit")),
        "stories": list(Article.objects.order_by("pk").values("title", "body")),
    }


def last_run() -> int:
    return ImportRun.objects.order_by("pk").last().pk


def test_a_run_of_wordpress_taken_back_leaves_nothing(bring_wordpress, uploads):
    before = set(Page.objects.values_list("pk", flat=True))
    bring_wordpress(uploads=uploads)
    assert all(model.objects.exists() for model in (Byline, Image, Tag))
    report = undo(last_run())
    assert dict(report.notes) == {}
    for model in (Byline, Source, Image, Tag, Article, ImportedRecord):
        assert not model.objects.exists(), model
    assert set(Page.objects.values_list("pk", flat=True)) == before


def test_words_that_a_run_renewed_are_again_what_they_were(bring_wordpress, uploads, tmp_path):
    bring_wordpress(uploads=uploads)
    before = words()
    bring_wordpress(renewed(tmp_path), uploads=uploads)
    after = words()
    for kind in ("bylines", "pages", "pictures"):
        assert after[kind] != before[kind], kind
    report = undo(last_run())
    assert dict(report.notes) == {}
    assert words() == before
    for kind in ("byline", "page", "picture"):
        assert report.counts[kind]["restored"] == 1, kind


def test_words_changed_here_since_stay(bring_wordpress, uploads, tmp_path):
    bring_wordpress(uploads=uploads)
    bring_wordpress(renewed(tmp_path), uploads=uploads)
    Image.objects.filter(alt_zh="两座龙门吊").update(credit="本报")
    Page.objects.filter(body_zh__contains="我们又是谁").update(title_zh="改了")
    Byline.objects.filter(name_zh="沈言之").update(bio_zh="编辑")
    report = undo(last_run())
    assert [line.split()[0] for line in report.notes["Kept"]] == ["byline", "picture", "page"]
    assert Image.objects.get(credit="本报").alt_zh == "两座龙门吊"
    assert "我们又是谁" in Page.objects.get(title_zh="改了").body_zh
    assert Byline.objects.filter(name_zh="沈言之", bio_zh="编辑").exists()


def test_what_stories_written_here_use_of_a_run_stays(bring_wordpress, uploads):
    bring_wordpress(uploads=uploads)
    byline, tag, image = Byline.objects.first(), Tag.objects.first(), Image.objects.first()
    own = factories.make_article(title="在这里写的")
    Article.objects.filter(pk=own.pk).update(cover=image)
    own.article_bylines.create(byline=byline)
    own.tags.add(tag)
    report = undo(last_run())
    kept = [line.rpartition(": ")[2] for line in report.notes["Kept"]]
    assert kept == ["something here needs it"] * 3
    own.refresh_from_db()
    assert (own.cover, list(own.tags.all())) == (image, [tag])
    assert Byline.objects.get() == byline


def test_a_page_that_readers_wrote_under_here_stays(bring_wordpress, uploads):
    bring_wordpress(uploads=uploads)
    line = ImportedRecord.objects.filter(kind="page").first()
    page = Page.objects.get(pk=line.object_id)
    said = factories.make_comment(factories.make_thread(page), "在这里说的")
    report = undo(last_run())
    assert Page.objects.filter(pk=page.pk).exists()
    assert Comment.objects.filter(pk=said.pk).exists()
    assert (
        f"page {line.foreign_id}: readers wrote, reacted or saved it here" in report.notes["Kept"]
    )


def test_the_thread_of_a_page_goes_with_it(bring_wordpress, uploads):
    bring_wordpress(uploads=uploads)
    line = ImportedRecord.objects.filter(kind="page").first()
    factories.make_thread(Page.objects.get(pk=line.object_id))
    undo(last_run())
    assert not Thread.objects.exists()


def test_sources_go_with_their_run_unless_they_were_renamed_here(bring):
    bring()
    assert Source.objects.count() > 1
    line = ImportedRecord.objects.filter(kind="source").exclude(written_hash="").first()
    Source.objects.filter(pk=line.object_id).update(name_zh="临时改名")
    kept = undo(ImportRun.objects.get().pk)
    assert f"source {line.foreign_id}: changed here since" in kept.notes["Kept"]
    assert [row.name_zh for row in Source.objects.all()] == ["临时改名"]


def test_a_source_that_a_story_here_names_stays(bring):
    bring()
    source = Source.objects.first()
    own = factories.make_article(title="在这里写的")
    Article.objects.filter(pk=own.pk).update(source=source)
    report = undo(ImportRun.objects.get().pk)
    assert list(Source.objects.all()) == [source]
    assert any("something here needs it" in line for line in report.notes["Kept"])
