"""What stands of a story in a table: each column written as text, and read again.

A cell says a section by its path, a source by its slug, credits as "author=林知夏、photographer=…".
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.timezone import get_default_timezone, is_naive, localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.categories import tree
from news.editing import REFERENCES, SWITCHES, TIMES, State
from news.models import LANGUAGES, Article, Byline, BylineRole, Category, Source
from news.permissions import sections_to_write_in
from portal.lib.text import split_tags

COLUMNS = {
    "number": gettext_lazy("number"),
    "version": gettext_lazy("version"),
    "state": gettext_lazy("state"),
    "kicker": gettext_lazy("kicker"),
    "title": gettext_lazy("title"),
    "short_title": gettext_lazy("short title"),
    "summary": gettext_lazy("summary"),
    "section": gettext_lazy("section"),
    "language": gettext_lazy("language"),
    "source": gettext_lazy("source"),
    "bylines": gettext_lazy("credits"),
    "tags": gettext_lazy("tags"),
    "publisher": gettext_lazy("published by"),
    "publish_at": gettext_lazy("publish at"),
    "unpublish_at": gettext_lazy("unpublish at"),
    "embargo_until": gettext_lazy("embargo until"),
    "original_title": gettext_lazy("original title"),
    "original_author": gettext_lazy("original author"),
    "original_url": gettext_lazy("original address"),
    "seo_title": gettext_lazy("search title"),
    "seo_description": gettext_lazy("search description"),
    "allows_comments": gettext_lazy("comments allowed"),
    "reads": gettext_lazy("reads"),
    "comments": gettext_lazy("comments"),
}
"""The columns by the names they have in the files, whatever the language of who writes them."""

TEXT = "text"
"""A column that is read for new stories and never written: a table is no place for long texts."""

TEXTS = (
    *("kicker", "title", "short_title", "summary"),
    *("original_title", "original_author", "original_url"),
    *("seo_title", "seo_description"),
)

READ = (
    *(*TEXTS, "section", "language", "source", "bylines", "tags"),
    *("embargo_until", "allows_comments", TEXT),
)
"""The columns that change something; number and version say of what."""

NAMES = {"section": "category", TEXT: "body"}
"""Columns that are called otherwise in a story's state."""

MOST_TAGS, LONGEST_TAG = 50, 100
LONGEST_TEXT = 200_000

EMPTIED = frozenset({"source", "embargo_until"})
"""Columns, besides the texts, that an empty cell takes away."""

MOMENT = "%Y-%m-%d %H:%M"

YES = frozenset({"yes", "true", "1", "是"})
NO = frozenset({"no", "false", "0", "否"})

_IS_HTML = re.compile(r"<(p|h[1-6]|ul|ol|table|blockquote|figure|div|section)\b", re.IGNORECASE)
_BETWEEN_CREDITS = re.compile(r"[、;；\n]")


def cells_of(article: Article) -> dict[str, str]:
    """The readable columns of a story as a table has them."""
    cells = {name: str(getattr(article, name)) for name in (*TEXTS, "language")}
    return cells | {
        "section": section_in(article),
        "source": article.source.slug if article.source else "",
        "bylines": credits_in(article),
        "tags": tags_in(article),
        "embargo_until": minute_of(article.embargo_until),
        "allows_comments": said_so(article.allows_comments),
    }


def section_in(article: Article) -> str:
    return tree().by_id[article.category_id].path


def credits_in(article: Article) -> str:
    return "、".join(f"{row.role}={row.name}" for row in article.article_bylines.all())


def tags_in(article: Article) -> str:
    return "、".join(sorted(row.tag.name for row in article.tagged.all()))


def minute_of(moment: datetime | None) -> str:
    """A moment on the site's clock, as cells have it: a table goes from hand to hand."""
    return f"{localtime(moment, get_default_timezone()):{MOMENT}}" if moment else ""


def said_so(value: bool) -> str:
    return "yes" if value else "no"


