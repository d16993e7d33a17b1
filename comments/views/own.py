"""One's own comment: changing it for a while, or taking it back; on a page for its writer alone."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from comments import editing
from comments.models import Comment
from comments.posting import MAX_LENGTH
from comments.readers import Reader
from comments.views.asking import reader_of, refuse
from portal.lib import formtokens
from portal.lib.http import no_store, see_other
from portal.lib.readerforms import too_many
from portal.lib.throttle import Refused, hit, network_of

PER_WRITER, WINDOW = 30, timedelta(hours=1)


class EditForm(forms.Form):
    """The new words; their limits are the deed's."""

    token = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your comment"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"maxlength": MAX_LENGTH, "rows": 6}),
    )


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the comment to its writer with what can be done; take new words by POST."""
    comment, reader = _own_comment(request, pk)
    if request.method != "POST":
        return _show(request, comment, EditForm(initial={"text": comment.body}))
    form = EditForm(request.POST)
    verdict = hit(f"comment-edit:{reader.key}", PER_WRITER, WINDOW)
    if isinstance(verdict, Refused):
        return _show(request, comment, form, too_many(verdict), verdict.retry_after)
    if not form.is_valid():
        return _show(request, comment, form, str(_("A comment is a plain text.")))
    spent = formtokens.spend(form.cleaned_data["token"], _key(comment))
    if not spent.is_good:
        return _show(request, comment, form, spent.message)
    try:
        editing.edit(
            comment, body=form.cleaned_data["text"], by=reader, network=network_of(request)
        )
    except ValidationError as error:
        return _show(request, comment, form, " ".join(error.messages))
    return see_other("comments:own", pk)


@csrf_protect
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the comment back."""
    comment, reader = _own_comment(request, pk)
    try:
        editing.withdraw(comment, by=reader)
    except ValidationError as error:
        return refuse(request, " ".join(error.messages), back=comment, status=409)
    return see_other("comments:own", pk)


def _own_comment(request: HttpRequest, pk: int) -> tuple[Comment, Reader]:
    """For everybody but its writer there is no such page."""
    reader = reader_of(request)
    if reader is None:
        raise Http404("not yours")
    mine = reader.own().visible_to(reader).select_related("thread", "author")
    return get_object_or_404(mine, pk=pk), reader


def _key(comment: Comment) -> str:
    return f"comment:{comment.pk}"


def _show(
    request: HttpRequest, comment: Comment, form: EditForm, message: str = "", retry: int = 0
) -> HttpResponse:
    if form.is_bound:
        form.data = request.POST.dict() | {"token": formtokens.issue(_key(comment))}
    else:
        form.initial["token"] = formtokens.issue(_key(comment))
    thing = comment.thread.thing
    context = {
        "comment": comment,
        "form": form,
        "message": message,
        "why_not": editing.why_not_edit(comment, timezone.now()),
        "may_withdraw": editing.may_withdraw(comment),
        "thing": thing if thing is not None and thing.is_live() else None,
    }
    status = (429 if retry else 400) if message else 200
    response = no_store(render(request, "comments/own.html", context, status=status))
    response.headers["X-Robots-Tag"] = "noindex"
    if retry:
        response.headers["Retry-After"] = str(retry)
    return response
