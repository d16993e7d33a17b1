"""Stories at the desk: one form over the whole editorial state, and buttons that call deeds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from news import corrections, editing, workflow
from news.admin.article_form import ArticleForm, CreditInline, GalleryInline
from news.admin.article_list import (
    CoverFilter,
    MineFilter,
    SectionFilter,
    StandingFilter,
    badge,
    search,
)
from news.admin.article_moves import MOVES, may_publish_somewhere, pressed
from news.admin.body import BodyAdminMixin
from news.admin.desk import NewsAdmin
from news.categories import tree
from news.models import Article, Correction, RelatedArticle
from news.permissions import granted_sections, may_edit, may_publish
from portal.lib.admin import refusing

NAMED_REFUSALS = 5


class CorrectionInline(admin.StackedInline):
    """What was wrong, said openly; written by the deeds of `corrections`."""

    model = Correction
    fields = ["kind", "text"]
    extra = 0
    classes = ("side",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return obj is not None and may_publish(request.user, obj.category)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea({"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Article)
class ArticleAdmin(BodyAdminMixin, NewsAdmin):
    """Stories: by role, or by a grant on their section."""

    list_display = ["headline", "section", "standing", "publish_at", "publisher", "counters"]
    list_display_links = ["headline"]
    list_filter = [
        StandingFilter,
        MineFilter,
        SectionFilter,
        "language",
        ("source", admin.RelatedFieldListFilter),
        CoverFilter,
    ]
    search_fields = ["title", "kicker"]
    search_help_text = gettext_lazy("Words of title and kicker among newer stories, or a number.")
    ordering = ["-updated_at"]
    sortable_by: list[str] = []
    form = ArticleForm
    fieldsets = [
        (None, {"fields": [("kicker", "category"), "title", "summary", "body"]}),
        (
            gettext_lazy("Publishing"),
            {
                "classes": ["side", "first"],
                "fields": [
                    "language",
                    "publish_at",
                    "unpublish_at",
                    "pinned_until",
                    "is_highlighted",
                    "allows_comments",
                    "allows_reactions",
                ],
            },
        ),
        (
            gettext_lazy("Source"),
            {
                "classes": ["side"],
                "fields": [
                    "source",
                    "original_author",
                    "original_title",
                    "original_url",
                    "publisher",
                    "ai_label",
                ],
            },
        ),
        (gettext_lazy("Cover"), {"classes": ["side"], "fields": ["cover"]}),
        (
            gettext_lazy("Tags and sections"),
            {"classes": ["side"], "fields": ["tags", "extra_categories"]},
        ),
        (
            gettext_lazy("Beside this story"),
            {"classes": ["side"], "fields": ["related_stories", "translation_of"]},
        ),
        (
            gettext_lazy("Search and sharing"),
            {
                "classes": ["side", "collapse"],
                "fields": ["short_title", "slug", "seo_title", "seo_description", "jump_url"],
            },
        ),
    ]
    inlines = [GalleryInline, CreditInline, CorrectionInline]
    actions = ["publish_chosen", "withdraw_chosen", "bin_chosen"]

    # Who may -----------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """All stories to who may view them by role, else those of granted sections."""
        rows = super().get_queryset(request).select_related("category")
        if self._has_role(request):
            return rows
        return rows.filter(category__in=self._granted(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if self._has_role(request):
            return True
        granted = self._granted(request)
        return bool(granted) if obj is None else obj.category_id in granted

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) or bool(self._granted(request))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if obj is not None:
            return may_edit(request.user, obj)
        return super().has_change_permission(request) or bool(self._granted(request))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """By role; or by a grant on the section. What readers saw is kept by the deed."""
        if super().has_delete_permission(request, obj):
            return True
        return obj is not None and obj.category_id in granted_sections(request.user, "may_publish")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether there are stories this user may publish; the deed looks at each."""
        return may_publish_somewhere(request.user)

    def _has_role(self, request: HttpRequest) -> bool:
        return super().has_view_permission(request)

    def _granted(self, request: HttpRequest) -> set[int]:
        return granted_sections(request.user, "may_publish", "may_manage")

    # The list ----------------------------------------------------------------------------

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Fetch what the columns show, and no texts; sections come from the tree.

        Joined to sections, SQLite would begin there and sort all stories.
        """
        changelist = super().get_changelist_instance(request)
        rows = changelist.result_list.select_related(None).select_related("publisher", "stats")
        changelist.result_list = rows.defer("body")
        return changelist

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return search(queryset, search_term.strip()), False

    @admin.display(description=gettext_lazy("story"))
    def headline(self, article: Article) -> SafeString:
        kicker = format_html('<span class="kick br">{}</span> ', article.kicker)
        return format_html("{}{}", kicker if article.kicker else "", article.title)

    @admin.display(description=gettext_lazy("section"))
    def section(self, article: Article) -> str:
        return tree().by_id[article.category_id].name

    @admin.display(description=gettext_lazy("state"))
    def standing(self, article: Article) -> SafeString:
        return badge(article)

    @admin.display(description=gettext_lazy("reads / comments"))
    def counters(self, article: Article) -> str:
        if not hasattr(article, "stats"):
            return "–"
        return f"{article.stats.view_count:,} / {article.stats.comment_count:,}"

    # Actions on many ---------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Publish the chosen stories"), permissions=["publish"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        done = ngettext_lazy("%d story published.", "%d stories published.")
        self._move_each(request, queryset, workflow.publish, done)

    @admin.action(description=gettext_lazy("Withdraw the chosen stories"), permissions=["publish"])
    def withdraw_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        done = ngettext_lazy("%d story withdrawn.", "%d stories withdrawn.")
        self._move_each(request, queryset, workflow.withdraw, done)

    @admin.action(description=gettext_lazy("Bin the chosen stories"), permissions=["change"])
    def bin_chosen(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        done = ngettext_lazy("%d story binned.", "%d stories binned.")
        self._move_each(request, queryset, workflow.bin_article, done)

    def _move_each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Article],
        deed: Callable[..., Article],
        done: Any,
    ) -> None:
        """Do it to each story that lets itself be moved, and say how many and why not."""
        count, refusals = 0, []
        for article in queryset:
            try:
                deed(article, by=request.user)
            except (ValidationError, PermissionDenied) as error:
                refusals.append(f"{article}: {_reason(error)}")
            else:
                count += 1
                self.log_change(request, article, str(done % 1))
        if count:
            messages.success(request, done % count)
        for refusal in refusals[:NAMED_REFUSALS]:
            messages.error(request, refusal)
        if len(refusals) > NAMED_REFUSALS:
            more = len(refusals) - NAMED_REFUSALS
            messages.error(request, _("And %d more could not be moved.") % more)

    # The form ----------------------------------------------------------------------------

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> list[Any]:
        """Only what readers have seen can be corrected before them."""
        is_seen = obj is not None and obj.was_live()
        return [inline for inline in self.inlines if inline is not CorrectionInline or is_seen]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Wait for the rows: `save_related` has the whole story in hand."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the story through the one deed, then do what the pressed button says."""
        with refusing():
            article = editing.apply(form.instance, _state(form, formsets), by=request.user)
            for formset in formsets:
                if formset.model is Correction:
                    _correct(article, formset, by=request.user)
            move = pressed(request)
            if move is not None:
                move.deed(article, by=request.user)
        form.instance.pk = article.pk
        form.instance.refresh_from_db()

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Say which fields and rows changed, and which button was pressed."""
        said = super().construct_change_message(request, form, [], add)
        for formset in formsets:
            if formset.has_changed():
                name = str(formset.model._meta.verbose_name_plural)
                said.append({"changed": {"name": name, "object": ""}})
        if move := pressed(request):
            said.append({"changed": {"name": str(move.label), "object": ""}})
        return said

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer the buttons that make sense for this story and this user."""
        article = kwargs.get("obj")
        may_save = article is None or self.has_change_permission(request, article)
        context |= {
            "moves": [
                move for move in MOVES if may_save and move.is_open_to(request.user, article)
            ],
            "badge": badge(article) if article else "",
            "was_live": article is not None and article.was_live(),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._stay(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._stay(request, obj)

    def _stay(self, request: HttpRequest, article: Article) -> HttpResponse:
        """Come back to the form with what was done, and the way to the page if it is live."""
        move = pressed(request)
        done = move.done if move else _("The story is saved.")
        if move and article.is_scheduled():
            done = _("The story will be published at the time set.")
        if article.is_live():
            link = _("See it on the site")
            done = format_html('{} <a href="{}">{}</a>', done, article.get_absolute_url(), link)
        messages.success(request, done)
        return redirect(self.address_of("change", article.pk))

    def view_on_site(self, article: Article) -> str | None:  # type: ignore[override]
        return article.get_absolute_url() if article.is_live() else None

    def erase(self, request: HttpRequest, obj: Article) -> None:
        with refusing():
            workflow.delete_article(obj, by=request.user)

    # Shown where the form may not be filled in ---------------------------------------------

    @admin.display(description=gettext_lazy("related stories"))
    def related_stories(self, article: Article) -> str:
        rows: QuerySet[RelatedArticle] = article.related_rows.select_related("related")
        return ", ".join(str(row.related) for row in rows)

    @admin.display(description=gettext_lazy("translation of"))
    def translation_of(self, article: Article) -> str:
        group = Article.objects.filter(translation_group=article.translation_group)
        return ", ".join(map(str, group.exclude(pk=article.pk)))


def _state(form: ArticleForm, formsets: Any) -> editing.State:
    rows = {
        inline.state_key: formset.state()
        for formset in formsets
        for inline in (CreditInline, GalleryInline)
        if formset.model is inline.model
    }
    return form.state() | rows


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


def _reason(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
