"""What the editor chooses from: files of our own for a text, and stories to link to."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format

from news.admin.article_list import search
from news.admin.fields import numbers_in
from news.models import Article, Document

SHOWN_AT_ONCE = 24
MOST_ASKED = 200
MOST_PAGES = 100


def documents(request: HttpRequest) -> JsonResponse:
    """Answer documents, audio and video of our own, the newest first, by `q` or by `ids`."""
    words = request.GET.get("q", "").strip()
    rows = Document.objects.filter(Q(title__icontains=words) | Q(name__icontains=words))
    return _answer(request, rows.order_by("-created_at", "-pk"), _document)


def stories(request: HttpRequest) -> JsonResponse:
    """Answer stories that readers see, the newest first, by words or by number."""
    rows = search(Article.objects.live(), request.GET.get("q", "").strip())
    return _answer(request, rows.order_by("-publish_at", "-pk").defer("body"), _story)


def _answer(request: HttpRequest, rows: Any, told: Callable[[Any], dict[str, Any]]) -> JsonResponse:
    if wanted := request.GET.get("ids"):
        try:
            rows = rows.filter(pk__in=numbers_in(wanted)[:MOST_ASKED])
        except ValidationError:
            rows = rows.none()
        return _as_json(rows, told, has_more=False)
    typed = request.GET.get("page", "")
    page = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1
    start = (min(max(page, 1), MOST_PAGES) - 1) * SHOWN_AT_ONCE
    found = list(rows[start : start + SHOWN_AT_ONCE + 1])
    return _as_json(found[:SHOWN_AT_ONCE], told, has_more=len(found) > SHOWN_AT_ONCE)


def _as_json(
    rows: Iterable[Any], told: Callable[[Any], dict[str, Any]], *, has_more: bool
) -> JsonResponse:
    return JsonResponse({"results": [told(row) for row in rows], "next": has_more})


def _document(row: Document) -> dict[str, Any]:
    about = f"{row.get_kind_display()} · {filesizeformat(row.size)}"
    return {"id": row.pk, "title": str(row), "about": about}


def _story(row: Article) -> dict[str, Any]:
    day = timezone.localtime(row.publish_at)
    about = f"{date_format(day, 'DATE_FORMAT')} · {row.pk}"
    return {"id": row.pk, "title": row.title, "about": about, "address": row.get_absolute_url()}
