"""Jumping about the desk: its pages, what can be begun, stories, pictures and readers.

Only what the user may see is found; the page and the JSON say the same.
"""

import functools
import operator
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from news.models import LANGUAGES, Article, Image
from news.search import find_anywhere, parse
from news.standing import STANDINGS, standing_of
from portal.accounts.models import User, username_key
from portal.dashboard import visible_stories
from portal.lib.words import fold_text

LONGEST = 80
"""Characters of what is typed that count."""

STORIES = 8
LOOKED_THROUGH = 200
"""The newest stories that hold the words; those with the words in the title come first."""

RECENT = 6
RECENT_STEPS = 30
"""The user's latest steps, among which stories come up more than once."""

PAGES = 8

OTHERS = 5
NEWEST = 2_000
"""The newest pictures and members looked through; their own lists search all of them."""


@dataclass(frozen=True)
class Entry:
    """A place to go: what it is called, what is said beside it, and its address."""

    label: str
    hint: str
    url: str


@dataclass(frozen=True)
class Group:
    """Places of one kind."""

    name: str
    entries: list[Entry]


SHOWN = ("kicker", "title", "corrected_as", "state", "publish_at", "unpublish_at")
"""Columns of a story that an entry says; one left out would be fetched row by row."""


def page(request: HttpRequest, site: Any) -> HttpResponse:
    """The search as a page, for who has no script or wants more than a dialog shows."""
    typed = typed_in(request)
    groups = find(typed, user=request.user, menu=site.get_app_list(request))
    context = {
        **site.each_context(request),
        "title": _("Go to"),
        "typed": typed,
        "groups": groups,
    }
    return TemplateResponse(request, "admin/jump.html", context)


def answers(request: HttpRequest, site: Any) -> JsonResponse:
    """The same for the dialog, as JSON: groups of labels, hints and addresses."""
    groups = find(typed_in(request), user=request.user, menu=site.get_app_list(request))
    return JsonResponse({"groups": [asdict(group) for group in groups]})


def typed_in(request: HttpRequest) -> str:
    """What was typed, without what no query needs."""
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]


def find(typed: str, *, user: Any, menu: list[dict[str, Any]]) -> list[Group]:
    """Where the user may go by these words; without words, where the user was lately."""
    stories = visible_stories(user)
    groups = []
    if stories is not None:
        name = _("Stories") if typed else _("What I did last")
        found = holding(typed) if typed else latest_of(user)
        groups.append(Group(name, list(_story_entries(stories, found, typed))))
    if typed:
        groups.append(Group(_("Pictures"), _pictures(typed, user)))
        groups.append(Group(_("Readers"), _readers(typed, user)))
    groups.append(Group(_("Begin"), _matching(_actions(menu, stories is not None), typed)))
    groups.append(Group(_("Pages of the desk"), _matching(_pages(menu), typed)))
    return [group for group in groups if group.entries]


def holding(typed: str) -> list[int]:
    """Ids of the story of that number and of the newest that hold the words."""
    query = parse(typed)
    languages = [code for code, _name in LANGUAGES]
    ids = find_anywhere(query, languages, LOOKED_THROUGH) if query else []
    if typed.isascii() and typed.isdigit() and len(typed) <= 18:
        ids.insert(0, int(typed))
    return list(dict.fromkeys(ids))


def latest_of(user: Any) -> list[int]:
    """Ids of the stories the user did something to last."""
    steps = LogEntry.objects.filter(
        user=user.pk, content_type__app_label="news", content_type__model="article"
    )
    ids = steps.order_by("-pk").values_list("object_id", flat=True)[:RECENT_STEPS]
    return list(dict.fromkeys(int(pk) for pk in ids if pk and pk.isdigit()))[:RECENT]


