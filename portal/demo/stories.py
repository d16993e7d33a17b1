"""Reads the demo stories; the package's docstring describes their files."""

import re
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path

LANGUAGES = {"zh": "zh-hans", "en": "en"}
ROLES = {"author", "photographer", "editor", "proofreader", "translator"}
STATES = {"published", "draft", "review", "withdrawn", "scheduled"}
SPAN_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class StoryError(ValueError):
    """A story file breaks the rules; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A person's part in a story: `byline` is a key of `city.toml`, or else `name` is free text."""

    role: str
    byline: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class GalleryPicture:
    """A picture of the gallery; an empty caption means the picture's own."""

    picture: str
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story in one language, with keys where the database will hold ids."""

    key: str
    language: str
    title: str
    summary: str
    section: str
    source: str
    bylines: tuple[Credit, ...]
    age: timedelta
    body: str
    kicker: str = ""
    title_breaks: str = ""
    short_title: str = ""
    extra_sections: tuple[str, ...] = ()
    cover: str = ""
    gallery: tuple[GalleryPicture, ...] = ()
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    highlighted: bool = False
    pinned: timedelta | None = None
    translation_of: str = ""
    state: str = "published"
    original_title: str = ""
    original_url: str = ""
    original_author: str = ""
    ai_label: str = ""

    @property
    def pictures(self) -> list[str]:
        """The keys of every picture the story shows: cover, gallery, figures."""
        shown = [self.cover] if self.cover else []
        shown += [item.picture for item in self.gallery]
        return shown + re.findall(r'data-image="([^"]+)"', self.body)

    @property
    def documents(self) -> list[str]:
        """The keys of every document the body shows."""
        return re.findall(r'data-document="([^"]+)"', self.body)


def load_stories(folder: Path) -> list[Story]:
    """Read every story of the folder, Chinese before its translation, newest first."""
    stories = [parse_story(path) for path in sorted(folder.glob("*.*.html"))]
    return sorted(stories, key=lambda story: (story.age, story.key, story.language == "en"))


def parse_story(path: Path) -> Story:
    """Read one story file; raise StoryError when it breaks the rules."""
    head, mark, body = path.read_text(encoding="utf-8").partition("\n---\n")
    if not mark:
        raise StoryError(f"{path.name}: no line --- between header and body")
    key, _, ending = path.name.removesuffix(".html").partition(".")
    try:
        headers = _headers(head)
        story = Story(key=key, language=LANGUAGES[ending], body=body.strip(), **headers)
        _check(story)
    except (KeyError, TypeError, ValueError) as error:
        raise StoryError(f"{path.name}: {error}") from error
    return story


def _headers(head: str) -> dict:
    values = {}
    for line in head.splitlines():
        name, colon, value = line.partition(":")
        if not colon or name not in HEADER_NAMES:
            raise ValueError(f"not a header line: {line}")
        if name in values:
            raise ValueError(f"header twice: {name}")
        values[name] = READERS.get(name, str)(value.strip())
    return values


def _check(story: Story) -> None:
    if story.title_breaks and story.title_breaks.replace("|", "") != story.title:
        raise ValueError("title_breaks is not the title with | hints")
    if story.state not in STATES:
        raise ValueError(f"unknown state {story.state}")
    if bool(story.translation_of) != (story.language != "zh-hans"):
        raise ValueError("translation_of belongs in translations, and only there")
    if (story.state == "scheduled") != (story.age < timedelta()):
        raise ValueError("a scheduled story has a negative age, and only a scheduled one")


def _names(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def span(value: str) -> timedelta:
    """Read a span of time like 40m, 3h, 2d or 5w; city.toml writes them too."""
    match = re.fullmatch(r"(-?\d+)([mhdw])", value)
    if not match:
        raise ValueError(f"not a span of time like 3h or 2d: {value}")
    return timedelta(**{SPAN_UNITS[match[2]]: int(match[1])})


def _yes(value: str) -> bool:
    if value not in {"yes", "no"}:
        raise ValueError(f"not yes or no: {value}")
    return value == "yes"


def _credits(value: str) -> tuple[Credit, ...]:
    return tuple(_credit(part) for part in _names(value))


def _credit(part: str) -> Credit:
    role, _, who = (piece.strip() for piece in part.partition("="))
    if role not in ROLES or not who:
        raise ValueError(f"not a byline: {part}")
    if who.startswith('"'):
        return Credit(role, name=who.strip('"'))
    return Credit(role, byline=who)


def _gallery(value: str) -> tuple[GalleryPicture, ...]:
    pairs = (part.partition("=") for part in value.split("|"))
    return tuple(GalleryPicture(key.strip(), caption.strip()) for key, _, caption in pairs)


HEADER_NAMES = {field.name for field in fields(Story)} - {"key", "language", "body"}
READERS = {
    "extra_sections": _names,
    "tags": _names,
    "related": _names,
    "bylines": _credits,
    "gallery": _gallery,
    "age": span,
    "pinned": span,
    "highlighted": _yes,
}
