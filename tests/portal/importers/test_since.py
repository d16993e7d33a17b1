"""The last run before the switch brings what is new there, and what changed of the rest."""

import pytest
from django.core.management import CommandError

from comments.models import Comment
from news.models import Article, Image
from portal.importers.models import ImportedRecord, ImportRun
from tests.portal.importers.dumps import changed, story

pytestmark = pytest.mark.django_db


def titles() -> set[str]:
    return set(Article.objects.values_list("title", flat=True))


def test_what_is_older_stays_away_with_all_that_belongs_to_it(bring, small_files):
    report = bring(attachments=small_files, since="2023-11-14T23:30:00+00:00")
    assert titles() == {"从论坛来", "附件和影片", "将来"}
    assert report["kinds"]["article"]["older"] == 5
    assert not Image.objects.exists()
    assert not ImportedRecord.objects.filter(kind="reads").exists()
    assert not Comment.objects.exists()
    assert report["kinds"]["reads"]["older"] == 2
    assert report["kinds"]["comment"]["older"] > 0


def test_new_stories_come_with_the_pictures_they_show(bring, small_files, tmp_path):
    newer = changed(tmp_path, ("0,7,4,0,8,1700000000,0)", "0,7,4,0,8,1700009000,0)"))
    report = bring(newer, attachments=small_files, since="2023-11-15T00:40:00+00:00")
    assert titles() == {"渡口的灯 &amp; 船 ｜ 夜", "将来"}
    lamp = story("渡口的灯 &amp; 船 ｜ 夜")
    assert lamp.body.count("data-image") == 2
    assert lamp.cover is not None
    assert Image.objects.count() == 2
    assert report["kinds"]["article"]["older"] == 7


def test_what_came_before_is_written_where_it_changed_however_old(bring, tmp_path):
    bring()
    late = ",(111,3,2,'编辑老周','{}','','','','','','','',0,0,0,'',1,0,0,0,0,0,{},0);\n"
    rows = "'没有栏目','','','','','','','',0,0,0,'',1,0,0,0,0,0,1700007000,0);\n"
    added = rows[:-2] + late.format("旧的新稿", 1600000000)
    added = added[:-2] + late.format("新的新稿", 1900000000).replace("111", "112")
    bodies = "'将来的稿子',1,1700000000)"
    written = f"{bodies},(9,111,0,'','','正文',1,1),(10,112,0,'','','正文',1,1)"
    dump = changed(tmp_path, (rows, added), ("两页的故事", "三页的故事"), (bodies, written))
    report = bring(dump, since="2025-01-01")
    assert "三页的故事" in titles()
    assert "新的新稿" in titles()
    assert "旧的新稿" not in titles()
    counts = report["kinds"]["article"]
    assert (counts["created"], counts["updated"], counts["older"]) == (1, 1, 2)


def test_the_desk_reads_how_many_were_older(bring, administrator, client_of):
    bring(since="2023-11-14T23:30:00+00:00")
    address = f"/admin/importers/importrun/{ImportRun.objects.get().pk}/change/"
    assert '<th scope="col">早于期限</th>' in client_of(administrator).get(address).content.decode()


def test_a_day_that_is_none_is_said(bring):
    with pytest.raises(CommandError, match="Write 2026-11-01"):
        bring(since="yesterday")