def _story_entries(stories: Any, ids: list[int], typed: str) -> Iterator[Entry]:
    rows = stories.only(*SHOWN).in_bulk(ids)
    found = [rows[pk] for pk in ids if pk in rows]
    if typed:
        words = fold_text(typed).split()
        found.sort(key=lambda story: not _all_in(words, str(story)))
    for story in found[:STORIES]:
        yield _entry(story)


def _entry(story: Article) -> Entry:
    address = reverse("admin:news_article_change", args=[story.pk])
    return Entry(str(story), f"{STANDINGS[standing_of(story)]} · {story.pk}", address)


def _pictures(typed: str, user: Any) -> list[Entry]:
    """The picture of that number and the newest whose lines hold the words, then all of them."""
    if not user.has_perm("news.view_image"):
        return []
    spoken = ("caption_zh", "caption_en", "alt_zh", "credit", "original_name")
    rows = Image.objects.order_by("-pk")
    words = _holding_all(typed, spoken) & Q(pk__in=rows.values("pk")[:NEWEST])
    found = [
        Entry(str(image), f"{image.credit or '–'} · {image.pk}", _door("news_image_change", image))
        for image in rows.filter(words | _numbered(typed))[:OTHERS]
    ]
    everywhere = Entry(_("All pictures with “%s”") % typed, "", _list_of("news_image", typed))
    return [*found, everywhere] if found else []


def _readers(typed: str, user: Any) -> list[Entry]:
    """The member of that number, name or address, and the newest of such a name."""
    if not user.has_perm("accounts.view_user"):
        return []
    rows = User.objects.order_by("-pk")
    exact = Q(username_key=username_key(typed)) | Q(email=typed.lower()) | _numbered(typed)
    newest = Q(pk__in=rows.values("pk")[:NEWEST])
    named = _holding_all(typed, ("username",)) | _holding_all(typed, ("shown_name",))
    found = [
        Entry(
            str(member), f"{member.username} · {member.pk}", _door("accounts_user_change", member)
        )
        for member in rows.filter(exact | (newest & named))[:OTHERS]
    ]
    everywhere = Entry(_("All members with “%s”") % typed, "", _list_of("accounts_user", typed))
    return [*found, everywhere] if found else []


def _holding_all(typed: str, fields: tuple[str, ...]) -> Q:
    """Every word stands in one of the fields."""
    wanted = Q()
    for word in typed.split():
        wanted &= functools.reduce(operator.or_, (Q(**{f"{f}__icontains": word}) for f in fields))
    return wanted


def _numbered(typed: str) -> Q:
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= 18
    return Q(pk=int(typed)) if is_number else Q(pk=None)


def _door(name: str, row: Any) -> str:
    return reverse(f"admin:{name}", args=[row.pk])


def _list_of(table: str, typed: str) -> str:
    return f"{reverse(f'admin:{table}_changelist')}?{urlencode({'q': typed})}"


def _actions(menu: list[dict[str, Any]], sees_stories: bool) -> Iterator[Entry]:
    """What the menu lets the user add; and the own stories."""
    for group in menu:
        for table in group["models"]:
            if table.get("add_url"):
                label = _("Add: %s") % table["name"]
                yield Entry(label, str(group["name"]), table["add_url"])
    if sees_stories:
        drafts = reverse("admin:news_article_changelist") + "?state=draft&mine=1"
        yield Entry(_("My drafts"), "", drafts)


def _pages(menu: list[dict[str, Any]]) -> Iterator[Entry]:
    yield Entry(_("Today"), "", reverse("admin:index"))
    for group in menu:
        for table in group["models"]:
            if table.get("admin_url"):
                yield Entry(str(table["name"]), str(group["name"]), table["admin_url"])


def _matching(entries: Iterator[Entry], typed: str) -> list[Entry]:
    words = fold_text(typed).split()
    return [entry for entry in entries if _all_in(words, f"{entry.label} {entry.hint}")][:PAGES]


def _all_in(words: list[str], text: str) -> bool:
    folded = fold_text(text)
    return all(word in folded for word in words)
