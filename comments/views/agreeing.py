"""Agreeing with a comment, and one's own part in it."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments import agreeing
from comments.models import EVERYBODY, Comment
from comments.readers import Reader
from comments.views.asking import is_script, reader_of, refuse
from portal.lib.http import new_device, no_store, remember_device, see_other
from portal.lib.readerforms import too_many
from portal.lib.throttle import Refused, hit, network_of
from portal.site.current import site

PER_NETWORK, PER_READER, WINDOW = 240, 60, timedelta(hours=1)
"""An office agrees a lot; one person who agrees with more than one a minute does not read."""


def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree with the comment, or no longer with an empty `agree`."""
    comment = live_comment(pk)
    reader = reader_of(request) or Reader(device=new_device())
    if reader.device and not site().allows_guest_reactions:
        return _ask_to_sign_in(request, comment)
    for key, limit in ((network_of(request), PER_NETWORK), (reader.key, PER_READER)):
        verdict = hit(f"agree:{key}", limit, WINDOW)
        if isinstance(verdict, Refused):
            retry = verdict.retry_after
            return refuse(request, too_many(verdict), back=comment, status=429, retry=retry)
    deed = agreeing.agree if request.POST.get("agree") else agreeing.take_back
    try:
        comment = deed(comment, reader=reader)
    except agreeing.CannotAgree as error:
        return refuse(request, " ".join(error.messages), back=comment, status=409)
    response = _show(request, comment, reader)
    if reader.device:
        remember_device(response, reader.device)
    return response


@require_safe
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own part in a comment, for the reader's eyes, with what one may do."""
    comment = live_comment(pk)
    reader = reader_of(request)
    context = {
        "comment": comment,
        "agrees": reader is not None and comment.agreements.filter(reader.voice()).exists(),
        "is_own": reader is not None and reader.wrote(comment),
    }
    return no_store(render(request, "comments/part.html", context))


def live_comment(pk: int) -> Comment:
    """A published comment on something readers see; Http404 for all others."""
    found = get_object_or_404(
        Comment.objects.visible_to(EVERYBODY).select_related("thread", "author"), pk=pk
    )
    thing = found.thread.thing
    if thing is None or not thing.is_live():
        raise Http404("nothing readers see")
    return found


def _show(request: HttpRequest, comment: Comment, reader: Reader) -> HttpResponse:
    if not is_script(request):
        return see_other("comments:part", comment.pk)
    agrees = comment.agreements.filter(reader.voice()).exists()
    message = _("You agree with this comment.") if agrees else _("You no longer agree.")
    own = {"id": comment.pk, "count": comment.agree_count, "agrees": agrees}
    return no_store(JsonResponse({"agreement": own, "message": message}))


def _ask_to_sign_in(request: HttpRequest, comment: Comment) -> HttpResponse:
    address = f"{reverse('account_login')}?{urlencode({'next': comment.get_absolute_url()})}"
    return (
        no_store(JsonResponse({"sign_in": address})) if is_script(request) else see_other(address)
    )
