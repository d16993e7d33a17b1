"""Runs are kept, read at the desk, and taken back without what people did here since."""

import json

import pytest
from django.core.management import CommandError, call_command

from comments.models import Comment, Thread
from news import editing
from news.models import Article, Bookmark, Category, Image, RelatedArticle, Topic
from portal.accounts.models import User
from portal.importers.models import ImportedRecord, ImportRun
from portal.importers.undoing import undo
from tests import factories
from tests.portal.importers.dumps import changed, everything

pytestmark = pytest.mark.django_db

RUNS = "/admin/importers/importrun/"


def test_a_run_taken_back_leaves_nothing(bring, small_files, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        bring(attachments=small_files)
    run = ImportRun.objects.get()
    assert run.ended_at is not None
    with django_capture_on_commit_callbacks(execute=True):
        report = undo(run.pk)
    assert dict(report.notes) == {}
    for model in (Article, Topic, Comment, Thread, Category, Image, User, ImportedRecord):
        assert not model.objects.exists(), model
    run.refresh_from_db()
    assert run.undone_at is not None


def test_what_was_touched_here_is_kept_and_named(bring):
    bring()
    edited, saved = Article.objects.filter(state="published").order_by("pk")[:2]
    editing.apply(edited, {"title": "在这里改过"}, by=None)
    Bookmark.objects.create(article=saved, user=factories.make_user())
    reader = User.objects.exclude(comments=None).first()
    User.objects.filter(pk=reader.pk).update(last_login="2026-01-01T00:00Z")
    report = undo(ImportRun.objects.get().pk)
    assert set(Article.objects.values_list("pk", flat=True)) == {edited.pk, saved.pk}
    assert Category.objects.filter(pk=edited.category_id).exists()
    assert User.objects.filter(pk=reader.pk).exists()
    lines = report.notes["Kept"]
    assert sum(line.startswith("article ") for line in lines) == 2
    assert any("signed in here" in line for line in lines)


def test_a_topic_that_readers_wrote_under_here_stays(bring):
    bring()
    topic = Topic.objects.get()
    said = factories.make_comment(Thread.objects.about(topic).get(), "在这里说的")
    report = undo(ImportRun.objects.get().pk)
    assert Topic.objects.get() == topic
    assert list(Comment.objects.all()) == [said]
    assert "topic 1: readers wrote, reacted or saved it here" in report.notes["Kept"]


def test_what_was_there_before_the_run_is_not_its_to_delete(bring):
    bring()
    bring()
    first, second = ImportRun.objects.order_by("pk")
    undo(second.pk)
    assert Article.objects.exists()
    assert ImportedRecord.objects.filter(run=first).exists()


def forms() -> dict[str, object]:
    """What a run may have written over."""
    return everything() | {
        "sections": list(Category.objects.order_by("pk").values()),
        "topics": list(Topic.objects.order_by("pk").values("title", "is_published")),
        "related": sorted(RelatedArticle.objects.values_list("article", "related")),
        "counts": sorted(
            Thread.objects.exclude(comment_count=0).values_list("pk", "comment_count")
        ),
        "ledger": sorted(
            ImportedRecord.objects.exclude(kind="address").values_list(
                "kind", "foreign_id", "source_hash"
            )
        ),
    }


CHANGES = (
    ("'两页的故事'", "'三页的故事'"),
    ("'待审的话'", "'改过的话'"),
    ("1700000400,1,", "1700000400,0,"),
    ("(3,1,'本地',1,0,", "(3,0,'本地新闻',1,0,"),
    (
        "'忽略','','','','','','','',0,0,0,'',1,0,0,0,0,0,1700003000,2)",
        "'不再忽略','','','','','','','',0,0,0,'',1,0,0,0,0,0,1700003000,0)",
    ),
    ("(1,'专题')", "(1,'改名的专题')"),
    ("(101,102,1),", "(101,107,1),"),
    ("'ABC@Example.test'", "'new@example.test'"),
)


def test_what_a_run_updated_gets_its_earlier_form_back(bring, tmp_path):
    bring()
    before = forms()
    report = bring(changed(tmp_path, *CHANGES))
    updated = {kind: counts["updated"] for kind, counts in report["kinds"].items()}
    assert forms() != before
    again = undo(ImportRun.objects.order_by("pk").last().pk)
    assert forms() == before
    for kind in ("article", "comment", "category", "topic", "related", "member"):
        assert again.counts[kind]["restored"] == updated[kind] > 0, kind
    assert dict(again.notes) == {}
    assert bring()["kinds"]["article"]["updated"] == 0


def test_what_was_edited_or_updated_again_since_keeps_its_later_form(bring, tmp_path):
    bring()
    bring(changed(tmp_path, ("两页的故事", "三页的故事"), ("'从论坛来'", "'从别处来'")))
    run = ImportRun.objects.order_by("pk").last()
    editing.apply(Article.objects.get(title="从别处来"), {"title": "在这里改过"}, by=None)
    bring(changed(tmp_path, ("两页的故事", "四页的故事"), ("'从论坛来'", "'从别处来'")))
    report = undo(run.pk)
    titles = set(Article.objects.values_list("title", flat=True))
    assert {"四页的故事", "在这里改过"} <= titles
    assert report.notes["Kept"] == ["article 106: changed or deleted here since"]


def test_the_command_takes_a_run_back_and_knows_no_other(bring, capsys):
    bring()
    with pytest.raises(CommandError, match="no run 999"):
        call_command("import_site", "discuz", undo=999, verbosity=0)
    call_command("import_site", "discuz", undo=ImportRun.objects.get().pk, verbosity=0)
    assert not Article.objects.exists()


def test_the_report_is_read_at_the_desk_by_those_who_may(bring, chief, administrator, client_of):
    bring()
    run = ImportRun.objects.get()
    for address in (RUNS, f"{RUNS}{run.pk}/change/", f"{RUNS}{run.pk}/report.json"):
        assert client_of(chief).get(address).status_code == 403, address
        assert client_of(administrator).get(address).status_code == 200, address
    desk = client_of(administrator)
    data = json.loads(desk.get(f"{RUNS}{run.pk}/report.json").content)
    assert data["kinds"]["article"]["created"] == Article.objects.count()
    page = desk.get(f"{RUNS}{run.pk}/change/").content.decode()
    linked = f"/admin/importers/importedrecord/?run__id__exact={run.pk}&amp;kind=article"
    assert linked in page
    rows = desk.get(linked.replace("&amp;", "&")).content.decode()
    assert f"/admin/news/article/{Article.objects.first().pk}/change/" in rows


def test_a_rehearsal_says_what_the_run_then_does(bring):
    rehearsed = bring(dry_run=True)
    assert not ImportRun.objects.exists()
    real = bring()
    for part in ("kinds", "skipped", "notes", "not_yet_brought"):
        assert rehearsed[part] == real[part], part
