"""The check-up in the form of a story: asked for by a button, or met on the way to the readers.

Nothing is saved by looking: the form comes back as it was typed, with what was found beside it.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from news import checkup, links, revisions
from news.admin.writing import editable
from news.checkup import Finding
from news.editing import State
from news.models import Article
from news.permissions import may_edit
from portal.lib.admin import Refused

LOOK, MEND, REASON = "_checkup", "_mend", "checkup_reason"
"""Names of the button that looks, of those that take a suggestion, and of the reason."""

ALL = "all"

MENDED = ("title", "summary", "body")

ANCHORS = {"article_bylines": "article_bylines-group", "gallery": "gallery-group"}
"""Where the places are that are no fields."""


MOST_SHOWN = 50


def urls(model_admin: Any) -> list[URLPattern]:
    """The address beside the form of a story."""
    view = model_admin.admin_site.admin_view(checkups)
    return [path("<int:pk>/checkups/", view, name="news_article_checkups")]


class Looked(ValidationError):
    """The form comes back with what was found; nothing was saved."""

    def __init__(self, findings: list[Finding], told: str) -> None:
        self.findings, self.told = findings, told
        super().__init__(told)


def answer(request: HttpRequest, article: Article, state: State) -> None:
    """Where one of the check-up's buttons was pressed, raise Refused with what was found."""
    wanted = request.POST.get(MEND, "")
    if not wanted and LOOK not in request.POST:
        return
    # The form has written into its instance; what it does not ask for is the row's.
    article = Article.objects.select_related("category").get(pk=article.pk)
    state = revisions.working_state(article) | state
    if wanted:
        findings = checkup.look_at(article, state)
        taken = [found for found in findings if found.fix and wanted in (found.key, ALL)]
        texts = {name: request.POST.get(name, "") for name in MENDED}
        better = checkup.mended(texts | {"body": state["body"]}, taken)
        _type_into(request, better)
        findings = checkup.look_at(article, state | _split(better))
        told = _("The suggestion stands in the form. It is saved when you save.")
        raise Refused(Looked(findings, told if taken else _("This suggestion no longer fits.")))
    told = _("Checked as it stands in the form; nothing was saved.")
    links.ask_later(state["body"])
    raise Refused(Looked(checkup.look_at(article, state), told))


def is_answered(request: HttpRequest) -> bool:
    """Whether the form came back for the check-up alone, with no fault of what was typed."""
    return isinstance(getattr(request, "refusal", None), Looked)


def checkup_panel(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What was found just now; what was found earlier has a page of its own."""
    refusal = getattr(request, "refusal", None)
    context = {"may_check": may_edit(request.user, article), "reason": request.POST.get(REASON, "")}
    if isinstance(refusal, (Looked, checkup.ErrorsStand)):
        return context | _listed(refusal.findings) | {"told": getattr(refusal, "told", "")}
    return context


def checkups(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found each time the story was published, and why errors were passed over."""
    article = editable(request, pk)
    rows = article.checkups.select_related("by", "override")[:MOST_SHOWN]
    context = admin.site.each_context(request) | {
        "title": _("Check-ups"),
        "article": article,
        "opts": Article._meta,
        "rows": [(row, [Finding.from_data(data) for data in row.findings]) for row in rows],
    }
    return render(request, "admin/news/article/checkups.html", context)


def _listed(findings: list[Finding]) -> dict[str, Any]:
    return {
        "is_checked": True,
        "findings": [(finding, anchor_of(finding)) for finding in findings],
        "has_errors": any(finding.is_error for finding in findings),
        "can_mend_all": sum(finding.fix is not None for finding in findings) > 1,
    }


def anchor_of(finding: Finding) -> str:
    """The id of the element on the page where it was found."""
    name = finding.place.field
    return ANCHORS.get(name, f"id_{name}")


def _type_into(request: HttpRequest, better: dict[str, str]) -> None:
    typed = request.POST.copy()
    for name, value in better.items():
        if name in typed:
            typed[name] = value
    request.POST = typed  # type: ignore[assignment]


def _split(typed: dict[str, str]) -> State:
    """The texts as the story keeps them: no hints in the title."""
    return typed | {"title": typed["title"].replace("|", "")}
