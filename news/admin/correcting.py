"""Saying what was wrong in a story readers have seen: the wording, a look at it, publishing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.timezone import get_default_timezone, localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news import corrections
from news.admin import reported_errors
from news.models import Article, Correction
from news.permissions import may_correct, may_publish

Kind = Correction.Kind

MEANINGS = {
    Kind.CORRECTION: gettext_lazy("A fact was wrong: a name, a number, a date, a place."),
    Kind.CLARIFICATION: gettext_lazy("Nothing was wrong, but it could be misunderstood."),
    Kind.UPDATE: gettext_lazy("The matter went on after the story was published."),
    Kind.APOLOGY: gettext_lazy("Somebody was hurt by a mistake of ours."),
    Kind.RETRACTION: gettext_lazy(
        "We no longer stand by the story. Its text goes; its address says why."
    ),
}
"""What each kind is for, beside its button."""

RULES = (
    gettext_lazy("Say what was wrong, then what is right; both in full."),
    gettext_lazy("Name the place in the story: the paragraph, the caption, the table."),
    gettext_lazy("Give no reasons and no names of colleagues. Apologise only in an apology."),
    gettext_lazy("Correct the text of the story too; the correction says that it was changed."),
)


class CorrectionForm(forms.ModelForm):
    """Kind and wording; a retraction only for who may publish in the section."""

    class Meta:
        model = Correction
        fields = ("kind", "text")
        widgets = {"kind": forms.RadioSelect, "text": forms.Textarea({"rows": 5})}

    def __init__(self, *args: Any, may_retract: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label) for kind in MEANINGS if may_retract or kind != Kind.RETRACTION
        ]

    def kinds(self) -> Iterable[tuple[Any, Any]]:
        """Each button with what it is for."""
        return [(button, MEANINGS[Kind(button.data["value"])]) for button in self["kind"]]


def urls(model_admin: Any) -> list[URLPattern]:
    """The pages on which a story is corrected."""
    site = model_admin.admin_site

    def door(route: str, name: str) -> URLPattern:
        def page(request: HttpRequest, pk: int, correction: int = 0) -> HttpResponse:
            shell = site.each_context(request) | {"opts": model_admin.opts}
            return correct(request, pk, correction, shell=shell)

        return path(f"<int:pk>/{route}", site.admin_view(page), name=f"news_article_{name}")

    return [door("correct/", "correct"), door("correct/<int:correction>/", "amend")]


def correct(
    request: HttpRequest, pk: int, correction: int, *, shell: dict[str, Any]
) -> HttpResponse:
    """The form, empty or with a correction that stands already; a look before it is said."""
    article = get_object_or_404(Article.objects.select_related("category"), pk=pk)
    if not may_correct(request.user, article):
        raise PermissionDenied
    if not article.was_live():
        messages.error(request, _("Readers have not seen this story yet: change its text."))
        return redirect("admin:news_article_change", pk)
    settles = reported_errors.is_pressed(request)
    if settles and reported_errors.settle(request, article):
        return redirect("admin:news_article_correct", pk)
    standing = get_object_or_404(article.corrections, pk=correction) if correction else None
    form = CorrectionForm(
        None if settles else request.POST or None,
        instance=standing or Correction(article=article, by=request.user),  # type: ignore[misc]
        initial=None if standing else kept_of(request, article),
        may_retract=may_publish(request.user, article.category),
    )
    if request.method == "POST" and "take_back" in request.POST and standing:
        return _take_back(request, article, standing)
    looks = None
    if form.is_bound and form.is_valid():
        looks = form.instance
        looks.at = localtime(looks.at if standing else now(), get_default_timezone())
        if "say" in request.POST and _is_said(request, article, form, standing):
            request.session.pop(_key(article), None)
            return redirect("admin:news_article_correct", pk)
    about = request.POST.get("about") or request.GET.get("about", "")
    rows = corrections.by_gravity(article.corrections.select_related("by"))
    context = {
        "title": _("Correct this story"),
        "article": article,
        "form": form,
        "standing": standing,
        "looks": looks,
        "rules": RULES,
        "corrections": rows,
        "about": about,
        "reasons": reported_errors.REASONS,
        "reported": reported_errors.rows(request, article, about),
        "may_take_back": standing
        and (standing.kind != Kind.RETRACTION or may_publish(request.user, article.category)),
    }
    return render(request, "admin/news/article/correct.html", shell | context)


def keep_for_later(request: HttpRequest, article: Article, formset: Any) -> bool:
    """Keep for the form what was typed into a form that could not be saved; was there any?"""
    typed = [form for form in formset.forms if form.has_changed() and form.cleaned_data.get("text")]
    if typed:
        said = typed[0].cleaned_data
        request.session[_key(article)] = {"kind": said["kind"], "text": said["text"]}
    return bool(typed)


def kept_of(request: HttpRequest, article: Article) -> dict[str, str] | None:
    """What `keep_for_later` kept."""
    return request.session.get(_key(article))


def _is_said(
    request: HttpRequest, article: Article, form: CorrectionForm, standing: Correction | None
) -> bool:
    try:
        if standing:
            corrections.amend(form.instance, by=request.user)
        else:
            said = form.cleaned_data
            made = corrections.correct(
                article, kind=said["kind"], text=said["text"], by=request.user
            )
            reported_errors.settle_by(request, article, made)
    except (ValidationError, PermissionDenied) as error:
        told = error if isinstance(error, ValidationError) else ValidationError(str(error))
        form.add_error(None, told)
        return False
    messages.success(
        request, _("It is said: in the story, in its feeds and among all corrections.")
    )
    return True


def _take_back(request: HttpRequest, article: Article, standing: Correction) -> HttpResponse:
    corrections.take_back(standing, by=request.user)
    messages.success(request, _("The correction is taken back. What was said is in the log."))
    return redirect("admin:news_article_correct", article.pk)


def _key(article: Article) -> str:
    return f"correction:{article.pk}"