class Known:
    """The sources, people and sections that cells name, asked for once for many rows."""

    def __init__(self, cells: Iterable[Mapping[str, str]], *, by: Any) -> None:
        rows = list(cells)
        self.sections = {row.pk for row in sections_to_write_in(by)}
        self.sources = _sources({row.get("source", "") for row in rows} - {""})
        names = {name for row in rows for _role, name in split_credits(row.get("bylines", ""))}
        self.people = _people(names)


def value_of(column: str, cell: str, article: Article | None, known: Known) -> State:
    """What a cell makes of the story's state. Raises ValidationError, PermissionDenied."""
    if column not in READ:
        return {}
    cell = cell.strip()
    read = READERS.get(column)
    try:
        value = read(cell, article, known) if read else _text(column, cell)
    except ValidationError as error:
        text = f"{label_of(column)}: {' '.join(error.messages)}"
        raise ValidationError(text) from error
    return {} if value is None and column not in EMPTIED else {NAMES.get(column, column): value}


def label_of(name: str) -> str:
    """What a column, or a part of a story's state, is called."""
    column = {"category": "section", "body": TEXT}.get(name, name)
    if column == TEXT:
        return _("Text")
    if column in COLUMNS:
        return str(COLUMNS[column])
    field: Any = Article._meta.get_field(column) if column in REFERENCES + SWITCHES else None
    return str(field.verbose_name) if field else column


def told(before: State | None, after: State, names: Iterable[str]) -> list[tuple[str, str, str]]:
    """The name, the old and the new of what differs, in words."""
    lines = []
    for name in names:
        if before is None or before[name] != after[name]:
            old = _words(name, before[name]) if before is not None else "–"
            new = _words(name, after[name])
            lines += [(label_of(name), old, new)] if old != new else []
    return lines


def split_credits(cell: str) -> list[tuple[str, str]]:
    """The roles and names in a cell; without a role somebody wrote the story."""
    pairs = []
    for part in _BETWEEN_CREDITS.split(cell):
        role, is_given, name = part.partition("=")
        if part.strip():
            pair = (role.strip(), name.strip()) if is_given else ("author", part.strip())
            pairs.append(pair)
    return pairs


# Reading -----------------------------------------------------------------------------------


def _text(column: str, cell: str) -> str:
    """A text as the story's own field takes it."""
    field: Any = Article._meta.get_field(column)
    return field.clean(cell, None)


def _section(cell: str, article: Article | None, known: Known) -> int | None:
    if not cell:
        return None
    found = [row for row in tree().in_order() if cell in (row.path, row.name_zh, row.name_en)]
    exact = [row for row in found if row.path == cell] or found
    if len(exact) != 1:
        raise ValidationError(_("There is no one section “%s”. Write its path.") % cell)
    _refuse_foreign(exact[0], article, known)
    return exact[0].pk


def _refuse_foreign(section: Category, article: Article | None, known: Known) -> None:
    if section.pk in known.sections or (article and article.category_id == section.pk):
        return
    if article is None:
        raise PermissionDenied(_("You may not write in this section."))
    raise PermissionDenied(_("You may not move stories into this section."))


def _language(cell: str, article: Article | None, known: Known) -> str:
    codes = {code: code for code, _name in LANGUAGES}
    codes |= {str(name).casefold(): code for code, name in LANGUAGES}
    if cell.casefold() not in codes:
        raise ValidationError(_("Not one of the languages: %s.") % "、".join(dict(LANGUAGES)))
    return codes[cell.casefold()]


def _source(cell: str, article: Article | None, known: Known) -> int | None:
    if not cell:
        return None
    if cell not in known.sources:
        raise ValidationError(_("There is no source “%s”.") % cell)
    return known.sources[cell]


def _bylines(cell: str, article: Article | None, known: Known) -> list[dict[str, Any]]:
    roles = {str(label): role for role, label in BylineRole.choices}
    roles |= {role: role for role in BylineRole.values}
    lines = []
    for role, name in split_credits(cell):
        if role not in roles:
            kinds = "、".join(BylineRole.values)
            raise ValidationError(
                _("“%(role)s” is none of: %(kinds)s.")
                % {
                    "role": role,
                    "kinds": kinds,
                }
            )
        lines.append({**_person(name, known), "role": roles[role]})
    return lines


