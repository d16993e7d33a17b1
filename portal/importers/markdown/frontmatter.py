"""What stands before the text of a Markdown file: YAML between `---`, or TOML between `+++`.

YAML is read without its types, so that 0012 stays 0012 and a date is read as we read dates; no tag
of it makes anything.
"""

import re
import tomllib
from datetime import date, datetime
from typing import Any

import yaml

LONGEST = 100_000
"""Characters of front matter; a longer one is no front matter."""

DEEPEST = 3
"""Levels that are read: a list of things that have names."""

_MATTER = re.compile(
    r"\s*(?P<fence>---|\+\+\+)[ \t]*\n(?P<words>.*?)^(?P=fence)[ \t]*(?:\n|\Z)", re.S | re.M
)
_INNER = ("taxonomies", "params", "extra")
"""Tables in which some programs keep what others have beside the title."""

Facts = dict[str, Any]
"""Values are texts, lists and dicts of texts."""


class Unreadable(Exception):
    """The message says why."""


def split(text: str) -> tuple[Facts, str]:
    """The facts and the text of a file; no facts where it has none. Raises Unreadable."""
    found = _MATTER.match(text.replace("\r\n", "\n").replace("\r", "\n"))
    if found is None:
        return {}, text
    words = found["words"]
    if len(words) > LONGEST:
        raise Unreadable(f"the front matter has {len(words):,} characters")
    try:
        read = _yaml(words) if found["fence"] == "---" else tomllib.loads(words)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise Unreadable(_in_a_line(error)) from error
    if not isinstance(read, dict):
        raise Unreadable("the front matter names nothing")
    facts = {str(name).lower(): _plain(value) for name, value in read.items()}
    for name in _INNER:
        inner = facts.get(name)
        facts = (inner if isinstance(inner, dict) else {}) | facts
    return facts, text.replace("\r\n", "\n").replace("\r", "\n")[found.end() :]


class _Loader(yaml.BaseLoader):
    """Makes nothing but texts, lists and dicts, each as often as it stands there."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse what points back: a few lists of pointers at each other are billions of texts."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("it points back at another part of itself (*)")
        return super().compose_node(parent, index)


def _yaml(words: str) -> Any:
    return yaml.load(words, Loader=_Loader)  # noqa: S506 (it makes nothing but texts)


def _plain(value: Any, depth: int = 1) -> Any:
    """Texts, and lists and dicts of them; what nests deeper is left out."""
    if isinstance(value, (list, dict)):
        if depth > DEEPEST:
            return ""
        if isinstance(value, dict):
            return {str(name).lower(): _plain(one, depth + 1) for name, one in value.items()}
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return "" if value is None else str(value)


def _in_a_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error) or type(error).__name__
    return f"{problem} in line {mark.line + 1}" if mark else " ".join(problem.split())[:200]
