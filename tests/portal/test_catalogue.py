"""The catalogues of both Chinese scripts are whole, right in form, and compiled as they stand."""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

LOCALE = Path(__file__).parents[2] / "portal" / "locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z]")

# What the design prints, by what the code says: Simplified, Traditional.
PRINTED = {
    "Home": ("门户", "門戶"),
    "Search": ("搜索", "搜尋"),
    "Sign in": ("登录", "登入"),
    "Sign out": ("退出", "登出"),
    "Settings": ("设置", "設定"),
    "Menu": ("菜单", "選單"),
    "Guest": ("游客", "訪客"),
    "Print": ("打印", "列印"),
    "Text size": ("字号", "字級"),
    "%s comment": ("%s 条评论", "%s 則評論"),
    "Community rules": ("社区约定", "社群約定"),
    "New here?": ("还没有账号？", "還沒有帳號？"),
    "Scan with WeChat to open and forward this story.": (
        "用微信“扫一扫”打开本文，再转发给朋友。",
        "用微信「掃一掃」開啟本文，再轉發給朋友。",
    ),
    "It may have moved, or never existed. Search for it, or start from a section below.": (
        "可能改了地址，也可能从来没有过。可以搜一下，或者从下面的栏目走。",
        "可能改了網址，也可能從來沒有過。可以搜一下，或者從下面的欄目走。",
    ),
}


@dataclass
class Entry:
    """One message of a catalogue."""

    flags: str = ""
    words: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.words["msgid"]

    @property
    def translations(self) -> list[str]:
        return [text for name, text in self.words.items() if name.startswith("msgstr")]


@pytest.fixture(params=CATALOGUES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_there_are_catalogues_of_both_scripts_and_domains() -> None:
    names = {f"{path.parts[-3]}/{path.stem}" for path in CATALOGUES}
    assert names == {
        "zh_Hans/django",
        "zh_Hans/djangojs",
        "zh_Hant/django",
        "zh_Hant/djangojs",
    }


def test_every_message_is_translated(path: Path) -> None:
    assert [entry.id for entry in messages(path) if not all(entry.translations)] == []
    assert [entry.id for entry in messages(path) if "fuzzy" in entry.flags] == []


def test_placeholders_are_those_of_the_message(path: Path) -> None:
    broken = [
        entry.id
        for entry in messages(path)
        if "-format" in entry.flags
        and any(
            sorted(PLACEHOLDER.findall(entry.words.get("msgid_plural", entry.id)))
            != sorted(PLACEHOLDER.findall(text))
            for text in entry.translations
        )
    ]
    assert broken == []


def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    written = {key: text for entry in messages(path) for key, text in keyed(entry)}
    assert {key: text for key, text in compiled.items() if key} == written


def test_both_scripts_hold_the_same_messages() -> None:
    for domain in ("django", "djangojs"):
        simplified, traditional = (
            {key for entry in messages(catalogue(script, domain)) for key, _ in keyed(entry)}
            for script in ("zh_Hans", "zh_Hant")
        )
        assert simplified == traditional


@pytest.mark.parametrize(("column", "script"), [(0, "zh_Hans"), (1, "zh_Hant")])
def test_the_words_are_those_of_the_design(column: int, script: str) -> None:
    said = {
        entry.id: entry.translations[0]
        for entry in messages(catalogue(script, "django"))
        if "msgctxt" not in entry.words
    }
    assert {text: said[text] for text in PRINTED} == {
        text: printed[column] for text, printed in PRINTED.items()
    }


def catalogue(script: str, domain: str) -> Path:
    return LOCALE / script / "LC_MESSAGES" / f"{domain}.po"


def keyed(entry: Entry) -> Iterator[tuple[object, str]]:
    """Give the translations of a message under the keys that gettext finds them by."""
    context = entry.words.get("msgctxt")
    key = entry.id if context is None else f"{context}\x04{entry.id}"
    for number, text in enumerate(entry.translations):
        yield ((key, number) if "msgid_plural" in entry.words else key), text


def messages(path: Path) -> list[Entry]:
    """Read the messages of a catalogue, without its head."""
    return [
        entry
        for part in path.read_text("utf-8").split("\n\n")
        if (entry := read_entry(part)).words and entry.id
    ]


def read_entry(part: str) -> Entry:
    entry = Entry()
    name = ""
    for line in part.splitlines():
        if line.startswith("#"):
            entry.flags += line if line.startswith("#,") else ""
            continue
        if not line.startswith('"'):
            name, line = line.split(" ", 1)
            entry.words[name] = ""
        entry.words[name] += ast.literal_eval(line)
    return entry
