"""The panel beside a story's form: what it waits for, who has it in hand, what was done."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news import assignments, steps
from news.models import Article, Assignment, Stage, WorkflowEntry
from news.permissions import may_edit
from portal.lib.admin import MomentField

PREFIX = "desk"
SHOWN_STEPS = 6
READ_STEPS = 30
"""More steps than a round has; the panel learns from them what is signed, in one query."""

People = list[tuple[Any, str]]


class WorkForm(forms.Form):
    """Who is to do it and by when; the reason is for the button that asks for one."""

    assignee = forms.ChoiceField(label=_("Assigned to"), required=False)
    due_at = MomentField(label=_("Due"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For sending back and for emergencies."),
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, prefix=PREFIX, label_suffix="", **kwargs)
        field: Any = self.fields["assignee"]
        field.choices = [("", "---------"), *people]


def work_panel(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What the story waits for, its sign-offs and its latest steps."""
    row = _assignment(article)
    sent = request.POST if f"{PREFIX}-due_at" in request.POST else None
    form = WorkForm(sent, initial=_initial(row), people=_people(request))
    log = list(article.workflow_entries.select_related("by")[:READ_STEPS])
    return {
        "assignment": row,
        "is_overdue": row is not None and row.is_overdue(timezone.now()),
        "form": form,
        "may_change": may_edit(request.user, article),
        "stages": list(_stages(article, row, log)),
        "steps": [(entry, steps.SAID.get(entry.move, entry.move)) for entry in log[:SHOWN_STEPS]],
        "zone": timezone.get_current_timezone_name(),
    }


def keep(request: HttpRequest, article: Article, *, by: Any) -> None:
    """Save who has the story in hand, where the form says another than it did before."""
    if f"{PREFIX}-due_at" not in request.POST:
        return
    row = _assignment(article)
    form = WorkForm(request.POST, initial=_initial(row), people=_people(request))
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    if not {"assignee", "due_at"} & set(form.changed_data) or _is_done(article):
        return
    wanted = form.cleaned_data["assignee"]
    to = get_user_model().objects.get(pk=wanted) if wanted else None
    assignments.assign(article, to=to, due_at=form.cleaned_data["due_at"], by=by)


def reason_in(request: HttpRequest) -> str:
    return request.POST.get(f"{PREFIX}-reason", "")


def _stages(
    article: Article, row: Assignment | None, log: list[WorkflowEntry]
) -> Iterator[tuple[Stage, WorkflowEntry | None]]:
    """The stages asked for, each with its sign-off of this round if the text is still that one.

    Whether the text is byte for byte what was signed is looked at before it is published.
    """
    begun = row.handed_at if row is not None and row.stage else None
    signed: dict[str, WorkflowEntry] = {}
    for entry in reversed(log):
        is_of_round = begun is not None and entry.at >= begun
        if is_of_round and not (
            steps.binds_sign_offs() and entry.revision != article.working_number
        ):
            signed[entry.move] = entry
    for stage in steps.stages():
        yield stage, signed.get(stage)


def _assignment(article: Article) -> Assignment | None:
    return article.assignment if hasattr(article, "assignment") else None


def _initial(row: Assignment | None) -> dict[str, Any]:
    return {"assignee": row.assignee_id or "", "due_at": row.due_at} if row else {"assignee": ""}


def _is_done(article: Article) -> bool:
    """Whether nobody needs to have it in hand: it is published as it stands, or put away."""
    at_work = (Article.State.DRAFT, Article.State.REVIEW)
    return article.state not in at_work and not article.has_pending()


def _people(request: Any) -> People:
    """The newsroom, read once with the form where the form has read it."""
    if not hasattr(request, "people"):
        request.people = people()
    return request.people


def newsroom(*besides: Any) -> QuerySet[Any]:
    """Everybody of the newsroom; `besides` are keys of others to be named."""
    return get_user_model().objects.filter(
        Q(is_staff=True, is_active=True) | Q(pk__in=[pk for pk in besides if pk])
    )


def people(*besides: Any) -> People:
    """The same, to choose from."""
    return [(row.pk, str(row)) for row in newsroom(*besides)]
