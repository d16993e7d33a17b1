"""How the form of a story opens and saves: the working version, from base to base."""

import hashlib
import json
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.translation import gettext as _

from news import checkup, corrections, drafts, editing, presence, revisions
from news.admin import (
    article_work,
    calendar_pages,
    checking,
    correcting,
    desk_pages,
    from_word,
    previewing,
    versions,
    writing,
)
from news.admin.article_form import ArticleForm
from news.admin.article_list import badge, conversion_badge
from news.admin.article_moves import MOVES, Move, pressed
from news.admin.panels import panels
from news.admin.version_texts import newest_of
from news.models import Article, Correction, Draft, Revision
from news.permissions import may_correct, may_edit, sections_to_write_in
from portal.lib.admin import refusing

PAGES = (writing, versions, correcting, previewing, checking, from_word, desk_pages, calendar_pages)
"""Where the addresses beside the form of a story come from."""

REMEMBERED_SECONDS = 3600
"""How long a form that was sent is known, so that a second click does nothing again."""


class WritingMixin:
    """For the ModelAdmin of stories: saves make versions, and nothing typed is lost."""

    def get_urls(self) -> list[URLPattern]:
        beside = [address for part in PAGES for address in part.urls(self)]
        return [*beside, *super().get_urls()]  # type: ignore[misc]

    # A new story -------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Make the row of a new story, asked for by a button; its form is like any other's."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        if request.method != "POST":
            context = {"title": _("New article"), "opts": self.opts}  # type: ignore[attr-defined]
            context |= self.admin_site.each_context(request)  # type: ignore[attr-defined]
            return render(request, "admin/news/article/new.html", context)
        user = request.user
        sections = sections_to_write_in(user)
        if not sections:
            messages.error(request, _("There is no section yet that stories are published in."))
            return redirect(self.address_of("changelist"))  # type: ignore[attr-defined]
        wanted = request.POST.get("category", "")
        chosen = [row for row in sections if str(row.pk) == wanted] or sections
        article = drafts.begin(by=user, category=chosen[0])
        return redirect(self.address_of("change", article.pk))  # type: ignore[attr-defined]

    # Opening -----------------------------------------------------------------------------

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Open the form; what lay unsaved for long has become a version by then.

        The same form sent twice is answered as it was the first time.
        """
        if request.method != "POST":
            self._look_for_drafts(request, object_id)
            return super().change_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        key = _sent_key(request)
        if answered := cache.get(key):
            return redirect(answered)
        answer = super().change_view(request, object_id, form_url, extra_context)  # type: ignore[misc]
        if hasattr(request, "saved") and answer.status_code == HTTPStatus.FOUND:
            cache.set(key, answer.url, REMEMBERED_SECONDS)
        return answer

    def _look_for_drafts(self, request: Any, object_id: str) -> None:
        if not object_id.isdigit():
            return
        unsaved = Draft.objects.filter(article=object_id).select_related("article__category")
        request.drafts = list(unsaved)
        first = request.drafts[0].article if request.drafts else None
        may_end = first is not None and may_edit(request.user, first)
        if may_end and drafts.end_sittings(first):
            del request.drafts

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Let the form show the working version, or what was typed over it if that is taken."""
        form = super().get_form(request, obj, **kwargs)  # type: ignore[misc]
        if obj is not None:
            form.content, form.initial_told = self._content(request, obj)
            # The content has these lists; the form need not ask for them again.
            form._meta.fields = [name for name in form._meta.fields if name not in editing.LISTS]
        return form

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Let rows show the same version as the form."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)  # type: ignore[misc]
        key = getattr(inline, "state_key", "")
        if key and obj.pk and may_edit(request.user, _stored(request, obj)):
            content, _told = self._content(request, obj)
            kwargs["given"] = content[key]
        return kwargs

    def _content(self, request: Any, article: Article) -> tuple[editing.State, dict[str, Any]]:
        if not hasattr(request, "content"):
            _stored(request, article)
            request.own_draft = _own_draft(request, article)
            told: dict[str, Any] = {}
            content = revisions.working_state(article)
            if request.own_draft and request.GET.get("draft"):
                draft = request.own_draft
                content |= revisions.upgraded(draft.state, draft.schema)
                told = {"base": draft.base, "draft_version": draft.version}
            request.content = content, told
        return request.content

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer what makes sense for this story and this user, and what was left unsaved."""
        article = kwargs["obj"]
        may_save = self.has_change_permission(request, article)  # type: ignore[attr-defined]
        draft = getattr(request, "own_draft", None)
        newest = request.newest = newest_of(article)
        if context["adminform"].form.people is not None:
            request.people = context["adminform"].form.people
        context |= {
            "moves": [
                move for move in MOVES if may_save and move.is_open_to(request.user, article)
            ],
            "badge": badge(article),
            "conversion_badge": conversion_badge(article),
            "was_live": article.was_live(),
            "may_correct": article.was_live() and may_correct(request.user, article),
            "has_pending": article.has_pending() and article.state == Article.State.PUBLISHED,
            "head": next((row for row in newest if row.kind != Revision.Kind.ASIDE), None),
            "others": presence.others(article, by=request.user),
            "offered": draft if request.method == "GET" and not request.GET.get("draft") else None,
            "panels": list(panels(request, article)),
            "may_save": may_save,
        }
        if checking.is_answered(request):
            context["errors"] = None
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]

    # Saving ------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Wait for the rows: `save_related` has the whole story in hand."""

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Save the story as its next version, then do what the pressed button says."""
        typed, user, article = form.cleaned_data, request.user, form.instance
        move = pressed(request)
        checking.answer(request, article, state_in(form, formsets))
        with refusing(), checkup.overriding(request.POST.get(checking.REASON, "")):
            drafts.give_way(article, by=user, version=typed.get("draft_version") or 0)
            saved = revisions.save(
                article,
                state_in(form, formsets),
                by=user,
                base=typed["base"],
                kind=_kind(move),
                name=request.POST.get("version_name", "").strip()[:120],
            )
            request.saved = saved
            for formset in formsets:
                if formset.model is Correction:
                    self._correct(request, saved, formset)
            article = saved.article
            if saved.overtaken_by is None:
                if move is not None:
                    article = move.take(article, by=user, reason=article_work.reason_in(request))
                article_work.keep(request, article, by=user)
        form.instance.refresh_from_db()

    def _correct(self, request: Any, saved: revisions.Saved, formset: Any) -> None:
        """Say what was typed; not where somebody was faster, for it may speak of another text."""
        if saved.overtaken_by is None:
            with refusing(PermissionDenied):
                _correct(saved.article, formset, by=request.user)
        elif correcting.keep_for_later(request, saved.article, formset):
            told = _("Your correction is not published. It is kept in the form for corrections.")
            address = self.address_of("correct", saved.article.pk)  # type: ignore[attr-defined]
            messages.warning(request, format_html('<a href="{}">{}</a>', address, told))

    def construct_change_message(
        self, request: Any, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Say which fields and rows changed, and which button was pressed."""
        said = super().construct_change_message(request, form, [], add)  # type: ignore[misc]
        before, _told = self._content(request, form.instance)
        for formset in formsets:
            key = {inline.model: inline.state_key for inline in _row_kinds(self)}.get(formset.model)
            if formset.state() != before[key] if key else formset.has_changed():
                name = str(formset.model._meta.verbose_name_plural)
                said.append({"changed": {"name": name, "object": ""}})
        move = pressed(request)
        if move and not request.saved.overtaken_by:
            said.append({"changed": {"name": str(move.label), "object": ""}})
        return said

    def response_change(self, request: Any, obj: Article) -> HttpResponse:
        """Come back to the form with what was done; or lay both versions side by side."""
        saved = request.saved
        if saved.overtaken_by:
            messages.warning(
                request,
                _("%(name)s saved version %(number)s while you wrote. Nothing of yours is lost.")
                % {
                    "name": writing.name_of(saved.overtaken_by.by),
                    "number": saved.overtaken_by.number,
                },
            )
            return redirect(self.address_of("merge", obj.pk, saved.revision.number))  # type: ignore[attr-defined]
        move = pressed(request)
        done = move.done if move else _("The story is saved.")
        if move and obj.is_scheduled():
            done = _("The story will be published at the time set.")
        elif obj.has_pending() and obj.state == Article.State.PUBLISHED:
            done = _("The story is saved. Readers see the earlier version until you update.")
        if obj.is_live():
            link = _("See it on the site")
            done = format_html('{} <a href="{}">{}</a>', done, obj.get_absolute_url(), link)
        messages.success(request, done)
        return redirect(self.address_of("change", obj.pk))  # type: ignore[attr-defined]


