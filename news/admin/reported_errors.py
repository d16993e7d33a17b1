"""Errors that readers reported, beside the form on which a story is corrected."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from news import error_reports
from news.models import Article, Correction, ErrorReport

Outcome = ErrorReport.Outcome

BUTTONS = (Outcome.MENDED, Outcome.DISMISSED)
"""What settles a report without a correction that readers see."""


def rows(article: Article, chosen: str) -> list[dict[str, Any]]:
    """The open reports with the address of their sentence; `chosen` is the one being corrected."""
    return [
        {
            "report": one.report,
            "stands": one.stands,
            "address": _address(article, one.report.sentence),
            "is_chosen": str(one.report.pk) == chosen,
        }
        for one in error_reports.shown(article)
    ]


def settle(request: HttpRequest, article: Article) -> bool:
    """Close the report whose button was pressed; whether there was one."""
    outcome, _colon, pk = request.POST.get("settle", "").partition(":")
    if outcome not in BUTTONS or not is_number(pk):
        return False
    try:
        count = error_reports.settle([int(pk)], article, outcome=outcome, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return True
    if count:
        messages.success(request, _("The report is settled: %s.") % Outcome(outcome).label)
    else:
        messages.warning(request, _("A colleague has settled this report already."))
    return True


def settle_by(request: HttpRequest, article: Article, correction: Correction) -> None:
    """Close the report that the correction answers, if it was worded for one."""
    pk = request.POST.get("about", "")
    if not is_number(pk):
        return
    count = error_reports.settle(
        [int(pk)], article, outcome=Outcome.CORRECTED, by=request.user, correction=correction
    )
    if count:
        messages.success(
            request, ngettext("%d report is settled.", "%d reports are settled.", count) % count
        )


def is_number(text: str) -> bool:
    """Whether the text may be the number of a row."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def _address(article: Article, sentence: str) -> str:
    """The story's page; browsers scroll to the sentence and mark it."""
    place = f"#:~:text={quote(sentence, safe='')}" if sentence else ""
    return f"{article.get_absolute_url()}{place}"
