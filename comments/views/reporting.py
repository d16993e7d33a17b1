"""Reporting a comment: a page of one's own, so that pages of stories stay the same for all."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comments import things
from comments.models import EVERYBODY, Comment, Report
from comments.readers import Reader
from comments.reporting import CannotReport, report
from comments.views.asking import reader_of
from portal.lib.http import new_device, no_store, remember_device
from portal.lib.readerforms import answered, over_limit, too_many
from portal.lib.throttle import Refused, network_of


class ReportForm(forms.Form):
    """Why, and what exactly."""

    why = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"),
        choices=[("", gettext_lazy("Choose …")), *Report.Why.choices],
    )
    text = forms.CharField(
        label=gettext_lazy("Details"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Only moderators read this; the writer never learns who reported."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The form on a published comment, and thanks for it."""
    comment = _standing(pk)
    form = ReportForm(request.POST or None, label_suffix="")
    if request.method != "POST" or not form.is_valid():
        return _show(request, comment, form)
    by = reader_of(request) or Reader(device=new_device())
    refused = over_limit(request, f"report:{by.key}")
    if refused is not None:
        form.add_error(None, too_many(refused))
        return _show(request, comment, form, refused=refused)
    try:
        report(comment, by=by, network=network_of(request), **form.cleaned_data)
    except CannotReport as refusal:
        form.add_error(None, refusal)
        return _show(request, comment, form)
    response = no_store(render(request, "comments/reported.html", {"comment": comment}))
    if by.device:
        remember_device(response, by.device)
    return response


def _show(
    request: HttpRequest, comment: Comment, form: forms.Form, *, refused: Refused | None = None
) -> HttpResponse:
    thing = comment.thread.thing
    context: dict[str, Any] = {
        "comment": comment,
        "form": form,
        "mending": things.mending_address(thing),
    }
    status = 400 if form.errors else 200
    page = render(request, "comments/report.html", context, status=status)
    return answered(page, refused)


def _standing(pk: int) -> Comment:
    """A comment that readers see now, on something they see."""
    published = Comment.objects.visible_to(EVERYBODY).select_related("author", "thread")
    comment = get_object_or_404(published, pk=pk)
    thing: Any = comment.thread.thing
    if thing is None or not thing.is_live():
        raise Http404
    return comment
