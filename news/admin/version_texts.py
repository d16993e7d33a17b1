"""Versions of a story in words: fields by their labels, changes as pieces of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from news import diffing, editing, revisions
from news.categories import tree
from news.diffing import Block, Piece
from news.editing import State
from news.models import Article, Byline, BylineRole, Image, Revision, Source
from news.permissions import may_edit

NAMES = {
    "bylines": "Credits",
    "gallery": "Gallery",
    "tags": "Tags",
    "related": "Related stories",
    "extra_categories": "Further sections",
    "translation_group": "Translation of",
}
AROUND = 6
IN_PANEL = 6
SUMMARY_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class FieldChange:
    """A field of two versions, in words, and what changed in it."""

    key: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Comparison:
    """Two versions: the fields that differ, and the text block by block."""

    fields: list[FieldChange]
    blocks: list[Block]

    @property
    def has_text_changes(self) -> bool:
        return any(block.op != "same" for block in self.blocks)


def label_of(key: str) -> str:
    """What the form calls a part of the state."""
    if key in NAMES:
        return _(NAMES[key])
    return str(Article._meta.get_field(key).verbose_name)


def fields_in_words(state: State, names: dict[str, dict[int, str]]) -> dict[str, str]:
    """Each part of a state but the body as text; rows by what they are called."""
    words = {key: str(state[key] or "") for key in editing.TEXTS if key not in ("body", "title")}
    words["title"] = state["title_breaks"] or state["title"]
    words.pop("title_breaks")
    sections = {pk: row.name for pk, row in tree().by_id.items()}
    words |= {key: _("Yes") if state[key] else _("No") for key in editing.SWITCHES}
    words["category"] = sections.get(state["category"], "")
    words["source"] = names["source"].get(state["source"], "")
    words["cover"] = names["image"].get(state["cover"], "")
    words["extra_categories"] = "、".join(
        sections[pk] for pk in state["extra_categories"] if pk in sections
    )
    words["bylines"] = "\n".join(_credit(row, names["byline"]) for row in state["bylines"])
    words["gallery"] = "\n".join(
        f"{names['image'].get(row['image'], '')} {row['caption']}".strip()
        for row in state["gallery"]
    )
    words["tags"] = "、".join(sorted(state["tags"]))
    words["related"] = "\n".join(names["story"].get(pk, "") for pk in state["related"])
    return words


def names_in(*states: State) -> dict[str, dict[int, str]]:
    """What the rows that some states name are called."""
    images = {row["image"] for state in states for row in state["gallery"]}
    images |= {state["cover"] for state in states if state["cover"]}
    people = {row["byline"] for state in states for row in state["bylines"] if row["byline"]}
    stories = {pk for state in states for pk in state["related"]}
    sources = {state["source"] for state in states if state["source"]}
    asked: list[tuple[str, Any, set[int]]] = [
        ("image", Image.objects.only("pk", "caption_zh", "caption_en", "original_name"), images),
        ("byline", Byline.objects.all(), people),
        ("story", Article.objects.defer("body"), stories),
        ("source", Source.objects.all(), sources),
    ]
    return {
        kind: {pk: f"#{pk} {row}" if kind == "image" else str(row) for pk, row in found.items()}
        for kind, rows, pks in asked
        for found in [rows.in_bulk(pks) if pks else {}]
    }


def compare(before: State, after: State) -> Comparison:
    """What changed from one version to another."""
    names = names_in(before, after)
    old, new = fields_in_words(before, names), fields_in_words(after, names)
    changed = [
        FieldChange(key, label_of(key), diffing.compare_text(old[key], new[key]))
        for key in new
        if old[key] != new[key]
    ]
    return Comparison(changed, diffing.compare_blocks(before["body"], after["body"]))


def summaries(article: Article, rows: list[Revision]) -> Iterator[tuple[Revision, list[Piece]]]:
    """Each version with the first thing that changed in it; kept, since versions never change."""
    keys = {row.pk: f"desk:changes:{row.hash}:{get_language()}" for row in rows}
    known = cache.get_many(keys.values())
    missing = [row for row in rows if keys[row.pk] not in known and row.erased_at is None]
    states: dict[int, State] = {}
    if missing:
        wanted = {row.number for row in missing} | {row.base for row in missing if row.base}
        found = article.revisions.filter(number__in=wanted, erased_at=None)
        states = {row.number: revisions.state_in(row) for row in found}
    for row in missing:
        before, after = states.get(row.base or 0), states.get(row.number)
        known[keys[row.pk]] = _first_change(before, after) if before and after else []
    if missing:
        fresh = {keys[row.pk]: known[keys[row.pk]] for row in missing}
        cache.set_many(fresh, SUMMARY_SECONDS)
    for row in rows:
        yield row, known.get(keys[row.pk], [])


def newest_of(article: Article) -> list[Revision]:
    """The newest versions without their contents."""
    return list(article.revisions.defer("state").select_related("by")[:IN_PANEL])


def versions_panel(request: Any, article: Article) -> dict[str, Any]:
    """The newest versions, for the panel beside the form, which has asked for them."""
    may_restore = may_edit(request.user, article)
    return {"rows": list(summaries(article, request.newest)), "may_restore": may_restore}


def _first_change(before: State, after: State) -> list[Piece]:
    for key in ("title", "summary"):
        if before[key] != after[key]:
            return _window(diffing.compare_text(before[key], after[key]))
    for block in diffing.compare_blocks(before["body"], after["body"]):
        if block.op != "same":
            return _window(block.pieces)
    changed = [key for key in editing.STATE_KEYS if before[key] != after[key]]
    names = [label_of(key) for key in sorted(changed) if key not in revisions.PLAN]
    return [Piece("same", "、".join(names))] if names else []


def _window(pieces: tuple[Piece, ...]) -> list[Piece]:
    """The first change with a few characters around it, without marks."""
    plain = [Piece(piece.op, piece.plain.replace("<", "‹")) for piece in pieces if piece.plain]
    first = next((place for place, piece in enumerate(plain) if piece.op != "same"), None)
    if first is None:
        return []
    shown = [Piece("same", piece.text[-AROUND:]) for piece in plain[max(0, first - 1) : first]]
    for piece in plain[first : first + 3]:
        limit = AROUND if piece.op == "same" else 30
        shown.append(Piece(piece.op, piece.text[:limit]))
    return shown


def _credit(row: dict[str, Any], people: dict[int, str]) -> str:
    name = people.get(row["byline"], "") if row["byline"] else row["name"]
    return f"{BylineRole(row['role']).label} {name}"
