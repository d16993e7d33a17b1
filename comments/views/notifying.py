"""The form for notices of unlawful content, and what became of one; no sign-in."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from comments import notices
from comments.models import EVERYBODY, Comment, LegalNotice
from comments.notices import CannotNotify
from portal.lib.http import no_store, see_other
from portal.lib.readerforms import answered, over_limit, too_many
from portal.lib.throttle import network_of


class NoticeForm(forms.Form):
    """What article 16(2) of the DSA asks for."""

    url = forms.CharField(
        label=_("Address of what is unlawful"),
        max_length=500,
        help_text=_("The full address, of a comment or a page of this site."),
    )
    law = forms.CharField(
        label=_("Which law it breaks"), max_length=200, help_text=_("As well as you know.")
    )
    explanation = forms.CharField(
        label=_("Why it is unlawful"), max_length=4_000, widget=forms.Textarea({"rows": 6})
    )
    name = forms.CharField(label=_("Your name (optional)"), required=False, max_length=100)
    email = forms.EmailField(
        label=_("Your e-mail (optional)"),
        required=False,
        help_text=_("We write to it that we have the notice, and what became of it."),
    )
    good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I say here is accurate and complete.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The form, filled in with the address of `?comment=`; its receipt by POST."""
    form = NoticeForm(request.POST or None, label_suffix="", initial=_about(request))
    refused = None
    if request.method == "POST" and form.is_valid():
        refused = over_limit(request, f"legal-notice:{network_of(request)}")
        said = {name: text for name, text in form.cleaned_data.items() if name != "good_faith"}
        try:
            if refused is None:
                return see_other(notices.give(**said))
            form.add_error(None, too_many(refused))
        except CannotNotify as refusal:
            form.add_error(None, refusal)
    status = 400 if form.errors else 200
    page = render(request, "comments/notice.html", {"form": form}, status=status)
    return answered(page, refused)


@require_safe
def status(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of a notice; who has its number may know."""
    notice = get_object_or_404(LegalNotice, receipt=receipt)
    context = {"notice": notice, "redress": notices.redress()}
    return no_store(render(request, "comments/notice_status.html", context))


def _about(request: HttpRequest) -> dict[str, Any]:
    pk = request.GET.get("comment", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return {}
    comment = Comment.objects.visible_to(EVERYBODY).filter(pk=int(pk)).first()
    return {"url": f"{settings.SITE_URL}{comment.get_absolute_url()}"} if comment else {}
