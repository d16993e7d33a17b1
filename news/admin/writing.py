"""The addresses the form of a story talks to while somebody writes: autosave and presence."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localtime, make_aware, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from news import drafts, editing, presence, revisions
from news.admin.body import MAX_LENGTH
from news.body import clean
from news.models import Article, BylineRole
from news.permissions import may_edit
from portal.lib.text import split_hints, split_tags


def urls(model_admin: Any) -> list[URLPattern]:
    """The addresses beside the form of a story."""

    def door(route: str, view: Any, name: str) -> URLPattern:
        return path(route, model_admin.admin_site.admin_view(view), name=f"news_article_{name}")

    return [
        door("<int:pk>/draft/", draft, "draft"),
        door("<int:pk>/draft/drop/", drop, "drop"),
        door("<int:pk>/presence/", attend, "presence"),
        door("<int:pk>/takeover/", take_over, "takeover"),
        door("<int:pk>/discard/", discard, "discard"),
    ]


def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was typed so far; asked by GET, say who is signed in and with which token."""
    article = editable(request, pk)
    if request.method != "POST":
        mine = drafts.own(article, by=request.user)
        return JsonResponse(_about(request) | {"version": mine.version if mine else 0})
    try:
        sent = json.loads(request.body)
        typed = QueryDict(mutable=True)
        for name, value in sent["fields"]:
            typed.appendlist(str(name), _storable(str(value)))
        base, version = int(sent["base"]), int(sent["version"] or 0)
    except (KeyError, TypeError, ValueError):
        return JsonResponse({"error": _("This could not be read.")}, status=400)
    try:
        version = drafts.keep(
            article,
            typed_state(article, typed),
            by=request.user,
            base=base,
            version=version,
            is_forced=bool(sent.get("force")),
        )
    except drafts.Overtaken:
        told = _("Another tab or window of yours kept a later text.")
        return JsonResponse({"error": told}, status=409)
    except drafts.TakenOver as taken:
        told = _("%s took this story over.") % name_of(taken.by)
        return JsonResponse({"error": told, "taken_over": True}, status=409)
    return JsonResponse({"version": version, "at": localtime(now()).strftime("%H:%M")})


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the unsaved text away."""
    article = editable(request, pk)
    drafts.drop(article, by=request.user)
    messages.success(request, _("The unsaved text is gone."))
    return redirect("admin:news_article_change", pk)


@require_POST
def attend(request: HttpRequest, pk: int) -> HttpResponse:
    """The heartbeat of an open form: who else is there, and which version is the newest."""
    article = editable(request, pk)
    mine = presence.look(article, by=request.user)
    taken = mine.taken_over_by
    return JsonResponse(
        {
            "others": [name_of(row.editor) for row in presence.others(article, by=request.user)],
            "taken_over_by": name_of(taken) if taken else "",
            "head": article.working_number,
        }
    )


@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on alone with a story; the others are told."""
    presence.take_over(editable(request, pk), by=request.user)
    messages.success(request, _("You go on with this story; the others are told."))
    return redirect("admin:news_article_change", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the version that waits, and go on from what readers see."""
    article = editable(request, pk)
    revisions.discard_pending(article, by=request.user)
    told = _("The story is again what readers see. What waited is among the versions.")
    messages.success(request, told)
    return redirect("admin:news_article_change", pk)


def editable(request: HttpRequest, pk: int) -> Article:
    """The story, for who may change it. Raises Http404, PermissionDenied."""
    article = get_object_or_404(Article.objects.select_related("category"), pk=pk)
    if not may_edit(request.user, article):
        raise PermissionDenied
    return article


def name_of(user: Any) -> str:
    """What colleagues call somebody."""
    return user.display_name if user else _("Somebody")


def typed_state(article: Article, typed: QueryDict) -> editing.State:
    """A half-filled form as far as it makes sense; what makes none is left as it was."""
    state: editing.State = {name: typed.get(name, "") for name in editing.TEXTS if name in typed}
    if "title" in typed:
        title, breaks = split_hints(" ".join(typed["title"].split()))
        state |= {"title": title, "title_breaks": breaks}
    state["body"] = clean(typed.get("body", "")[:MAX_LENGTH])
    state |= {name: name in typed for name in editing.SWITCHES}
    state |= {name: _number(typed.get(name)) for name in editing.REFERENCES if name in typed}
    state["category"] = state.get("category") or article.category_id
    for name in editing.TIMES:
        if name in typed and not _is_same_minute(getattr(article, name), typed[name]):
            state[name] = _iso(typed[name])
    original = Article.objects.filter(pk=_number(typed.get("translation_of")) or 0)
    if group := original.values_list("translation_group", flat=True).first():
        state["translation_group"] = str(group)
    return state | {
        "extra_categories": sorted(_numbers(typed.getlist("extra_categories"))),
        "tags": split_tags(typed.get("tags", "")),
        "related": _numbers(typed.get("related_stories", "").replace("，", ",").split(",")),
        "bylines": [
            {
                "byline": _number(row.get("byline")),
                "name": row.get("free_name", ""),
                "role": _role(row.get("role", "")),
            }
            for row in _rows(typed, "article_bylines")
            if row.get("byline") or row.get("free_name", "").strip()
        ],
        "gallery": [
            {"image": _number(row["image"]), "caption": row.get("caption", "")}
            for row in _rows(typed, "gallery")
            if _number(row.get("image"))
        ],
    }


def _rows(typed: QueryDict, prefix: str) -> list[dict[str, str]]:
    """The rows under a prefix that are not taken out, in the order of their places."""
    total = min(_number(typed.get(f"{prefix}-TOTAL_FORMS")) or 0, 1000)
    rows: list[dict[str, str]] = [{} for _place in range(total)]
    for name, value in typed.items():
        start, number, field = [*name.split("-", 2), "", ""][:3]
        if start == prefix and number.isdigit() and int(number) < total:
            rows[int(number)][field] = str(value)
    kept = [row for row in rows if row and not row.get("DELETE")]
    return sorted(kept, key=lambda row: _number(row.get("position")) or 0)


def _about(request: HttpRequest) -> dict[str, Any]:
    return {"csrf": get_token(request), "user": request.user.pk}


def _storable(text: str) -> str:
    """Text without what no database takes: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _numbers(texts: list[str]) -> list[int]:
    return list(dict.fromkeys(number for number in map(_number, texts) if number))


def _role(text: str) -> str:
    return text if text in BylineRole.values else BylineRole.AUTHOR.value


def _iso(text: str) -> str | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    if moment is None:
        return None
    return (make_aware(moment) if is_naive(moment) else moment).isoformat()


def _is_same_minute(moment: Any, text: str) -> bool:
    shown = localtime(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""
    return shown == text[:16]
