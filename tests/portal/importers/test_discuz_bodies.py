"""What editors typed into Discuz! becomes the grammar, and nothing hostile gets through."""

from time import process_time

import pytest

from news.body import clean
from portal.importers.discuz.bodies import Attached, local_path, read_body
from portal.importers.discuz.captions import Caption, parse_caption
from portal.importers.discuz.messages import plain_message
from portal.importers.markup import Body

PICTURE = "portal/202411/24/a.jpg"
SRC = f"data/attachment/{PICTURE}"
SHELVES = Attached(
    path_of=local_path,
    has=lambda path: path == PICTURE,
    has_document=lambda pk: pk == "5",
    base="/bbs/",
    picture_of_id=lambda pk: PICTURE if pk == "6" else "",
    picture_of_post=lambda pk: PICTURE if pk == "8" else "",
)


def read(html: str, title: str = "") -> Body:
    return read_body([(title, html)], SHELVES)


def stored(html: str) -> str:
    """The body as it will be stored, the picture being our number 7 and the document our 9."""
    text = read(html).html.replace(f'data-image="{PICTURE}"', 'data-image="7"')
    return clean(text.replace('data-document="5"', 'data-document="9"'))


FIGURE = '<figure data-image="7"></figure>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("　　甲乙。<br />\n<br />\n　　丙丁。", "<p>甲乙。</p><p>丙丁。</p>"),
        ("　　甲乙<br>　　丙丁", "<p>甲乙</p><p>丙丁</p>"),
        ("&nbsp;&nbsp;&nbsp;&nbsp;甲乙<br>&nbsp;&nbsp;&nbsp;&nbsp;丙丁", "<p>甲乙</p><p>丙丁</p>"),
        ("甲乙。<br>丙丁。", "<p>甲乙。</p><p>丙丁。</p>"),
        ("地址<br>电话<br>邮编", "<p>地址<br>电话<br>邮编</p>"),
        ("<div>甲</div><div><br /></div><div>乙</div>", "<p>甲</p><p>乙</p>"),
        (
            '<p class="MsoNormal" style="text-indent:21pt"><span style="font-family:宋体">甲'
            "<o:p></o:p></span></p>",
            "<p>甲</p>",
        ),
        ('<font color="#f00" size="4"><b>甲</b></font>乙', "<p><strong>甲</strong>乙</p>"),
        (
            '<div class="quote"><blockquote>原话</blockquote></div>答',
            "<blockquote><p>原话</p></blockquote><p>答</p>",
        ),
    ],
)
def test_breaks_indents_fonts_and_word_become_paragraphs(html, expected):
    assert stored(html) == expected


@pytest.mark.parametrize(
    "address",
    [
        SRC,
        f"{SRC}.thumb.jpg",
        f"./{SRC}",
        f"/bbs/{SRC}",
        f"http://www.old.example/{SRC}?nothumb=yes",
        f"//img.old.example/bbs/{SRC}.thumb.jpg",
    ],
)
def test_a_picture_of_ours_is_found_however_it_is_addressed(address):
    assert local_path(address) == PICTURE
    assert stored(f'<p>前<a href="{SRC}" target="_blank"><img src="{address}"></a>后</p>') == (
        f"<p>前</p>{FIGURE}<p>后</p>"
    )


@pytest.mark.parametrize(
    "following",
    [
        '<p style="text-align: center">图1　渡口　本站记者 摄</p>',
        '<p align="center"><font color="#808080" size="2">图1　渡口　本站记者 摄</font></p>',
        '<p style="text-align:center;color:#666;font-size:12px">图1 渡口（本站记者摄）</p>',
        "<br /><p></p><center>▲图1　渡口　本站记者摄</center>",
        '<div style="text-align:center"><strong>▲</strong>图1 渡口 本站记者/摄</div>',
    ],
)
def test_the_line_below_a_picture_becomes_its_caption_and_its_credit(following):
    body = read(f'<p align="center"><img src="{SRC}"></p>{following}<p>正文。</p>')
    (figure,) = body.pictures
    assert (figure.caption, figure.credit) == ("图1 渡口", "本站记者")
    assert clean(body.html.replace(PICTURE, "7")) == (
        '<figure data-image="7"><figcaption>图1 渡口</figcaption></figure><p>正文。</p>'
    )


def test_a_caption_in_the_same_centred_paragraph_is_found():
    html = f'<p style="text-align:center">　　<img src="{SRC}"><br>渡口的灯</p><p>正文</p>'
    assert stored(html) == (
        '<figure data-image="7"><figcaption>渡口的灯</figcaption></figure><p>正文</p>'
    )


@pytest.mark.parametrize(
    "following",
    [
        "<p>　　正文的一段。</p>",
        f'<p align="center">{"长" * 90}</p>',
        '<p align="center"><strong>小标题</strong></p>',
        '正文<p align="center">不挨着图</p>',
    ],
)
def test_what_is_no_caption_stays_in_the_text(following):
    body = read(f'<p><img src="{SRC}"></p>{following}')
    assert body.pictures[0].caption == ""
    assert stored(f'<p><img src="{SRC}"></p>{following}').startswith(FIGURE)


@pytest.mark.parametrize(
    ("words", "caption"),
    [
        ("▲ 渡口　本报记者 罗小满 摄", Caption("渡口", "本报记者 罗小满")),
        ("（罗小满摄）", Caption("", "罗小满")),
        ("渡口。摄影：罗小满", Caption("渡口。", "罗小满")),
        ("渡口的灯", Caption("渡口的灯")),
        ("▲", None),
    ],
)
def test_captions_are_read(words, caption):
    assert parse_caption(words) == caption


