"""What happens to a picture or document somebody sends."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.utils import translation

from news import uploads
from news.imaging import PictureError
from news.models import AILabel, Document, Image, ImageUse, Rendition
from tests.factories import make_article, picture_bytes

PICTURES = Path(__file__).parents[1] / "data" / "images"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def sent(name: str) -> ContentFile:
    return ContentFile((PICTURES / name).read_bytes(), name=name)


def kept_files() -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


# Pictures


def test_a_picture_comes_in_with_all_its_file_says_of_it(editor):
    image = uploads.add_image(sent("xmp.jpg"), by=editor)

    image.refresh_from_db()
    assert (image.format, image.width, image.height) == ("jpeg", 60, 40)
    assert image.original_name == "xmp.jpg"
    assert image.caption_zh == "北堤船厂的两台龙门吊。"
    assert image.caption_en == "The two gantry cranes of the shipyard."
    assert image.alt_zh == "两台红色龙门吊立在河岸"
    assert image.credit == "罗一川、沈千 / 澄浦日报"
    assert image.rights_holder == "© 澄浦日报社"
    assert image.licence == "仅限本站"
    assert image.ai_label == AILabel.GENERATED
    assert image.uploader == editor
    assert (image.focal_x, image.focal_y) == (50, 50)


def test_what_people_say_of_a_picture_counts_before_what_its_file_says():
    image = uploads.add_image(sent("xmp.jpg"), credit="沈千", caption_zh="龙门吊", focal_x=20)

    assert (image.credit, image.caption_zh, image.focal_x) == ("沈千", "龙门吊", 20)
    assert image.caption_en == "The two gantry cranes of the shipyard."


def test_a_picture_without_a_caption_takes_its_title():
    image = uploads.add_image(sent("iptc-gb18030.jpg"))

    assert image.caption_zh == "北堤船厂的两台龙门吊，主吊高 58 米。"
    assert image.credit == "罗一川 / 澄浦日报社图片新闻中心"


def test_the_original_is_kept_as_it_came():
    image = uploads.add_image(sent("exif-place.jpg"))

    with image.file.open() as file:
        assert file.read() == (PICTURES / "exif-place.jpg").read_bytes()
    assert image.file.name.startswith(f"images/originals/{image.checksum[:2]}/")


def test_the_first_renditions_exist_when_the_upload_ends():
    image = uploads.add_image(ContentFile(picture_bytes(2000, 1000), "wide.jpg"), credit="沈千")

    made = Rendition.objects.filter(image=image).order_by("box", "width")
    assert [(row.box, row.width, row.height, row.format) for row in made] == [
        ("0,0,2000,1000", 480, 240, "jpeg"),
        ("0,0,2000,1000", 960, 480, "jpeg"),
        ("0,0,2000,1000", 1600, 800, "jpeg"),
        ("250,0,1500,1000", 480, 320, "jpeg"),
        ("250,0,1500,1000", 960, 640, "jpeg"),
        ("250,0,1500,1000", 1500, 1000, "jpeg"),
    ]
    assert all(default_storage.size(row.file.name) == row.size for row in made)


def test_no_rendition_is_larger_than_its_picture():
    image = uploads.add_image(ContentFile(picture_bytes(500, 700), "small.jpg"), credit="沈千")

    assert max(image.renditions.values_list("width", flat=True)) == 500


def test_the_same_bytes_sent_again_are_the_picture_we_have():
    first = uploads.add_image(sent("xmp.jpg"))
    again = uploads.add_image(sent("xmp.jpg"), credit="somebody else")

    assert again == first
    assert Image.objects.get().credit == "罗一川、沈千 / 澄浦日报"


def test_a_picture_nobody_is_named_for_is_not_taken():
    with pytest.raises(ValidationError) as refusal:
        uploads.add_image(sent("plain.jpg"))

    assert list(refusal.value.message_dict) == ["credit"]
    assert kept_files() == []


REFUSED = ["bomb.png", "truncated.jpg", "short.png", "archive.jpg", "drawing.svg", "letters.jpg"]


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_picture_leaves_nothing_behind(name):
    with pytest.raises(PictureError):
        uploads.add_image(sent(name), credit="沈千")

    assert kept_files() == []
    assert not Image.objects.exists()
    assert not Rendition.objects.exists()


@pytest.mark.parametrize("name", REFUSED)
def test_a_form_hears_of_every_refusal_before_it_keeps(name):
    with pytest.raises(PictureError):
        uploads.open_upload(sent(name))


def test_a_form_keeps_what_it_looked_at():
    picture = uploads.open_upload(sent("xmp.jpg"))
    assert uploads.known_image(picture) is None

    image = uploads.keep_image(picture, name="龙门吊.jpg")

    assert image.original_name == "龙门吊.jpg"
    assert uploads.known_image(picture) == image


def test_a_failing_database_leaves_no_files_behind(monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("The disk is full.")

    monkeypatch.setattr(Rendition.objects, "bulk_create", fail)

    with pytest.raises(DatabaseError):
        uploads.add_image(sent("xmp.jpg"))

    assert kept_files() == []
    assert not Image.objects.exists()


def test_a_picture_heavier_than_the_limit_is_refused_unread(settings):
    settings.MAX_UPLOAD_MB = 1

    with translation.override("en"), pytest.raises(PictureError, match=r"at most 1\.0\sMB"):
        uploads.add_image(ContentFile(bytes(2_000_000), "heavy.jpg"))


def test_an_unused_picture_is_deleted_with_its_files(django_capture_on_commit_callbacks):
    image = uploads.add_image(sent("xmp.jpg"))

    with django_capture_on_commit_callbacks(execute=True):
        uploads.delete_image(image)

    assert kept_files() == []
    assert not Image.objects.exists()
    assert not Rendition.objects.exists()


def test_a_picture_in_use_stays_and_says_where_it_is_used():
    image = uploads.add_image(sent("xmp.jpg"))
    article = make_article(cover=image.pk, title="龙门吊不拆了")
    assert ImageUse.objects.filter(image=image, article=article).exists()

    with pytest.raises(uploads.StillUsedError, match="龙门吊不拆了"):
        uploads.delete_image(image)

    assert Image.objects.filter(pk=image.pk).exists()
    assert kept_files() != []


def test_of_two_uploads_in_the_same_moment_the_second_outlives_the_first(
    django_capture_on_commit_callbacks,
):
    image = uploads.add_image(sent("xmp.jpg"))
    twin = Image.objects.get(pk=image.pk)
    twin.pk, twin._state.adding = None, True
    twin.save()
    before = kept_files()

    with django_capture_on_commit_callbacks(execute=True):
        uploads.delete_image(image)

    assert kept_files() == before
    assert twin.renditions.count() == 1


# Documents


@pytest.mark.parametrize(
    ("name", "content", "kind", "mime"),
    [
        ("方案.pdf", b"%PDF-1.7\n", "document", "application/pdf"),
        ("table.csv", "区,人\n".encode("gb18030"), "document", "text/csv"),
        ("talk.mp3", b"ID3\x04" + bytes(40), "audio", "audio/mpeg"),
        ("film.MP4", b"\0\0\0\x18ftypmp42", "video", "video/mp4"),
    ],
)
def test_documents_audio_and_video_come_in(editor, name, content, kind, mime):
    document = uploads.add_document(ContentFile(content, name), by=editor)

    assert (document.name, document.kind, document.mime) == (name, kind, mime)
    assert document.title == Path(name).stem
    assert document.size == len(content)
    with document.file.open() as file:
        assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("page.html", b"<html>", "Files of this type are not taken."),
        ("run.exe", b"MZ", "Files of this type are not taken."),
        ("noname", b"%PDF-", "Files of this type are not taken."),
        ("fake.pdf", b"<html>", "not what its name says"),
        ("fake.txt", b"\0\1\2", "not what its name says"),
        ("empty.pdf", b"", "This file is empty."),
    ],
)
def test_a_refused_document_leaves_nothing_behind(name, content, says):
    with translation.override("en"), pytest.raises(uploads.DocumentError, match=says):
        uploads.add_document(ContentFile(content, name))

    assert kept_files() == []
    assert not Document.objects.exists()


def test_the_same_document_sent_again_is_the_one_we_have():
    first = uploads.add_document(ContentFile(b"%PDF-1.7", "plan.pdf"))

    assert uploads.add_document(ContentFile(b"%PDF-1.7", "again.pdf")) == first


def test_a_document_in_use_stays(django_capture_on_commit_callbacks):
    document = uploads.add_document(ContentFile(b"%PDF-1.7", "plan.pdf"))
    article = make_article(body=f'<figure data-document="{document.pk}"></figure><p>方案</p>')

    with pytest.raises(uploads.StillUsedError, match=article.title):
        uploads.delete_document(document)

    article.document_uses.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        uploads.delete_document(document)
    assert kept_files() == []


# Another file under the same picture


def test_another_file_is_shown_in_every_place_and_the_old_one_goes(
    django_capture_on_commit_callbacks,
):
    image = uploads.add_image(ContentFile(picture_bytes(900, 600), "a.jpg"), credit="罗一川")
    article = make_article(cover=image.pk)
    old = [image.file.name, *image.renditions.values_list("file", flat=True)]
    picture = uploads.open_upload(ContentFile(picture_bytes(1200, 1200), "b.jpg"))

    with django_capture_on_commit_callbacks(execute=True):
        uploads.replace_file(image, picture)

    image.refresh_from_db()
    article.refresh_from_db()
    assert article.cover == image
    assert (image.width, image.height, image.credit) == (1200, 1200, "罗一川")
    assert {row.checksum for row in image.renditions.all()} == {image.checksum}
    assert [name for name in old if default_storage.exists(name)] == []
    assert default_storage.exists(image.file.name)


def test_a_file_another_picture_has_takes_nobodys_place():
    data = picture_bytes(900, 600)
    other = uploads.add_image(ContentFile(data, "a.jpg"), credit="罗一川")
    image = uploads.add_image(ContentFile(picture_bytes(900, 600), "b.jpg"), credit="沈千")
    with pytest.raises(ValidationError):
        uploads.replace_file(image, uploads.open_upload(ContentFile(data, "a.jpg")))
    assert other.checksum != image.checksum
    image.refresh_from_db()
    assert default_storage.exists(image.file.name)
