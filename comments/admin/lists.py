"""Deciding on comments in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments import moderation
from comments.admin import queue, sanctioning, statistics
from comments.models import EVERYBODY, Comment, Thread
from portal.lib.admin import DeskAdmin


@admin.register(Comment)
class CommentAdmin(DeskAdmin):
    """Newest first, pending ones a click away; texts are the readers' and not edited here."""

    list_display = ["excerpt", "writer_name", "state", "about", "created_at"]
    list_filter = ["state", "created_at"]
    search_fields = ["body", "guest_name", "author__username_key"]
    searched_among = 20_000
    search_help_text = _("Words of the newest 20,000 comments, or a name.")
    list_select_related = ["author", "thread__content_type"]
    list_per_page = 50
    date_hierarchy = None
    show_full_result_count = False
    fields = [
        "about",
        "writer_name",
        "body",
        "state",
        "created_at",
        "published_at",
        "decided_at",
        "decided_by",
        "network",
    ]
    readonly_fields = fields
    actions = ["approve", "reject", "mark_spam"]

    def get_urls(self) -> list[URLPattern]:
        return [
            *queue.urls(self.admin_site),
            *sanctioning.urls(self.admin_site),
            *statistics.urls(self.admin_site),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return super().get_queryset(request).prefetch_related("thread__thing")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Comments are decided on, which the log keeps, and never deleted."""
        return False

    def view_on_site(self, comment: Comment) -> str | None:
        """Its page, where readers see it."""
        shown = Comment.objects.visible_to(EVERYBODY).filter(pk=comment.pk)
        return comment.get_absolute_url() if shown.exists() else None

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.moderate_comment")

    @admin.display(description=_("text"))
    def excerpt(self, comment: Comment) -> str:
        return comment.body[:80]

    @admin.display(description=_("writer"))
    def writer_name(self, comment: Comment) -> str:
        return comment.writer

    @admin.display(description=_("about"))
    def about(self, comment: Comment) -> str:
        thing = comment.thread.thing
        if thing is None:
            return "–"
        return format_html('<a href="{}">{}</a>', thing.get_absolute_url(), thing)

    @admin.action(description=_("Approve"), permissions=["moderate"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._say(request, len(moderation.approve(queryset, by=request.user)))

    @admin.action(description=_("Reject"), permissions=["moderate"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._say(request, len(moderation.reject(queryset, by=request.user)))

    @admin.action(description=_("Mark as spam"), permissions=["moderate"])
    def mark_spam(self, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        self._say(request, len(moderation.mark_spam(queryset, by=request.user)))

    def _say(self, request: HttpRequest, count: int) -> None:
        text = ngettext("%d comment decided.", "%d comments decided.", count) % count
        messages.success(request, text)


@admin.register(Thread)
class ThreadAdmin(DeskAdmin):
    """Opening and shutting a discussion by hand."""

    list_display = ["subject", "comment_count", "is_open", "created_at"]
    list_filter = ["is_open"]
    list_select_related = ["content_type"]
    list_per_page = 50
    show_full_result_count = False
    fields = [
        "subject",
        ("is_open", "closed_reason"),
        ("policy", "closes_at"),
        "comment_count",
        "created_at",
    ]
    readonly_fields = ["subject", "comment_count", "created_at"]
    search_fields = ["=object_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thread]:
        return super().get_queryset(request).prefetch_related("thing")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("about"))
    def subject(self, thread: Thread) -> str:
        return str(thread.thing or thread.pk)
