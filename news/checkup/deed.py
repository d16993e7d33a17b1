"""Looking at a story, and standing before its publication."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import ngettext

from news import revisions
from news.checkup.finding import Finding
from news.checkup.gather import story_of
from news.checkup.registry import findings_in
from news.editing import State
from news.models import Article, Checkup, CheckupOverride, CheckupSettings, Severity
from portal.site.current import site

LONGEST_REASON = 500

REQUIRED = ("picture_credit", "picture_alt")
"""What `workflow.publish` refuses whatever reason is given, where the site asks for it."""

_reason: ContextVar[str] = ContextVar("reason", default="")


class ErrorsStand(ValidationError):
    """The story is not published: errors stand and nobody gave a reason to pass them over."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        count = sum(finding.is_error for finding in findings)
        told = ngettext(
            "The check-up found %d error. Mend it, or say why to publish all the same.",
            "The check-up found %d errors. Mend them, or say why to publish all the same.",
            count,
        )
        super().__init__(format_html('<a href="#checkup">{}</a>', told % count))


@contextmanager
def overriding(reason: str) -> Iterator[None]:
    """Let what is published meanwhile pass over errors, for a reason that is kept."""
    token = _reason.set(reason.strip()[:LONGEST_REASON])
    try:
        yield
    finally:
        _reason.reset(token)


def look_at(article: Article, state: State) -> list[Finding]:
    """All that is found in a story as `state` would make it, the heaviest first.

    Readers get it on the site's clock, whatever that of the editor is.
    """
    asked = rules()
    with timezone.override(None):
        return findings_in(story_of(article, state, asked), _not_asked() | asked.severities)


def rules() -> CheckupSettings:
    """What this newsroom asks."""
    return CheckupSettings.objects.first() or CheckupSettings()


def _not_asked() -> dict[str, str]:
    """The lighter severity of what pictures lack, where the site does not ask for it."""
    if site().requires_picture_texts:
        return {}
    return dict.fromkeys(REQUIRED, Severity.WARNING)


@transaction.atomic
def ask(article: Article, *, by: Any | None, reason: str = "") -> None:
    """Look at the working version before it is published; keep what was found.

    The system (`by` None) is not asked. `reason` is why stages were passed over, if they were;
    it does for errors as well. Raises ErrorsStand.
    """
    if by is None:
        return
    reason = _reason.get() or reason.strip()[:LONGEST_REASON]
    findings = look_at(article, revisions.working_state(article))
    stand = [found for found in findings if found.is_error and found.kind not in REQUIRED]
    if stand and not reason:
        raise ErrorsStand(findings)
    kept = Checkup.objects.create(
        article=article,
        at=timezone.now(),
        by=by,
        revision=article.working_number,
        findings=[finding.as_data() for finding in findings],
    )
    if stand:
        CheckupOverride.objects.create(checkup=kept, reason=reason)
