"""Markdown as HTML, with the codes of Hugo and the tags of Jekyll in it.

Of these the ones for pictures, films and links to files are read; of others only what stands
between them stays, and they are counted by name.
"""

import re
from collections import Counter
from html import escape

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

FILMS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "bilibili": "https://www.bilibili.com/video/{}",
    "vimeo": "https://vimeo.com/{}",
}
SILENT = frozenset({"raw", "endraw", "highlight", "endhighlight", "comment", "endcomment"})
"""Codes that mean nothing without the program that read them, and lose nothing."""

_CODE = re.compile(
    r"\{\{[<%]\s*(?P<end>/)?\s*(?P<name>[\w./-]{1,60})(?P<facts>[^{}]{0,2000}?)/?\s*[>%]\}\}"
)
_TAG = re.compile(r"\{%-?\s*(?P<name>\w{1,40})(?P<facts>[^{}%]{0,2000}?)-?%\}")
_VALUE = re.compile(r"\{\{-?\s*(?P<words>[^{}]{0,500}?)\s*-?\}\}")
_QUOTED = re.compile(r"[\"'](?P<path>[^\"']+)[\"']\s*\|\s*(?:relative|absolute)_url")
_FACT = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))|\"([^\"]*)\"|(\S+)")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,300}\}")
_TITLED = re.compile(r"<p>(<img [^<>]{0,2000}?\btitle=\"([^\"<>]{1,1000})\"[^<>]{0,2000}>)</p>")


def to_html(text: str, without: Counter[str]) -> str:
    """The HTML of a text; what has no counterpart is counted."""
    text = _CODE.sub(lambda found: _code(found, without), text)
    text = _TAG.sub(lambda found: _tag(found, without), text)
    text = _VALUE.sub(lambda found: _value(found["words"], without), text)
    made: str = _MARKDOWN.render(_ATTRIBUTES.sub("", text))
    return _TITLED.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", made)


def _code(found: re.Match[str], without: Counter[str]) -> str:
    """{{< figure src="x.jpg" caption="words" >}}"""
    name, facts = found["name"].lower(), _facts(found["facts"])
    if found["end"] or name in SILENT:
        return ""
    if name == "figure" and facts.get("src"):
        words = facts.get("caption") or facts.get("title", "")
        return (
            f'\n\n<figure><img src="{escape(facts["src"])}" alt="{escape(facts.get("alt", ""))}">'
            f"<figcaption>{escape(words)}</figcaption></figure>\n\n"
        )
    if name in ("ref", "relref"):
        return facts.get("", "")
    return _film(name, facts) or _counted(f"shortcode {name}", without)


def _tag(found: re.Match[str], without: Counter[str]) -> str:
    """{% youtube ID %}, or {% include youtube.html id="ID" %}"""
    name, facts = found["name"].lower(), _facts(found["facts"])
    if name in SILENT:
        return ""
    if name in ("link", "post_url"):
        return f"/{facts.get('', '').removesuffix('.md')}.md"
    film = facts.get("", "").removesuffix(".html") if name == "include" else name
    return _film(film.lower(), facts) or _counted(f"tag {name}", without)


def _film(name: str, facts: dict[str, str]) -> str:
    key = facts.get("id") or facts.get("", "")
    if name not in FILMS or not re.fullmatch(r"[\w-]{1,40}", key):
        return ""
    return f'\n\n<iframe src="{FILMS[name].format(key)}"></iframe>\n\n'


def _value(words: str, without: Counter[str]) -> str:
    """{{ site.baseurl }} is nothing here; {{ "/a.jpg" | relative_url }} its path."""
    if quoted := _QUOTED.fullmatch(words):
        return quoted["path"]
    return "" if words in ("site.baseurl", "site.url") else _counted(f"value {words[:40]}", without)


def _counted(name: str, without: Counter[str]) -> str:
    without[name] += 1
    return ""


def _facts(words: str) -> dict[str, str]:
    """Named values, and under no name the first that has none."""
    facts: dict[str, str] = {}
    for found in _FACT.finditer(words):
        values = [part for part in found.groups()[1:] if part is not None]
        facts.setdefault((found[1] or "").lower(), values[0] if values else "")
    return facts
