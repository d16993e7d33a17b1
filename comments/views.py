"""Posting a comment, finding one, and seeing what became of one's own."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comments import posting
from comments.forms import CommentForm
from comments.models import Comment
from comments.reading import page_number_of
from portal.lib.http import device_of, new_device, no_store, remember_device, see_other
from portal.lib.throttle import Refused, hit, network_of

PER_NETWORK, PER_WRITER, WINDOW = 60, 20, timedelta(hours=1)
"""An office shares a network; one person who writes more than twenty an hour is a machine."""

_receipts = signing.Signer(salt="comments.receipt")


def post(request: HttpRequest) -> HttpResponse:
    """Take a comment; answers JSON to the script and a page of one's own otherwise."""
    form = CommentForm(request.POST)
    device = "" if request.user.is_authenticated else device_of(request) or new_device()
    refused = _over_limit(request, device)
    if refused:
        return _refuse(request, form, _too_many(refused), status=429, retry=refused.retry_after)
    if not form.is_valid():
        return _refuse(request, form, _first_error(form))
    try:
        comment = _post(request, form.cleaned_data, device)
    except ValidationError as error:
        return _refuse(request, form, " ".join(error.messages))
    response = _accepted(request, comment)
    if device:
        remember_device(response, device)
    return response


def receipt(request: HttpRequest, signed: str) -> HttpResponse:
    """One's own comment just sent, with what happens to it next; for its writer's eyes."""
    try:
        pk = int(_receipts.unsign(signed))
    except signing.BadSignature as error:
        raise Http404 from error
    comment = get_object_or_404(Comment.objects.select_related("thread", "author"), pk=pk)
    return no_store(render(request, "comments/receipt.html", {"comment": comment}))


def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the page of the discussion where a published comment stands."""
    found = get_object_or_404(
        Comment.objects.published().select_related("thread", "root__thread"), pk=pk
    )
    thing = found.thread.thing
    if thing is None or not thing.is_live():
        raise Http404
    number = page_number_of(found)
    query = f"?comments={number}" if number > 1 else ""
    return HttpResponseRedirect(f"{thing.get_absolute_url()}{query}#comment-{pk}")


def _post(request: HttpRequest, cleaned: dict[str, Any], device: str) -> Comment:
    return posting.post(
        cleaned["thing"],
        body=cleaned["text"],
        author=request.user if request.user.is_authenticated else None,
        guest_name=cleaned["name"],
        parent=cleaned["parent"],
        network=network_of(request),
        device=device,
    )


def _over_limit(request: HttpRequest, device: str) -> Refused | None:
    writer = f"member:{request.user.pk}" if request.user.is_authenticated else f"device:{device}"
    for key, limit in ((network_of(request), PER_NETWORK), (writer, PER_WRITER)):
        verdict = hit(f"comment:{key}", limit, WINDOW)
        if isinstance(verdict, Refused):
            return verdict
    return None


def _too_many(refused: Refused) -> str:
    minutes = -(-refused.retry_after // 60)
    return _("That was a lot at once. Try again in %d minutes.") % minutes


def _first_error(form: CommentForm) -> str:
    return next(str(message) for errors in form.errors.values() for message in errors)


def _accepted(request: HttpRequest, comment: Comment) -> HttpResponse:
    if request.accepts("text/html"):
        return see_other("comments:receipt", _receipts.sign(str(comment.pk)))
    return no_store(
        JsonResponse(
            {
                "id": comment.pk,
                "state": comment.state,
                "writer": comment.writer,
                "text": comment.body,
                "message": str(_("Published.") if comment.is_published else _("Awaiting review.")),
            },
            status=201,
        )
    )


def _refuse(
    request: HttpRequest, form: CommentForm, message: str, *, status: int = 400, retry: int = 0
) -> HttpResponse:
    """Say what is wrong, with everything typed still there."""
    if request.accepts("text/html"):
        context = {"form": form, "message": message, "action": reverse("comments:post-confirmed")}
        response = render(request, "comments/refused.html", context, status=status)
    else:
        response = JsonResponse({"message": message}, status=status)
    if retry:
        response.headers["Retry-After"] = str(retry)
    return no_store(response)
