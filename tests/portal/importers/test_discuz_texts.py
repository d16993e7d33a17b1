"""PHP's values and the HTML of comments, as plain values and plain words."""

import pytest

from portal.importers.discuz.messages import plain_message, plain_post
from portal.importers.discuz.serialised import unserialise


def test_plain_values_are_read():
    text = 'a:4:{i:1;a:1:{s:1:"n";s:6:"鲜花";}s:1:"b";b:1;i:-2;d:2.5;s:0:"";N;}'
    assert unserialise(text) == {1: {"n": "鲜花"}, "b": True, -2: 2.5, "": None}


def test_lengths_count_bytes_of_the_character_set_it_was_written_in():
    assert unserialise('a:1:{i:0;s:4:"鲜花";}', "gb18030") == {0: "鲜花"}
    # Converted since: the length is of other bytes, the text still ends where it ends.
    assert unserialise('a:2:{i:0;s:4:"鲜花";i:1;s:2:"握";}') == {0: "鲜花", 1: "握"}


@pytest.mark.parametrize(
    "text",
    [
        'O:8:"stdClass":0:{}',
        'C:3:"Foo":0:{}',
        "R:1;",
        'a:1:{i:0;O:1:"A":0:{}}',
        "a:99999999999:{",
        "a:-1:{}",
        's:-5:"abcde";',
        's:5:"abc',
        "i:1",
        "i:x;",
        "a:1:{a:0:{}i:1;}",
        "a:1:{i:0;" * 30,
        "",
    ],
)
def test_objects_and_damaged_values_are_refused(text):
    with pytest.raises(ValueError):
        unserialise(text)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (
            "路过，&lt;b&gt;写得好&lt;/b&gt;，<b>加粗</b> &amp; &quot;引号&quot;",
            '路过，<b>写得好</b>，加粗 & "引号"',
        ),
        ("&amp;amp; &amp;lt;", "&amp; &lt;"),
        ("一<br />\n二<br>三", "一\n二\n三"),
        (
            '<div class="quote"><blockquote>甲: 一<br />\n二</blockquote></div>好',
            "> 甲: 一\n> 二\n好",
        ),
        (
            '见<a href="http://x.example/" target="_blank">http://x.example/</a>',
            "见http://x.example/",
        ),
        ('见<a href="http://x.example/a">这里</a>', "见这里 (http://x.example/a)"),
        ('<a href="javascript:alert(1)">这里</a>', "这里"),
        (' <img src="static/image/smiley/comcom/3.gif" class="vm"> ', "[表情]"),
        ("空&nbsp;&nbsp;&nbsp;格", "空 格"),
        ("[b]旧码[/b] [em:3:]", "旧码 [em:3:]"),
        ("<br /><br />", ""),
    ],
)
def test_a_comment_becomes_plain_text(html, words):
    assert plain_message(html) == words


def test_a_post_is_read_without_its_codes():
    code = (
        "[i=s] 本帖最后由 某人 编辑 [/i][quote][b]原话[/b][/quote]\n回复&amp;[attach]12[/attach]"
        "[url=http://x.example/]这里[/url][img=3,4]http://x.example/a.jpg[/img]"
    )
    assert plain_post(code).split() == [
        ">",
        "原话",
        "回复&这里",
        "(http://x.example/)",
        "http://x.example/a.jpg",
    ]
