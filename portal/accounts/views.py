"""A member's own pages: saved stories, comments, settings, sessions."""

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comments.models import Comment, Mute, Subscription
from news.bookmarks import set_bookmark
from news.error_reports import reported_by
from news.models import Article, Bookmark
from portal.accounts.forms import LeavingForm, SettingsForm
from portal.accounts.leaving import CannotLeave, leave
from portal.accounts.models import User
from portal.accounts.own_data import own_data
from portal.accounts.stories import saved_cards
from portal.lib.http import page_number

STORIES_PER_PAGE = 20
COMMENTS_PER_PAGE = 20
LATEST_ERRORS = 20
LATEST_COMMENTS = 5
"""So many stand beside the saved stories; all of them have a page of their own."""


class MemberRequest(HttpRequest):
    """A request behind `login_required`."""

    user: User


@login_required
def saved(request: MemberRequest) -> HttpResponse:
    """The stories a member saved, with the latest comments beside them."""
    page = page_of(saved_by(request.user), STORIES_PER_PAGE, request)
    return render(
        request,
        "accounts/saved.html",
        {
            "page": page,
            "entries": saved_cards(page),
            "latest_comments": written_by(request.user)[:LATEST_COMMENTS],
            **counts_of(request.user),
        },
    )


@login_required
def comments(request: MemberRequest) -> HttpResponse:
    """All that a member wrote, and the errors they reported, with what became of it."""
    page = page_of(written_by(request.user), COMMENTS_PER_PAGE, request)
    wants_letters = Subscription.objects.filter(member=request.user, thread__isnull=True).exists()
    context = {
        "page": page,
        "wants_letters": wants_letters,
        "errors": reported_by(request.user, LATEST_ERRORS),
        "muted": Mute.objects.filter(by=request.user),
        **counts_of(request.user),
    }
    return render(request, "accounts/comments.html", context)


@login_required
def settings(request: MemberRequest) -> HttpResponse:
    """How a member is shown, and the ways to e-mail, password, second factor and sessions."""
    # The form writes on its instance even when it is refused: the page shows the member as saved.
    member = User.objects.get(pk=request.user.pk)
    form = SettingsForm(request.POST or None, instance=member)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form, **counts_of(request.user)})


@login_required
@require_POST
def remove_saved(request: MemberRequest, article_pk: int) -> HttpResponse:
    """Take a story off the list."""
    set_bookmark(request.user, get_object_or_404(Article, pk=article_pk), saved=False)
    messages.success(request, _("The story is off your list."))
    return redirect("accounts:profile")


@login_required
@require_POST
def end_session(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign a member out on one device."""
    get_object_or_404(UserSession, pk=pk, user=request.user).end()
    messages.success(request, _("Signed out on that device."))
    return redirect("usersessions_list")


@login_required
@require_safe
def data(request: MemberRequest) -> HttpResponse:
    """Take one's data along, or erase the account."""
    return render(request, "accounts/data.html", {"form": LeavingForm(), **counts_of(request.user)})


@reauthentication_required
@require_safe
def download(request: MemberRequest) -> HttpResponse:
    """All that is kept of the member, as a file."""
    response = JsonResponse(
        own_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_POST
@reauthentication_required
def erase(request: MemberRequest) -> HttpResponse:
    """Erase the account, once its owner has said so twice."""
    form = LeavingForm(request.POST)
    if form.is_valid():
        try:
            leave(User.objects.get(pk=request.user.pk))
        except CannotLeave as refusal:
            form.add_error(None, refusal)
        else:
            logout(request)
            return redirect("accounts:left")
    return render(request, "accounts/data.html", {"form": form, **counts_of(request.user)})


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Say that the account is gone."""
    return render(request, "accounts/left.html")


def saved_by(user: User) -> QuerySet[Bookmark]:
    """A member's bookmarks, newest first, with what a card shows of their stories."""
    return (
        Bookmark.objects.filter(user=user)
        .select_related("article__category", "article__cover", "article__stats")
        .defer("article__body")
    )


def written_by(user: User) -> QuerySet[Comment]:
    """A member's comments, newest first, with what they are about; never those erased."""
    return (
        Comment.objects.filter(author=user)
        .exclude(state=Comment.State.ERASED)
        .prefetch_related("thread__thing")
    )


def counts_of(user: User) -> dict[str, int]:
    """How much a member saved and wrote, for the head of the pages."""
    return {
        "saved_count": Bookmark.objects.filter(user=user).count(),
        "written_count": written_by(user).count(),
    }


def page_of(rows: QuerySet, size: int, request: HttpRequest) -> Page:
    """The page of a list that the address asks for; Http404 past its end."""
    try:
        return Paginator(rows, size).page(page_number(request))
    except InvalidPage as error:
        raise Http404("There is no such page.") from error
