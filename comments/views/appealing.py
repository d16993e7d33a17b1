"""What was decided about one's comment, and the form to appeal; the address is secret."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from comments import appeals
from comments.appeals import CannotAppeal
from comments.statements import found, statement_of
from portal.lib.http import no_store, see_other
from portal.lib.readerforms import answered, over_limit, too_many


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why the decision is wrong"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 6, "maxlength": appeals.LONGEST}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show the decision with its reasons, the appeal and its outcome; take an appeal by POST."""
    decided = found(ticket)
    if decided is None:
        raise Http404
    form = AppealForm(request.POST or None, label_suffix="")
    refused = None
    if request.method == "POST" and form.is_valid():
        refused = over_limit(request, f"appeal:{ticket}")
        try:
            if refused is None:
                appeals.appeal(decided, form.cleaned_data["text"])
                return see_other("comments:statement", ticket)
            form.add_error(None, too_many(refused))
        except CannotAppeal as refusal:
            form.add_error(None, refusal)
    context = {
        "statement": statement_of(decided),
        "form": form,
        "appeal": getattr(decided, "appeal", None),
        "why_not": appeals.why_not(decided),
        "ticket": ticket,
    }
    status = 400 if form.errors else 200
    return answered(
        no_store(render(request, "comments/statement.html", context, status=status)), refused
    )
