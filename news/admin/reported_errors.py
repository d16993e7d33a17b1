"""Errors that readers reported, beside the form on which a story is corrected."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
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


REASONS = ErrorReport.Reason.choices


def rows(request: HttpRequest, article: Article, chosen: str) -> list[dict[str, Any]]:
    """The open reports with the address of their sentence; `chosen` is the one being corrected.

    What was typed for the reader and could not be taken stands there still.
    """
    return [
        {
            "report": one.report,
            "stands": one.stands,
            "address": _address(article, one.report.sentence),
            "is_chosen": str(one.report.pk) == chosen,
            "written_in": _language_of_letter(one.report),
            "reason": request.POST.get(f"reason:{one.report.pk}", ""),
            "note": request.POST.get(f"note:{one.report.pk}", ""),
        }
        for one in error_reports.shown(article)
    ]


def is_pressed(request: HttpRequest) -> bool:
    """Whether a button was pressed that closes a report."""
    return request.method == "POST" and "settle" in request.POST


def settle(request: HttpRequest, article: Article) -> bool:
    """Close the report whose button was pressed; False where something has to be put right."""
    outcome, _colon, pk = request.POST.get("settle", "").partition(":")
    if outcome not in BUTTONS or not is_number(pk):
        return True
    said = {name: request.POST.get(f"{name}:{pk}", "") for name in ("reason", "note")}
    try:
        count = error_reports.settle([int(pk)], article, outcome=outcome, by=request.user, **said)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
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


def _language_of_letter(report: ErrorReport) -> str:
    """The language in which the reader is written to; nothing where no letter is wanted."""
    letter = getattr(report, "letter", None)
    if letter is None or letter.confirmed_at is None:
        return ""
    code = (report.reporter and report.reporter.language) or letter.language
    return dict(settings.LANGUAGES).get(code, code)


def _address(article: Article, sentence: str) -> str:
    """The story's page; browsers scroll to the sentence and mark it."""
    place = f"#:~:text={quote(sentence, safe='')}" if sentence else ""
    return f"{article.get_absolute_url()}{place}"