def test_pictures_of_other_sites_stay_links_and_are_listed():
    body = read('<p>甲<img src="http://img.remote.example/14.jpg" alt="远处"></p>')
    assert body.remote == ["http://img.remote.example/14.jpg"]
    assert clean(body.html) == (
        '<p>甲</p><p><a href="http://img.remote.example/14.jpg">远处</a></p>'
    )


def test_missing_pictures_smilies_and_pasted_data_leave_nothing():
    html = (
        '<p>甲<img src="data/attachment/portal/202411/24/lost.jpg">'
        '<img src="static/image/smiley/comcom/1.gif"><img src="data:image/png;base64,AAAA"></p>'
    )
    assert stored(html) == "<p>甲</p>"
    assert read(html).missing == ["portal/202411/24/lost.jpg"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "[media=mp4,500,375]https://www.bilibili.com/video/BV1xx411c7mD[/media]",
            '<figure data-video="bilibili:BV1xx411c7mD"></figure>',
        ),
        (
            '<iframe src="//player.bilibili.com/player.html?bvid=BV1xx411c7mD&page=1"></iframe>',
            '<figure data-video="bilibili:BV1xx411c7mD"></figure>',
        ),
        (
            '<object><param name="movie" value="https://www.youtube.com/embed/abcdefghijk"></object>',
            '<figure data-video="youtube:abcdefghijk"></figure>',
        ),
        (
            "[flash]http://v.example/a.swf[/flash]",
            '<p><a href="http://v.example/a.swf">http://v.example/a.swf</a></p>',
        ),
        ("[flash]javascript:alert(1)[/flash]甲", "<p>甲</p>"),
    ],
)
def test_films_are_embedded_where_we_know_the_site_and_linked_otherwise(html, expected):
    assert stored(html) == expected


def test_files_become_documents_and_old_links_start_at_the_root():
    html = (
        '<p>见<a href="portal.php?mod=attachment&id=5" class="attach">时刻表.txt</a>和'
        '<a href="portal.php?mod=view&aid=12">旧文</a>、<a href="http://x.example/">别处</a></p>'
    )
    assert stored(html) == (
        '<p>见</p><figure data-document="9"><figcaption>时刻表.txt</figcaption></figure>'
        '<p>和<a href="/bbs/portal.php?mod=view&amp;aid=12">旧文</a>、'
        '<a href="http://x.example/">别处</a></p>'
    )
    assert stored('<a href="portal.php?mod=attachment&amp;id=6">图</a>') == FIGURE
    assert stored('<a href="portal.php?mod=attachment&id=77">没了</a>') == (
        '<p><a href="/bbs/portal.php?mod=attachment&amp;id=77">没了</a></p>'
    )


def test_a_picture_that_a_post_names_by_its_number_is_shown_and_another_is_counted():
    body = read("前[attach]8[/attach]后[attach]9[/attach]")
    assert body.without["code"] == 1
    assert stored("前[attach]8[/attach]后[attach]9[/attach]") == f"<p>前</p>{FIGURE}<p>后</p>"


def test_nothing_that_acts_gets_through():
    html = (
        '<script>a()</script><p onclick="b()">甲<a href="java\nscript:c()">乙</a></p>'
        '<img src=x onerror="d()"><svg onload="e()"><script>f()</script></svg><style>p{}</style>'
    )
    assert stored(html) == "<p>甲乙</p>"
    assert read(html).scripts >= 4


def test_an_article_cannot_name_our_own_pictures_or_hide_as_a_note():
    html = (
        '<figure data-image="3"></figure><figure data-document="3"></figure>'
        '<aside class="note"><p>甲</p></aside><hr class="page" data-title="乙">'
    )
    assert stored(html) == "<p>甲</p>"


def test_pages_are_titled_and_marks_left_in_the_text_divide_it():
    pages = [
        ("上篇", "甲"),
        ('下篇 "续"', "乙<br><strong>##########NextPage[title=尾声]##########</strong><br>丙"),
    ]
    assert clean(read_body(pages, SHELVES).html) == (
        '<hr class="page" data-title="上篇"><p>甲</p>'
        '<hr class="page" data-title="下篇 &quot;续&quot;"><p>乙</p>'
        '<hr class="page" data-title="尾声"><p>丙</p>'
    )
    assert read("甲").html == "甲"


def test_deep_and_damaged_html_is_read_as_far_as_it_goes():
    assert stored("<div>" * 3000 + "甲") == "<p>甲</p>"
    assert (
        stored("<p>甲<<b>乙</i></p></div></table>&#xD800;&#0;")
        == "<p>甲&lt;<strong>乙</strong></p>"
    )
    assert stored("<![CDATA[x]]><?php echo 1 ?><!-- y -->") == ""


PIECES = (
    *(
        "[flash]",
        "[flash",
        "[color=",
        "#",
        " ",
        " \u3000",
        "<",
        "<a ",
        "<a href=x>",
        "<blockquote>",
    ),
    *("<img ", "<embed ", "<br>", "<font>", 'src="data:', f'<p align="center"><img src="{SRC}">'),
)


@pytest.mark.alone
@pytest.mark.parametrize("piece", PIECES)
def test_a_field_full_of_one_piece_is_read_in_no_time(piece):
    text = piece * (65_536 // len(piece))
    began = process_time()
    stored(text)
    plain_message(text)
    assert process_time() - began < 2
