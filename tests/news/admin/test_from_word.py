"""Word documents sent at the desk: drafts, pictures in the library, a refusal for each bad file."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from news import uploads
from news.models import Article, Image, ImageUse, Rendition
from news.workflow import publish
from tests import factories
from tests import word_files as word
from tests.desk_forms import told

pytestmark = pytest.mark.django_db

PAGE, LIST = "/admin/news/article/word/", "/admin/news/article/"


@pytest.fixture
def section(db):
    return factories.make_category()


def docx(*blocks: str, name: str = "来稿.docx", **facts) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, word.document(*blocks, **facts))


def story(title: str, **facts) -> SimpleUploadedFile:
    return docx(word.paragraph(title, style="Title"), word.paragraph("正文。"), **facts)


def with_picture(**facts) -> SimpleUploadedFile:
    return docx(
        word.paragraph("船厂", style="Title"),
        word.paragraph("记者 何晓"),
        word.picture(1, alt="船台"),
        word.paragraph("▲ 清晨的船台。罗一川 摄"),
        word.paragraph("正文。"),
        **{"pictures": (factories.picture_bytes(640, 480),)} | facts,
    )


def send(client, section, *files, **rest):
    return client.post(PAGE, {"files": list(files), "category": section.pk}, **rest)


def files_in(folder: str) -> set[Path]:
    return {path for path in Path(folder).rglob("*") if path.is_file()}


def test_a_document_becomes_a_draft_with_its_picture_in_the_library(desk, editor, section):
    answer = send(desk, section, with_picture())
    article, image = Article.objects.get(), Image.objects.get()
    assert answer.url == f"{LIST}{article.pk}/change/"
    assert (article.title, article.state, article.publisher) == ("船厂", "draft", editor)
    assert article.category == section
    assert [line.free_name for line in article.article_bylines.all()] == ["何晓"]
    assert article.body == (
        f'<figure data-image="{image.pk}"><figcaption>清晨的船台。</figcaption></figure>'
        "<p>正文。</p>"
    )
    assert (image.caption_zh, image.credit, image.alt_zh) == ("清晨的船台。", "罗一川", "船台")
    assert ImageUse.objects.filter(article=article, image=image).exists()


def test_several_come_at_once_and_a_broken_one_does_not_stop_them(desk, section):
    bad = SimpleUploadedFile("坏的.docx", b"PK\x03\x04")
    answer = send(desk, section, story("甲"), bad, story("乙"))
    assert sorted(Article.objects.values_list("title", flat=True)) == ["乙", "甲"]
    (error,) = answer.context["form"].errors["files"]
    assert error.startswith("坏的.docx: ")
    assert len(told(answer)) == 2


def test_all_of_several_lead_to_the_list(desk, section):
    assert send(desk, section, story("甲"), story("乙")).url == LIST


def test_the_same_document_sent_twice_is_one_draft(desk, section):
    first, again = story("甲"), story("甲")
    assert send(desk, section, first).url == send(desk, section, again).url
    assert Article.objects.count() == 1


def test_a_picture_without_credit_comes_and_is_asked_for_before_publishing(desk, chief, section):
    send(
        desk,
        section,
        docx(
            word.paragraph("船厂", style="Title"),
            word.picture(1),
            pictures=(factories.picture_bytes(640, 480),),
        ),
    )
    assert Image.objects.get().credit == ""
    with pytest.raises(ValidationError, match="/admin/news/image/"):
        publish(Article.objects.get(), by=chief)


def test_a_picture_that_cannot_be_taken_leaves_a_note(desk, section):
    answer = send(desk, section, with_picture(pictures=(b"\x01\x00\x00\x00",), ending="emf"))
    article = Article.objects.get()
    assert '<aside class="note"><p>' in article.body
    assert "<p>清晨的船台。</p>" in article.body
    assert not Image.objects.exists()
    assert len(told(desk.get(answer.url))) == 1


def test_nothing_is_half_saved(desk, section, monkeypatch, settings):
    def fails(*args, **kwargs):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(uploads.stories, "_drafted", fails)
    before = files_in(settings.MEDIA_ROOT)
    with pytest.raises(RuntimeError):
        send(desk, section, with_picture())
    assert not Article.objects.exists()
    assert not Image.objects.exists()
    assert not Rendition.objects.exists()
    assert files_in(settings.MEDIA_ROOT) == before


def test_a_script_is_answered_file_by_file(desk, section):
    asked = {"headers": {"accept": "application/json"}}
    answer = send(desk, section, story("甲"), **asked).json()
    (row,) = answer["results"]
    assert (row["name"], row["title"], row["refusal"]) == ("来稿.docx", "甲", "")
    assert row["address"] == f"{LIST}{Article.objects.get().pk}/change/"
    (row,) = send(desk, section, docx(name="空.docx"), **asked).json()["results"]
    assert row["refusal"]
    without = desk.post(PAGE, {"category": section.pk}, **asked)
    assert (without.status_code, without.json()["results"]) == (400, [])
    assert without.json()["refusal"]


def test_who_may_not_write_is_sent_away(reader, moderator, client_of, section):
    assert send(client_of(moderator), section, story("甲")).status_code == 403
    assert send(client_of(reader), section, story("甲")).status_code == 403
    assert not Article.objects.exists()


def test_the_list_leads_to_the_page(desk):
    assert f'href="{PAGE}"' in desk.get(LIST).content.decode()
    assert desk.get(PAGE).status_code == 200
