"""Drafts out of Word documents: a page that takes several, and answers scripts as well."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from news.admin.fields import SectionField, module
from news.admin.upload_form import FilesField, FilesInput
from news.body.word import WordError
from news.permissions import sections_to_write_in
from news.uploads import FromWord, add_story

MOST_DOCUMENTS = 20
"""Documents of one form; the script sends any number, one after another."""


class WordForm(forms.Form):
    """Word documents, and the section their drafts begin in."""

    files = FilesField(
        label=gettext_lazy("Word documents"),
        widget=FilesInput(attrs={"accept": ".docx"}),
        help_text=gettext_lazy("Files that end in .docx; several at once if you like."),
    )
    category = SectionField(label=gettext_lazy("Section"))

    class Media:
        js = [module("word")]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        sections = sections_to_write_in(user)
        self.fields["category"].allow({row.pk for row in sections})  # type: ignore[attr-defined]
        self.fields["category"].initial = sections[0] if sections else None

    def clean_files(self) -> list[File]:
        files = self.cleaned_data["files"]
        if len(files) > MOST_DOCUMENTS:
            raise ValidationError(_("At most %d files at once.") % MOST_DOCUMENTS)
        return files


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a draft, or the reason why not."""

    name: str
    made: FromWord | None = None
    refusal: str = ""


def urls(model_admin: Any) -> list[URLPattern]:
    """The page beside the list of stories."""

    def shown(request: HttpRequest) -> HttpResponse:
        return from_word(request, model_admin)

    view = model_admin.admin_site.admin_view(shown)
    return [path("word/", view, name="news_article_word")]


def from_word(request: HttpRequest, model_admin: Any) -> HttpResponse:
    """Make a draft of each document that can be read, and name each that cannot."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = WordForm(request.POST or None, request.FILES or None, user=request.user)
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        outcomes = _taken(request, form)
        for one in outcomes:
            if one.made is not None:
                model_admin.log_addition(request, one.made.article, [{"added": {}}])
    if request.headers.get("Accept") == "application/json":
        return _as_json(model_admin, form, outcomes)
    _tell(request, model_admin, outcomes)
    if outcomes and not any(one.refusal for one in outcomes):
        return _go_on(model_admin, outcomes)
    for one in outcomes:
        if one.refusal:
            form.add_error("files", f"{one.name}: {one.refusal}")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("New from Word"),
        "opts": model_admin.opts,
        "form": form,
    }
    return TemplateResponse(request, "admin/news/article/from_word.html", context)


def _taken(request: HttpRequest, form: WordForm) -> list[Outcome]:
    outcomes = []
    for file in form.cleaned_data["files"]:
        name = file.name or "?"
        try:
            made = add_story(file, by=request.user, category=form.cleaned_data["category"])
        except (WordError, PermissionDenied) as error:
            outcomes.append(Outcome(name, refusal=str(error)))
        except ValidationError as error:
            outcomes.append(Outcome(name, refusal=" ".join(error.messages)))
        else:
            outcomes.append(Outcome(name, made))
    return outcomes


def _as_json(model_admin: Any, form: WordForm, outcomes: list[Outcome]) -> JsonResponse:
    refused = " ".join(error for errors in form.errors.values() for error in errors)
    told = [
        {
            "name": one.name,
            "refusal": one.refusal,
            "title": one.made.article.title if one.made else "",
            "address": model_admin.address_of("change", one.made.article.pk) if one.made else "",
            "about": _about(one.made) if one.made else "",
        }
        for one in outcomes
    ]
    return JsonResponse({"refusal": refused, "results": told}, status=400 if refused else 200)


def _tell(request: HttpRequest, model_admin: Any, outcomes: list[Outcome]) -> None:
    for one in outcomes:
        if one.made is None:
            continue
        article = one.made.article
        address = model_admin.address_of("change", article.pk)
        text = format_html('<a href="{}">{}</a> {}', address, article, _about(one.made))
        (messages.warning if one.made.left_out else messages.success)(request, text)


def _about(made: FromWord) -> str:
    """How many pictures came along, and which did not."""
    count = made.pictures
    came = ngettext("Draft made, %d picture.", "Draft made, %d pictures.", count) % count
    return " ".join([came, *made.left_out])


def _go_on(model_admin: Any, outcomes: list[Outcome]) -> HttpResponse:
    if len(outcomes) == 1 and outcomes[0].made:
        return redirect(model_admin.address_of("change", outcomes[0].made.article.pk))
    return redirect(model_admin.address_of("changelist"))
