"""Word documents become stories; what is no sound document is refused before it is read."""

import zipfile
from io import BytesIO

import pytest
from django.utils import translation

from news.body.word import WordError, archive, numbered, read
from tests import word_files as word


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def html(*blocks: str, **facts) -> str:
    """The text of a document whose title is taken."""
    return read(word.document(word.paragraph("题", style="Title"), *blocks, **facts)).html


def test_headings_lists_tables_and_marks():
    assert html(
        word.paragraph("先拆的是墙", style="1"),
        word.paragraph(inner=word.run("一段") + word.run("要紧", bold=True)),
        word.paragraph("小标题", style="2"),
        word.paragraph("一", listed=True),
        word.paragraph("二", listed=True),
        word.table(("阶段", "投资"), ("一期", "2,180")),
        word.paragraph(""),
        word.paragraph("完"),
    ) == (
        "<h2>先拆的是墙</h2><p>一段<strong>要紧</strong></p><h2>小标题</h2>"
        "<ul><li>一</li><li>二</li></ul>"
        "<table><tbody><tr><td>阶段</td><td>投资</td></tr>"
        "<tr><td>一期</td><td>2,180</td></tr></tbody></table><p>完</p>"
    )


def test_footnotes_are_text_and_links_are_kept_if_they_are_safe():
    note = word.paragraph(inner=word.run("据统计") + word.footnote(1))
    assert html(note, notes=("市统计局",)) == (
        "<p>据统计<sup>[1]</sup></p><ol><li>市统计局</li></ol>"
    )
    linked = word.paragraph(inner=word.link("公告"))
    assert html(linked) == '<p><a href="https://a.example/">公告</a></p>'
    assert html(linked, href="javascript:alert(1)") == "<p>公告</p>"


@pytest.mark.parametrize(
    ("blocks", "title", "authors", "text"),
    [
        (
            [
                word.paragraph("眉题"),
                word.paragraph("船厂的龙门吊", style="Title"),
                word.paragraph("正文。"),
            ],
            "船厂的龙门吊",
            [],
            "<p>眉题</p><p>正文。</p>",
        ),
        (
            [
                word.paragraph("船厂的龙门吊", style="1"),
                word.paragraph("本报记者 何晓 周牧"),
                word.paragraph("正文。"),
            ],
            "船厂的龙门吊",
            ["何晓", "周牧"],
            "<p>正文。</p>",
        ),
        (
            [
                word.paragraph("船厂的龙门吊不拆了"),
                word.paragraph("作者：何晓"),
                word.paragraph("正文。"),
            ],
            "船厂的龙门吊不拆了",
            ["何晓"],
            "<p>正文。</p>",
        ),
        (
            [word.paragraph("记者何晓昨日从市住建局获悉，旧船厂不拆了。"), word.paragraph("完。")],
            "文件名",
            [],
            "<p>记者何晓昨日从市住建局获悉，旧船厂不拆了。</p><p>完。</p>",
        ),
    ],
)
def test_title_and_authors_are_found(blocks, title, authors, text):
    story = read(word.document(*blocks), name="文件名")
    assert (story.title, story.authors, story.html) == (title, authors, text)


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (word.paragraph("▲ 清晨的船台。罗一川 摄"), "清晨的船台。", "罗一川"),
        (word.paragraph("图1：清晨的船台（罗一川 摄）"), "图1：清晨的船台", "罗一川"),
        (word.paragraph("清晨的船台 摄影：罗一川", style="Cap"), "清晨的船台", "罗一川"),
        (word.paragraph("清晨的船台", style="Cap"), "清晨的船台", ""),
    ],
)
def test_a_picture_takes_the_line_below_for_its_caption(line, caption, credit):
    story = read(
        word.document(
            word.paragraph("题", style="Title"),
            word.picture(1, alt="船台"),
            line,
            word.paragraph("图书馆在右边。"),
            pictures=(b"jpeg",),
        )
    )
    (picture,) = story.pictures
    assert (picture.data, picture.name, picture.alt) == (b"jpeg", "word-1.jpeg", "船台")
    assert (picture.caption, picture.credit) == (caption, credit)
    assert story.html == (
        f'<figure data-image="1"><figcaption>{caption}</figcaption></figure><p>图书馆在右边。</p>'
    )


def test_a_caption_above_a_table_is_the_tables():
    assert html(word.paragraph("表1", style="Cap"), word.table(("一", "二"))) == (
        "<table><caption>表1</caption><tbody><tr><td>一</td><td>二</td></tr></tbody></table>"
    )


def test_a_picture_that_lies_elsewhere_does_not_stop_the_story():
    story = read(
        word.document(word.paragraph("题", style="Title"), word.picture(1, is_elsewhere=True))
    )
    assert story.title == "题"
    assert [picture.data for picture in story.pictures] == [b""]


def test_numbers_become_ids_of_the_library_or_notes():
    assert numbered(
        '<p>a</p><figure data-image="1"><figcaption>b</figcaption></figure>'
        '<figure data-image="2"><figcaption>c</figcaption></figure>',
        {1: 77, 2: "left out"},
    ) == (
        '<p>a</p><figure data-image="77"><figcaption>b</figcaption></figure>'
        '<aside class="note"><p>left out</p></aside><p>c</p>'
    )


BOMB = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .doc"),
        (b"%PDF-1.4", "no Word document"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (word.zipped({"a.txt": b"a"}), "no Word document"),
        (word.zipped({"[Content_Types].xml": b"<a/>"}), "damaged"),
        (word.document(word.paragraph("a"))[:900], "damaged"),
        (word.document("<w:p>"), "damaged"),
        (word.document(more={"word/more.xml": BOMB}), "damaged"),
        (word.document(more={"word/media/a.png": BOMB}), "damaged"),
        (word.document(more={"word/more.xml": "\ufeff<!DOCTYPE a><a/>".encode("utf-16")}), "dama"),
        (word.document(more={"word/media/a.bin": b"\0" * 3_000_000}), "unpacks to more"),
        (word.document(), "no text"),
    ],
)
def test_what_is_no_sound_document_is_refused(data, said):
    with pytest.raises(WordError, match=said):
        read(data)


def test_too_many_members_and_too_much_xml_are_refused(monkeypatch):
    good = word.document(word.paragraph("a"))
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    with pytest.raises(WordError, match="unpacks to more"):
        read(good)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 100)
    monkeypatch.setattr(archive, "MOST_XML", 1000)
    with pytest.raises(WordError, match="too long"):
        read(good)


def test_a_member_that_lies_about_its_size_or_is_encrypted_is_refused():
    good = bytearray(word.document(word.paragraph("a")))
    with zipfile.ZipFile(BytesIO(good)) as found:
        promised = found.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    lying = good.replace(promised, (5).to_bytes(4, "little"))
    with pytest.raises(WordError, match="damaged"):
        read(bytes(lying))


def test_a_style_map_within_the_file_is_not_followed():
    hostile = {"mammoth/style-map": b"p => figure[data-image='1']:fresh"}
    assert html(word.paragraph("a。"), more=hostile) == "<p>a。</p>"
