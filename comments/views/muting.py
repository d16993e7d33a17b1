"""A member's list of readers not to be read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments import muting
from comments.views.agreeing import live_comment
from comments.views.asking import refuse


@login_required
@require_POST
def mute(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the writer of a comment on the list."""
    comment = live_comment(pk)
    try:
        muted = muting.mute(comment, by=request.user)
    except ValidationError as error:
        return refuse(request, " ".join(error.messages), back=comment, status=409)
    messages.success(request, _("You no longer see what %s writes.") % muted.name)
    return redirect("accounts:comments")


@login_required
@require_POST
def unmute(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reader off the list."""
    muting.unmute(pk, by=request.user)
    messages.success(request, _("You see this reader's comments again."))
    return redirect("accounts:comments")
