"""Telling the newsroom of an error in a story: a page of one's own, with a plain form."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from news import error_letters, error_reports
from news.corrections import withhold
from news.models import Article, ErrorLetter, ErrorReport
from news.own import reader_of
from news.reactions import Reader
from portal.lib import formtokens
from portal.lib.http import new_device, no_store, remember_device
from portal.lib.readerforms import answered, over_limit, too_many
from portal.lib.throttle import Refused, hit, network_of

PER_STORY, WINDOW = 40, timedelta(hours=1)
"""So many readers may find something in one story before the newsroom has looked."""

LABEL_LENGTH = 70


class ErrorForm(forms.Form):
    """Where it stands, and what is wrong with it."""

    sentence = forms.ChoiceField(label=_("Which sentence?"), required=False)
    text = forms.CharField(
        label=_("What is wrong, and what is right?"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 5, "maxlength": error_reports.LONGEST}),
        help_text=_("If you can, say where the right version can be found."),
    )
    wants_letter = forms.BooleanField(
        label=_("Write to me what becomes of it"), required=False, initial=True
    )
    email = forms.EmailField(
        label=_("E-mail (optional)"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_(
            "For one letter that says what became of it, after you have confirmed the address. "
            "Nobody sees it, and then it is deleted."
        ),
        error_messages={"invalid": _("Enter a valid e-mail address, or leave the field empty.")},
    )
    token = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args: Any, story: Article, has_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        del self.fields["email" if has_address else "wants_letter"]
        choices = [(key, _cut(one)) for key, one in error_reports.sentences(story).items()]
        self.fields["sentence"].choices = [("", _("The story as a whole")), *choices]  # type: ignore[attr-defined]
        self.fields["sentence"].error_messages["invalid_choice"] = _(
            "This sentence has been changed since. Choose it once more."
        )


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, with the sentence of `?marked=` chosen; thanks for it by POST."""
    story = withhold(get_object_or_404(Article.objects.live(), pk=pk))
    user = request.user
    has_address = user.is_authenticated and user.has_verified_email
    if request.method != "POST":
        key = error_reports.marked(story, request.GET.get("marked", "")[:500])
        form = ErrorForm(story=story, has_address=has_address, initial={"sentence": key})
        return _show(request, story, form)
    form = ErrorForm(request.POST, story=story, has_address=has_address)
    by = reader_of(request) or Reader(device=new_device())
    refused = _over_limit(request, story, by)
    if refused is not None:
        form.add_error(None, too_many(refused))
    elif form.is_valid() and (taken := _take(request, story, form, by)) is not None:
        context = {"story": story, "letter": _promise(request, form, taken)}
        response = answered(render(request, "news/error_told.html", context), None)
        if by.device:
            remember_device(response, by.device)
        return response
    return _show(request, story, form, refused)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest, signed: str) -> HttpResponse:
    """Ask the owner of the address, and take the answer; a scanner that looks changes nothing."""
    if error_letters.asked_about(signed) is None:
        return _about_letter(request, gettext("This link is no longer good."), status=404)
    if request.method == "POST":
        error_letters.confirm(signed)
        told = gettext("Confirmed. You get one letter when the newsroom has looked at it.")
        return _about_letter(request, told)
    return _about_letter(
        request, gettext("Be written to when the newsroom has looked at it?"), gettext("Confirm")
    )


def _about_letter(
    request: HttpRequest, message: str, button: str = "", *, status: int = 200
) -> HttpResponse:
    context = {"message": message, "button": button}
    response = no_store(render(request, "news/error_letter.html", context, status=status))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _take(request: HttpRequest, story: Article, form: ErrorForm, by: Reader) -> ErrorReport | None:
    """The report, where it was taken; else the form says why not."""
    said = form.cleaned_data
    spent = formtokens.spend(said["token"], _form_of(story))
    if not spent.is_good:
        form.add_error(None, spent.message)
        return None
    try:
        return error_reports.report(
            story,
            sentence=said["sentence"],
            text=said["text"],
            by=by,
            network=network_of(request),
            is_suspect=bool(request.POST.get(formtokens.decoy_name())),
        )
    except error_reports.CannotReport as refusal:
        form.add_error(None, refusal)
        return None


def _promise(request: HttpRequest, form: ErrorForm, taken: ErrorReport) -> str:
    """What is said of the letter the reader wants; machines are not to have letters sent."""
    said = form.cleaned_data
    email = said.get("email", "")
    if not (email or said.get("wants_letter")) or taken.outcome == ErrorReport.Outcome.SUSPECT:
        return ""
    member = request.user if request.user.is_authenticated else None
    return _said_of(error_letters.want(taken, member=member, email=email))


def _said_of(letter: ErrorLetter | None) -> str:
    if letter is None:
        return gettext("So many letters went to this address that it is sent none today.")
    if letter.confirmed_at is None:
        return gettext("Open the letter we have just sent you, and confirm your address.")
    return gettext("You get one letter when the newsroom has looked at it.")


def _over_limit(request: HttpRequest, story: Article, by: Reader) -> Refused | None:
    """Count for the sender and the network, and then for the story."""
    sender = f"member:{by.user_id}" if by.user_id else f"device:{by.device}"
    refused = over_limit(request, f"error:{sender}")
    if refused is None:
        verdict = hit(f"error-story:{story.pk}", PER_STORY, WINDOW)
        refused = verdict if isinstance(verdict, Refused) else None
    return refused


def _show(
    request: HttpRequest, story: Article, form: ErrorForm, refused: Refused | None = None
) -> HttpResponse:
    """The form with all that was typed, and a fresh token."""
    fresh = formtokens.issue(_form_of(story))
    form.initial["token"] = fresh
    if form.is_bound:
        form.data = request.POST.dict() | {"token": fresh}
    context = {"story": story, "form": form, "decoy": formtokens.decoy_name()}
    status = 400 if form.errors else 200
    return answered(render(request, "news/error.html", context, status=status), refused)


def _form_of(story: Article) -> str:
    return f"error:{story.pk}"


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= LABEL_LENGTH else f"{sentence[:LABEL_LENGTH]}…"
