"""Posting a comment, and seeing what becomes of it."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments import notifications, posting, sanctions
from comments.forms import CommentForm
from comments.models import Comment
from comments.readers import Reader
from comments.views.asking import reader_of
from portal.lib import formtokens
from portal.lib.http import device_of, new_device, no_store, remember_device, see_other
from portal.lib.readerforms import too_many
from portal.lib.throttle import Refused, hit, network_of

PER_NETWORK, PER_WRITER, WINDOW = 60, 20, timedelta(hours=1)
"""An office shares a network; one person who writes more than twenty an hour is a machine."""

_receipts = signing.Signer(salt="comments.receipt")


def post(request: HttpRequest) -> HttpResponse:
    """Take a comment; answers JSON to the script and a page of one's own otherwise."""
    form = CommentForm(request.POST)
    form.needs_address = not request.user.is_authenticated
    device = "" if request.user.is_authenticated else device_of(request) or new_device()
    refused = _over_limit(request, device)
    if refused is not None:
        return _refuse(request, form, too_many(refused), status=429, retry=refused.retry_after)
    if not form.is_valid():
        return _refuse(request, form, _first_error(form))
    spent = formtokens.spend(form.cleaned_data["token"], form.data["thing"])
    if not spent.is_good:
        return _refuse(request, form, spent.message)
    try:
        comment = _post(request, form.cleaned_data, device)
    except ValidationError as error:
        return _refuse(request, form, " ".join(error.messages))
    if form.cleaned_data["notify"] and comment.state != Comment.State.SPAM:
        reader = reader_of(request) or Reader(device=device)
        notifications.subscribe(comment.thread, reader=reader, email=form.cleaned_data["email"])
    response = _accepted(request, comment)
    if device:
        remember_device(response, device)
    return response


@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """Give a token for `?thing=` to the script of a form that was touched."""
    return no_store(JsonResponse({"token": formtokens.issue(request.GET.get("thing", "")[:80])}))


def fresh_token(request: HttpRequest) -> dict[str, str]:
    """What the confirming page adds: a token of its own, in place of any that was sent."""
    return {"token": formtokens.issue(request.POST.get("thing", "")[:80])}


def receipt(request: HttpRequest, signed: str) -> HttpResponse:
    """One's own comment just sent, with what happens to it next; for its writer's eyes."""
    try:
        pk = int(_receipts.unsign(signed))
    except signing.BadSignature as error:
        raise Http404 from error
    comment = get_object_or_404(Comment.objects.select_related("thread", "author"), pk=pk)
    reader = reader_of(request)
    context: dict[str, Any] = {"comment": comment}
    if reader is not None and reader.wrote(comment):
        context["is_own"] = True
        context["told"] = "" if comment.is_published else _told(request)
        context["letters"] = notifications.standing_of(comment.thread, reader)
    return no_store(render(request, "comments/receipt.html", context))


def _post(request: HttpRequest, cleaned: dict[str, Any], device: str) -> Comment:
    return posting.post(
        cleaned["thing"],
        body=cleaned["text"],
        author=request.user if request.user.is_authenticated else None,
        guest_name=cleaned["name"],
        parent=cleaned["parent"],
        network=network_of(request),
        device=device,
        took_decoy=bool(request.POST.get(formtokens.decoy_name())),
    )


def _over_limit(request: HttpRequest, device: str) -> Refused | None:
    writer = f"member:{request.user.pk}" if request.user.is_authenticated else f"device:{device}"
    for key, limit in ((network_of(request), PER_NETWORK), (writer, PER_WRITER)):
        verdict = hit(f"comment:{key}", limit, WINDOW)
        if isinstance(verdict, Refused):
            return verdict
    return None


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
                "message": _become(request, comment),
            },
            status=201,
        )
    )


def _become(request: HttpRequest, comment: Comment) -> str:
    """What became of it, and why it waits where that is a matter of the writer."""
    if comment.is_published:
        return _("Published.")
    return " ".join([_("Awaiting review."), _told(request)]).strip()


def _told(request: HttpRequest) -> str:
    """What stands against whoever writes from here."""
    member = request.user if request.user.is_authenticated else None
    return sanctions.told_before(member, network_of(request), timezone.now())


def _refuse(
    request: HttpRequest, form: CommentForm, message: str, *, status: int = 400, retry: int = 0
) -> HttpResponse:
    """Say what is wrong, with everything typed still there."""
    fresh = fresh_token(request)["token"]
    if request.accepts("text/html"):
        form.data = request.POST.dict() | {"token": fresh}
        action = reverse("comments:post-confirmed")
        context = {"form": form, "message": message, "action": action, "told": _told(request)}
        response = render(request, "comments/refused.html", context, status=status)
    else:
        response = JsonResponse({"message": message, "token": fresh}, status=status)
    if retry:
        response.headers["Retry-After"] = str(retry)
    return no_store(response)
