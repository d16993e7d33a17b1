"""What a reader does to a story with one click.

Each answers the script in JSON, and a browser without one by a page of the reader's own.
"""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from news import reads
from news.bookmarks import set_bookmark
from news.models import Article, ReactionKind
from news.own import own_part, reader_of
from news.reactions import ReactionsClosed, Reader, kinds
from news.reactions import react as leave_reaction
from portal.lib.http import no_store, see_other
from portal.lib.http.devices import new_device, remember_device
from portal.lib.throttle import Refused, hit, network_of
from portal.site.current import site

GUEST_REACTIONS, WINDOW = 60, timedelta(hours=1)
"""From one network: an office full of readers passes, a script that votes does not."""


def react(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the reaction `kind`, or withdraw one's own with an empty `kind`."""
    story = _live_story(pk)
    kind = _kind(request.POST.get("kind", ""))
    reader = reader_of(request) or Reader(device=new_device())
    if reader.device and (refusal := _refuse_guest(request, story)):
        return refusal
    try:
        leave_reaction(story, kind, reader=reader)
    except ReactionsClosed:
        return _refuse(request, story, _("This story takes no reactions."), status=409)
    response = _show_own(request, story, reader)
    if reader.device:
        remember_device(response, reader.device)
    return response


def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the story for later, or forget it with an empty `saved`."""
    story = _live_story(pk)
    if not request.user.is_authenticated:
        return _ask_to_sign_in(request, story)
    set_bookmark(request.user, story, saved=bool(request.POST.get("saved")))
    return _show_own(request, story, Reader(user_id=request.user.pk))


def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Count one read; nobody waits for the answer."""
    reads.count_read(pk)
    return no_store(HttpResponse(status=204))


@require_safe
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own part in a story, with exact counts, and the way back."""
    story = _live_story(pk)
    own = own_part(story, reader_of(request))
    return no_store(render(request, "news/mine.html", {"story": story, "own": own}))


def _live_story(pk: int) -> Article:
    return get_object_or_404(Article.objects.live(), pk=pk)


def _kind(chosen: str) -> ReactionKind | None:
    if not chosen:
        return None
    for kind in kinds():
        if str(kind.pk) == chosen:
            return kind
    raise Http404("no such reaction")


def _refuse_guest(request: HttpRequest, story: Article) -> HttpResponse | None:
    if not site().allows_guest_reactions:
        return _ask_to_sign_in(request, story)
    verdict = hit(f"react:{network_of(request)}", GUEST_REACTIONS, WINDOW)
    if isinstance(verdict, Refused):
        message = _("Too many reactions from your network. Try again later.")
        response = _refuse(request, story, message, status=429)
        response.headers["Retry-After"] = str(verdict.retry_after)
        return response
    return None


def _ask_to_sign_in(request: HttpRequest, story: Article) -> HttpResponse:
    query = urlencode({"next": story.get_absolute_url()})
    address = f"{reverse('account_login')}?{query}"
    if _is_script(request):
        return no_store(JsonResponse({"sign_in": address}))
    return see_other(address)


def _show_own(request: HttpRequest, story: Article, reader: Reader) -> HttpResponse:
    if _is_script(request):
        return no_store(JsonResponse(own_part(story, reader).as_data()))
    return see_other("news:mine", story.pk)


def _refuse(request: HttpRequest, story: Article, message: str, *, status: int) -> HttpResponse:
    if _is_script(request):
        return no_store(JsonResponse({"message": message}, status=status))
    context = {"story": story, "message": message}
    return no_store(render(request, "news/refused.html", context, status=status))


def _is_script(request: HttpRequest) -> bool:
    return not request.accepts("text/html")