def state_in(form: ArticleForm, formsets: Any) -> editing.State:
    """All that a valid form and its rows say."""
    keyed = [formset for formset in formsets if hasattr(formset, "is_given")]
    rows = {_state_key(formset): formset.state() for formset in keyed}
    return form.state() | rows


def _state_key(formset: Any) -> str:
    return "gallery" if formset.prefix == "gallery" else "bylines"


def _row_kinds(model_admin: Any) -> list[Any]:
    return [inline for inline in model_admin.inlines if hasattr(inline, "state_key")]


def _kind(move: Move | None) -> Revision.Kind:
    is_handed_over = move is not None and move.name == "_review"
    return Revision.Kind.HANDOVER if is_handed_over else Revision.Kind.SAVE


def _sent_key(request: HttpRequest) -> str:
    """Names one form, as it was filled in and sent by one person."""
    typed = sorted((name, values) for name, values in request.POST.lists() if "csrf" not in name)
    digest = hashlib.sha256(json.dumps([request.path, typed]).encode()).hexdigest()
    return f"desk:sent:{request.user.pk}:{digest}"


def _own_draft(request: Any, article: Article) -> Draft | None:
    if not hasattr(request, "drafts"):
        return drafts.own(article, by=request.user)
    return next((row for row in request.drafts if row.editor_id == request.user.pk), None)


def _stored(request: Any, article: Article) -> Article:
    """The story as it stands in the database, whatever a form writes into its instance."""
    if not hasattr(request, "stored"):
        request.stored = article
        if request.method == "POST":
            request.stored = get_object_or_404(Article.objects.defer("body"), pk=article.pk)
    return request.stored


def _correct(article: Article, formset: Any, *, by: Any) -> None:
    for form in formset.forms:
        correction = form.instance
        if form in formset.deleted_forms:
            if correction.pk:
                corrections.take_back(correction, by=by)
        elif form.has_changed() and correction.pk:
            corrections.amend(correction, by=by)
        elif form.has_changed():
            said = form.cleaned_data
            corrections.correct(article, kind=said["kind"], text=said["text"], by=by)
