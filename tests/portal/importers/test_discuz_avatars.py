"""Pictures of members: for the pages of those who sign stories, and counted for all others."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from news.models import Byline, Image
from portal.accounts.models import User
from portal.importers.discuz.avatars import path_of
from tests import factories
from tests.portal.importers.dumps import changed

pytestmark = pytest.mark.django_db

KEY = ",\n  PRIMARY KEY (`uid`),\n  UNIQUE KEY"
HAVE = {
    "'admin','junk',0,1,1262304000)": 0,
    "'编辑老周','junk',0,17,1300000000)": 1,
    "'A&amp;B读者','junk',0,10,1300000100)": 1,
    "'Ａbc','junk',0,10,1300000200)": 0,
    "'abc','junk',0,10,1300000300)": 1,
    "'捣乱的人','junk',0,5,1300000400)": 0,
}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Members 2, 3 and 5 say that they have an avatar."""
    rows = [(end, f"{end[:-1]},{has})") for end, has in HAVE.items()]
    return changed(tmp_path, (KEY, f",\n  `avatarstatus` tinyint(1) NOT NULL{KEY}"), *rows)


@pytest.fixture
def avatars(tmp_path: Path) -> Path:
    """Member 2 has a large one, member 3 only a middle one, member 5 none."""
    folder = tmp_path / "uc_server" / "data" / "avatar" / "000" / "00" / "00"
    folder.mkdir(parents=True)
    (folder / "02_avatar_big.jpg").write_bytes(factories.picture_bytes(640, 640))
    (folder / "02_avatar_small.jpg").write_bytes(factories.picture_bytes(320, 320))
    (folder / "03_avatar_middle.jpg").write_bytes(factories.picture_bytes(480, 480))
    return folder.parents[2]


def test_the_folder_is_made_of_the_number():
    assert path_of(12345, "avatar_big") == "avatar/000/01/23/45_avatar_big.jpg"
    assert path_of(123456789, "real_avatar_big") == "avatar/123/45/67/89_real_avatar_big.jpg"


def test_without_their_folder_avatars_are_counted(bring, dump):
    assert bring(dump)["not_yet_brought"]["avatars: name their folder with --avatars"] == 3


def test_who_signs_stories_gets_the_picture_and_the_others_are_counted(bring, dump, avatars):
    first = bring(dump, avatars=avatars)
    reason = "of members who sign no stories: readers see the first letter of a name"
    assert first["skipped"]["portrait"] == {reason: 2, "not among the avatars": 1}
    assert not Image.objects.exists()
    zhou = User.objects.get(username="编辑老周")
    byline = Byline.objects.create(slug="lao-zhou", name_zh="老周", user=zhou)
    again = bring(dump, avatars=avatars)
    byline.refresh_from_db()
    assert (byline.photo.original_name, byline.photo.width) == ("02_avatar_big.jpg", 640)
    assert (byline.photo.alt_zh, byline.photo.credit) == ("老周", again["site"])
    assert again["skipped"]["portrait"] == {reason: 1, "not among the avatars": 1}
    assert bring(dump, avatars=avatars)["kinds"]["portrait"]["unchanged"] == 1


def test_a_picture_that_an_editor_chose_stays(bring, dump, avatars):
    bring(dump)
    zhou = User.objects.get(username="编辑老周")
    chosen = factories.make_image()
    byline = Byline.objects.create(slug="lao-zhou", name_zh="老周", user=zhou, photo=chosen)
    assert bring(dump, avatars=avatars)["kinds"]["portrait"]["matched"] == 1
    byline.refresh_from_db()
    assert byline.photo == chosen


def test_the_folder_may_be_named_from_higher_up_and_has_to_be_there(bring, dump, avatars):
    zhou = "编辑老周"
    bring(dump)
    Byline.objects.create(slug="z", name_zh="老周", user=User.objects.get(username=zhou))
    report = bring(dump, avatars=avatars.parents[2])
    assert report["kinds"]["portrait"]["created"] == 1
    with pytest.raises(CommandError, match="There is no file"):
        bring(dump, avatars=avatars / "nowhere")


def test_a_rehearsal_leaves_no_picture(bring, dump, avatars):
    bring(dump)
    byline = Byline.objects.create(
        slug="z", name_zh="老周", user=User.objects.get(username="编辑老周")
    )
    report = bring(dump, avatars=avatars, dry_run=True)
    byline.refresh_from_db()
    assert (report["kinds"]["portrait"]["created"], byline.photo) == (1, None)
    assert not Image.objects.exists()
