"""The desk's own pages beside the list of stories: queues, emergencies, review sheets."""

import csv
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from news import notices, queues, sign_offs, steps
from news.admin.article_list import badge
from news.models import Article, SignOff, WorkflowEntry
from news.permissions import may_override
from news.standing import STANDINGS, standing_of
from portal.lib.http import no_store

PER_PAGE = 30
MOST_COUNTED = 100
MOST_EXPORTED = 10_000


def urls(model_admin: Any) -> list[URLPattern]:
    """The pages, for whoever sees stories at all; each looks further where it must."""
    site = model_admin.admin_site

    def door(route: str, view: Any, name: str) -> URLPattern:
        def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if not model_admin.has_view_permission(request):
                raise PermissionDenied
            request.desk = site.each_context(request) | {"opts": model_admin.opts}  # type: ignore[attr-defined]
            request.stories = model_admin.get_queryset(request)  # type: ignore[attr-defined]
            return view(request, **kwargs)

        return path(route, site.admin_view(page), name=f"news_article_{name}")

    return [
        door("queues/", queue, "queues"),
        door("queues/<slug:name>/", queue, "queue"),
        door("emergencies/", emergencies, "emergencies"),
        door("sheets.csv", month_of_sheets, "sheets"),
        door("<int:pk>/sheet/", sheet, "sheet"),
        door("<int:pk>/sheet.csv", sheet_as_table, "sheet_csv"),
    ]


def queue(request: Any, name: str = "awaiting") -> HttpResponse:
    """The stories of a queue, the most pressing first, and how long the other queues are."""
    if name not in queues.QUEUES:
        raise Http404
    counts = {
        key: queues.queue(key, request.user).order_by()[:MOST_COUNTED].count()
        for key in queues.QUEUES
    }
    rows = queues.queue(name, request.user)
    rows = rows.select_related("category", "publisher", "assignment__assignee").defer("body")
    page = Paginator(rows[: counts[name]], PER_PAGE).get_page(request.GET.get("p"))
    now = timezone.now()
    context = {
        "queues": [(key, label, counts[key]) for key, label in queues.QUEUES.items()],
        "chosen": name,
        "most": MOST_COUNTED,
        "page": page,
        "rows": [(row, badge(row), _work(row), _is_late(row, now)) for row in page],
        "zone": timezone.get_current_timezone_name(),
        "may_override": may_override(request.user),
        "notices": notices.newest(request.user),
    }
    return _page(request, "queue", str(queues.QUEUES[name]), context)


def emergencies(request: Any) -> HttpResponse:
    """What was published past the stages, by whom and why."""
    rows = WorkflowEntry.objects.filter(move="override", article__in=request.stories)
    rows = rows.select_related("article", "by").defer("article__body")
    page = Paginator(rows[:MOST_EXPORTED], PER_PAGE).get_page(request.GET.get("p"))
    return _page(request, "emergencies", _("Published past the stages"), {"page": page})


def sheet(request: Any, pk: int) -> HttpResponse:
    """Who answered for which text of a story, to be read, printed and filed."""
    article = _story(request, pk)
    assignment = article.assignment if hasattr(article, "assignment") else None
    context = {
        "article": article,
        "text": sign_offs.text_of(article) if article.working_number else None,
        "standing": STANDINGS[standing_of(article)],
        "held": {row.pk for row in sign_offs.in_force(article, assignment)},
        "rows": article.sign_offs.all(),
        "steps": [
            (entry, steps.SAID.get(entry.move, entry.move))
            for entry in article.workflow_entries.select_related("by").order_by("at", "pk")
        ],
        "printed_at": timezone.now(),
    }
    return _page(request, "sheet", _("Review sheet"), context)


def sheet_as_table(request: Any, pk: int) -> HttpResponse:
    """The same sign-offs as CSV."""
    article = _story(request, pk)
    return _csv(f"sheet-{article.pk}.csv", article.sign_offs.select_related("article"))


def month_of_sheets(request: Any) -> HttpResponse:
    """All sign-offs of a month, `?month=2026-07`, as CSV."""
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        raise Http404 from None
    begin, end = _midnight(first), _midnight((first + timedelta(days=31)).replace(day=1))
    rows = SignOff.objects.filter(at__gte=begin, at__lt=end, article__in=request.stories)
    rows = rows.select_related("article").defer("article__body")
    return _csv(f"sheets-{first:%Y-%m}.csv", rows[:MOST_EXPORTED])


def _csv(name: str, rows: Any) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    no_store(answer)
    # Spreadsheets take a file without this mark for the local code page.
    answer.write("\ufeff")
    table = csv.writer(answer)
    heads = (_("Story"), _("Title"), _("Stage"), _("Signer"), _("Time"), _("Version"), _("Hash"))
    table.writerow([*heads, _("Address")])
    for row in rows:
        story = row.article
        at = timezone.localtime(row.at).isoformat(timespec="seconds")
        address = reverse("admin:news_article_sheet", args=[story.pk])
        texts = (story.title, row.get_stage_display(), row.signer)
        facts = (at, row.revision, row.content_hash, address)
        table.writerow([story.pk, *map(_as_text, texts), *facts])
    return answer


def _as_text(value: Any) -> str:
    """Keep a spreadsheet from taking a title or a name for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _work(article: Article) -> Any:
    return article.assignment if hasattr(article, "assignment") else None


def _is_late(article: Article, now: datetime) -> bool:
    row = _work(article)
    return row is not None and row.is_overdue(now)


def _story(request: Any, pk: int) -> Article:
    return get_object_or_404(request.stories.select_related("assignment"), pk=pk)


def _page(request: Any, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    shell = request.desk | {"title": title}
    return render(request, f"admin/news/article/{template}.html", shell | context)
