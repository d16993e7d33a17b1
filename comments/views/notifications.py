"""Letters about answers: confirming an address, ending them, a member's switch."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from comments import notifications
from comments.readers import Reader
from portal.lib.http import no_store


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, signed: str) -> HttpResponse:
    """Ask the owner of the address, and take the answer; a scanner that looks changes nothing."""
    subscription = notifications.asked_about(signed)
    if subscription is None:
        return _page(request, _("This link is no longer good."), status=404)
    if request.method == "POST":
        notifications.confirm(signed)
        return _page(request, _("Confirmed. You get a letter when somebody answers."))
    return _page(request, _("Be written to when somebody answers?"), button=_("Confirm"))


@require_http_methods(["GET", "HEAD", "POST"])
def end_letters(request: HttpRequest, signed: str) -> HttpResponse:
    """End the letters by POST, which a mail program sends by itself (RFC 8058); ask before that."""
    if request.method == "POST":
        if not notifications.end(signed):
            return _page(request, _("This link is no longer good."), status=404)
        return _page(request, _("You get no more letters about answers."))
    return _page(request, _("Get no more letters about answers?"), button=_("Unsubscribe"))


@login_required
@require_POST
def everywhere(request: HttpRequest) -> HttpResponse:
    """A member's switch for all discussions, on the page of one's own comments."""
    if not request.POST.get("on"):
        notifications.end_for(request.user)
        messages.success(request, _("You get no more letters about answers."))
    elif notifications.subscribe(None, reader=Reader(member=request.user)):
        messages.success(request, _("You get a letter when somebody answers."))
    else:
        messages.error(request, _("Confirm the e-mail address of your account first."))
    return redirect("accounts:comments")


def _page(
    request: HttpRequest, message: str, *, button: str = "", status: int = 200
) -> HttpResponse:
    context = {"message": message, "button": button}
    response = no_store(render(request, "comments/letters.html", context, status=status))
    response.headers["X-Robots-Tag"] = "noindex"
    return response
