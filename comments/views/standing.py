"""What a member does about a sanction."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comments import ladder
from comments.models import Sanction
from portal.lib.http import see_other


@login_required
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that one has read one's own warning."""
    sanction = get_object_or_404(Sanction, pk=pk, member=request.user)
    if ladder.acknowledge(sanction, by=request.user):
        messages.success(request, _("Thank you. You can comment again."))
    return see_other("accounts:comments")
