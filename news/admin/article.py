"""Stories at the desk: one form over the whole editorial state, and buttons that call deeds."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from news import workflow
from news.admin.article_bulk import BulkMixin
from news.admin.article_filters import (
    BylineFilter,
    DaysFilter,
    KindFilter,
    NeedsFilter,
    is_by_days,
)
from news.admin.article_form import ArticleForm, CreditInline, GalleryInline
from news.admin.article_import import ImportMixin
from news.admin.article_list import (
    CoverFilter,
    MineFilter,
    SectionFilter,
    StandingFilter,
    TraditionalFilter,
    badge,
    conversion_badge,
    search,
    with_columns,
)
from news.admin.article_moves import may_publish_somewhere
from news.admin.article_sheets import SheetsMixin
from news.admin.article_writing import WritingMixin
from news.admin.body import BodyAdminMixin
from news.admin.desk import NewsAdmin
from news.categories import tree
from news.models import Article, Correction, RelatedArticle
from news.permissions import RIGHTS, granted_sections, may_correct, may_edit
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
        return obj is not None and may_correct(request.user, obj)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "text":
            kwargs["widget"] = forms.Textarea({"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Article)
class ArticleAdmin(WritingMixin, BulkMixin, ImportMixin, SheetsMixin, BodyAdminMixin, NewsAdmin):
    """Stories: by role, or by a grant on their section."""

    list_display = ["headline", "section", "standing", "publish_at", "publisher", "counters"]
    further_columns = (
        "number",
        "language",
        "source",
        "credits",
        "tag_names",
        "conversion",
        "unpublish_at",
        "embargo_until",
        "created_at",
        "updated_at",
    )
    list_display_links = ["headline"]
    list_filter = [
        StandingFilter,
        MineFilter,
        SectionFilter,
        "language",
        ("source", admin.RelatedFieldListFilter),
        BylineFilter,
        DaysFilter,
        KindFilter,
        NeedsFilter,
        CoverFilter,
        TraditionalFilter,
    ]
    search_fields = ["title", "kicker"]
    search_help_text = gettext_lazy("Words of title, text, tags or bylines, or a number.")
    ordering = ["-updated_at"]
    sortable_by = ["publish_at", "updated_at"]
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
                    "embargo_until",
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
        (gettext_lazy("Cover"), {"classes": ["side"], "fields": ["cover", "cover_crops"]}),
        (
            gettext_lazy("Tags and sections"),
            {"classes": ["side"], "fields": ["tags", "extra_categories"]},
        ),
        (
            gettext_lazy("Beside this story"),
            {"classes": ["side"], "fields": ["related_stories", "translation_of"]},
        ),
        (
            gettext_lazy("Traditional Chinese"),
            {
                "classes": ["side"],
                "fields": ["traditional_terms", "is_traditional_checked"],
            },
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
    actions = ["change_chosen", "publish_chosen", "withdraw_chosen", "bin_chosen"]

    # Who may -----------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """All stories to who may view them by role, else those of granted sections."""
        rows = super().get_queryset(request).select_related("category", "assignment__handed_by")
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
        return granted_sections(request.user, *RIGHTS)

    # The list ----------------------------------------------------------------------------

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """By the last change; by publication where days of publication are asked for."""
        return ["-publish_at"] if is_by_days(request) else ["-updated_at"]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Fetch what the columns show, and no texts; sections come from the tree.

        Joined to sections, SQLite would begin there and sort all stories.
        """
        changelist = super().get_changelist_instance(request)
        rows = changelist.result_list.select_related(None).select_related("publisher", "stats")
        changelist.result_list = with_columns(rows.defer("body"), changelist.list_display)
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

    @admin.display(description=gettext_lazy("number"))
    def number(self, article: Article) -> int:
        return article.pk

    @admin.display(description=gettext_lazy("credits"))
    def credits(self, article: Article) -> str:
        return ", ".join(row.name for row in article.article_bylines.all())

    @admin.display(description=gettext_lazy("tags"))
    def tag_names(self, article: Article) -> str:
        return ", ".join(sorted(row.tag.name for row in article.tagged.all()))

    @admin.display(description=gettext_lazy("Traditional Chinese"))
    def conversion(self, article: Article) -> str:
        return conversion_badge(article) or "–"

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
                refusals.append(format_html("{}: {}", article, _reason(error)))
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
        """Only what readers have seen can be corrected before them.

        A form opened before they had is sent without these rows.
        """
        is_sent = request.method != "POST" or "corrections-TOTAL_FORMS" in request.POST
        is_seen = obj is not None and obj.was_live() and is_sent
        return [inline for inline in self.inlines if inline is not CorrectionInline or is_seen]

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


def _reason(error: Exception) -> str:
    """Why a deed refused; a message may hold the way to what is to be mended."""
    if isinstance(error, ValidationError):
        return format_html_join(" ", "{}", ((message,) for message in error.messages))
    return str(error)