def _person(name: str, known: Known) -> dict[str, Any]:
    """The one byline of that name; who has none is credited by the name alone."""
    people = known.people.get(name, set())
    if len(people) > 1:
        raise ValidationError(_("Several people are called %s.") % name)
    if not name or len(name) > 120:
        raise ValidationError(_("A credit needs a name of at most 120 characters."))
    return {"byline": next(iter(people), None), "name": "" if people else name}


def _tags(cell: str, article: Article | None, known: Known) -> list[str]:
    tags = split_tags(cell)
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise ValidationError(
            _("At most %(most)d tags of at most %(longest)d characters.")
            % {"most": MOST_TAGS, "longest": LONGEST_TAG}
        )
    return tags


def _moment(cell: str, article: Article | None, known: Known) -> str | None:
    """A time on the site's clock, to the minute or finer; a day alone is its first minute."""
    if not cell:
        return None
    text = cell.replace("/", "-")
    try:
        moment = parse_datetime(text if ":" in text else f"{text} 00:00")
    except ValueError:
        moment = None
    if moment is None:
        raise ValidationError(_("Write a time as 2026-07-08 09:30."))
    if is_naive(moment):
        moment = make_aware(moment, get_default_timezone())
    return moment.astimezone(UTC).isoformat()


def _switch(cell: str, article: Article | None, known: Known) -> bool | None:
    if not cell:
        return None
    if cell.casefold() not in YES | NO:
        raise ValidationError(_("Write yes or no."))
    return cell.casefold() in YES


def _body(cell: str, article: Article | None, known: Known) -> str | None:
    if not cell:
        return None
    if article is not None:
        raise ValidationError(_("The text of a story that is there is not changed by a table."))
    if len(cell) > LONGEST_TEXT:
        raise ValidationError(_("At most %d characters.") % LONGEST_TEXT)
    if _IS_HTML.search(cell):
        return cell
    return "".join(f"<p>{escape(line.strip())}</p>" for line in cell.split("\n") if line.strip())


READERS: dict[str, Callable[[str, Article | None, Known], Any]] = {
    "section": _section,
    "language": _language,
    "source": _source,
    "bylines": _bylines,
    "tags": _tags,
    "embargo_until": _moment,
    "allows_comments": _switch,
    TEXT: _body,
}


def _sources(names: set[str]) -> dict[str, int]:
    """The numbers of sources by slug and by name; a slug goes before a name."""
    if not names:
        return {}
    rows = list(
        Source.objects.filter(
            Q(slug__in=names) | Q(name_zh__in=names) | Q(name_en__in=names)
        ).values_list("pk", "slug", "name_zh", "name_en")
    )
    found = {english: pk for pk, _slug, _name, english in rows if english}
    found |= {name: pk for pk, _slug, name, _english in rows}
    return found | {slug: pk for pk, slug, _name, _english in rows}


def _people(names: set[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    if names:
        rows = Byline.objects.filter(Q(name_zh__in=names) | Q(name_en__in=names))
        for pk, *spellings in rows.values_list("pk", "name_zh", "name_en"):
            for name in set(spellings) - {""}:
                found.setdefault(name, set()).add(pk)
    return found


# Telling -----------------------------------------------------------------------------------


def _words(name: str, value: Any) -> str:
    if name == "category":
        section = tree().by_id.get(value)
        return section.name if section else "–"
    if name in REFERENCES:
        model: Any = Article._meta.get_field(name).related_model
        return str(model.objects.filter(pk=value).first() or "–") if value else "–"
    if name in TIMES:
        return minute_of(datetime.fromisoformat(value)) if value else "–"
    if name == "language":
        return str(dict(LANGUAGES)[value])
    if name == "bylines":
        return _credited(value) or "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ("、".join(sorted(value)) if isinstance(value, list) else str(value or "")) or "–"


def _credited(lines: list[dict[str, Any]]) -> str:
    numbers = [line["byline"] for line in lines if line.get("byline")]
    names = {row.pk: row.name for row in Byline.objects.filter(pk__in=numbers)}
    roles = dict(BylineRole.choices)
    return "、".join(
        f"{names.get(line.get('byline') or 0, line.get('name', ''))} ({roles[line['role']]})"
        for line in lines
    )
