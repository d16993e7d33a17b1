"""The page on which a moderator takes a step against the writer of a comment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from comments import ladder, moderation
from comments.models import Comment, Reason, Sanction

Kind = Sanction.Kind

LASTING: dict[str, timedelta | None] = {
    "1h": timedelta(hours=1),
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "": None,
}
LABELS = (
    ("1h", gettext_lazy("1 hour")),
    ("1d", gettext_lazy("1 day")),
    ("3d", gettext_lazy("3 days")),
    ("7d", gettext_lazy("7 days")),
    ("30d", gettext_lazy("30 days")),
    ("", gettext_lazy("until it is lifted")),
)


class SanctionForm(forms.Form):
    """The step, against what of the writer, for how long, and why."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Measure"),
        choices=[
            (Kind.WARN, gettext_lazy("Warn: writes on when the warning is confirmed as read")),
            (Kind.PREMODERATE, gettext_lazy("Review every comment before it is published")),
            (Kind.MUTE, gettext_lazy("Mute: takes no comments, seven days at most")),
            (Kind.BAN, gettext_lazy("Ban: takes no comments")),
        ],
    )
    subject = forms.ChoiceField(label=gettext_lazy("against"))
    lasting = forms.ChoiceField(label=gettext_lazy("For"), choices=LABELS, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Whom it is against reads it, in the letter and at the next try."),
    )
    rejects = forms.BooleanField(
        label=gettext_lazy("Also reject the comments below"), required=False
    )
    why = forms.TypedChoiceField(
        label=gettext_lazy("Why the comments are rejected"),
        coerce=int,
        choices=Reason.choices,
        initial=Reason.ATTACK,
    )

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        known = ladder.subjects_of(comment)
        self.fields["subject"].choices = [  # type: ignore[attr-defined]
            (value, f"{label} {_said_of(comment, value, known[value])}".strip())
            for value, label in Sanction.Subject.choices
            if value in known
        ]


def urls(site: admin.AdminSite) -> list[URLPattern]:
    return [path("<int:pk>/sanction/", site.admin_view(sanction), name="comments_sanction")]


@require_http_methods(["GET", "HEAD", "POST"])
def sanction(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, with the comments that would be rejected too; then what it says is done."""
    ladder.require_moderator(request.user)
    comment = get_object_or_404(Comment.objects.select_related("author", "thread"), pk=pk)
    form = SanctionForm(request.POST or None, comment=comment, initial=_asked_for(request))
    if request.method == "POST" and form.is_valid() and _is_done(request, comment, form):
        return HttpResponseRedirect(f"{reverse('admin:comments_queue')}?at={comment.pk}")
    context = admin.site.each_context(request) | {
        "title": _("Take a step against a writer"),
        "comment": comment,
        "form": form,
        "hit": ladder.to_reject(comment),
    }
    return render(
        request, "admin/comments/sanction.html", context, status=400 if form.errors else 200
    )


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """What the button that led here stands for."""
    kind, lasting = request.GET.get("kind", Kind.WARN), request.GET.get("lasting", "")
    return {"kind": kind, "lasting": lasting}


def _is_done(request: HttpRequest, comment: Comment, form: SanctionForm) -> bool:
    said = form.cleaned_data
    try:
        with transaction.atomic():
            ladder.impose(
                comment,
                kind=said["kind"],
                subject=said["subject"],
                lasting=LASTING[said["lasting"]],
                reason=said["reason"],
                by=request.user,
            )
            rejected = _rejected(request, comment, said) if said["rejects"] else 0
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, _("It holds from now on; the writer is told."))
    if rejected:
        text = ngettext("%d rejected.", "%d rejected.", rejected)
        messages.success(request, text % rejected)
    return True


def _rejected(request: HttpRequest, comment: Comment, said: dict[str, Any]) -> int:
    """Reject what the page showed, each with its decision, and nothing that came since."""
    shown = set(request.POST.getlist("hit"))
    chosen = [one for one in ladder.to_reject(comment) if str(one.pk) in shown]
    done = moderation.reject(
        chosen,
        by=request.user,
        reason=Reason(said["why"]),
        seen={one.pk: one.state for one in chosen},
        public_note=said["reason"],
    )
    return len(done)


def _said_of(comment: Comment, subject: str, key: str) -> str:
    """Whom the moderator would hit, as far as moderators may know."""
    if subject == Sanction.Subject.MEMBER:
        return comment.writer
    return "" if subject == Sanction.Subject.EMAIL else key
