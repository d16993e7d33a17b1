"""The fronts at the desk: the board, and the versions it makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news import frontpage
from news.admin.board import pages
from news.admin.board.deeds import natural, perform
from news.admin.board.showing import Board, standing_of
from news.admin.desk import NewsAdmin
from news.admin.fields import section_choices
from news.frontpage import Stale, Stand, may_arrange
from news.models import FrontPage, FrontVersion, Slot
from portal.lib.admin import Refused

VERSIONS_SHOWN = 50
"""Versions in the list of a front; the older ones are in the table of all."""


@admin.register(FrontPage)
class FrontPageAdmin(NewsAdmin):
    """The fronts that are set by hand, each with its board; the rest are made by rule."""

    list_display = ["name", "language", "newest"]
    list_filter = ["language"]
    list_select_related = ["category"]
    search_fields = ["category__name_zh", "category__name_en"]
    fields = ["language", "category"]

    @admin.display(description=gettext_lazy("front page"), ordering="category__name_zh")
    def name(self, page: FrontPage) -> str:
        return page.category.name if page.category else _("Front page")

    @admin.display(description=gettext_lazy("newest version"), ordering="newest_number")
    def newest(self, page: Any) -> int | None:
        return page.newest_number

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(newest_number=Max("versions__number"))

    def get_urls(self) -> list[URLPattern]:
        """The pages around the board."""

        def door(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"news_frontpage_{name}")

        return [
            door("<int:pk>/card/<int:story>/", self.card_view, "card"),
            door("<int:pk>/blocks/", self.blocks_view, "blocks"),
            door("<int:pk>/versions/", self.versions_view, "versions"),
            door("<int:pk>/preview/", self.preview_view, "preview"),
            *super().get_urls(),
        ]

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go on to the board of a new front."""
        return redirect(self.address_of("change", obj.pk))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The board; what its buttons do is told on the board as it then is."""
        page = self._page(request, object_id)
        status = 200
        if request.method == "POST":
            try:
                messages.success(request, perform(request, page))
                return redirect(request.get_full_path())
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
                status = 409 if isinstance(refusal, Stale) else 400
        board = Board(page, request.GET).gather_pictures()
        context = {"board": board, "sections": section_choices()}
        return self._answer(request, page, "board", context, status=status)

    def card_view(self, request: HttpRequest, pk: int, story: int) -> HttpResponse:
        """What a place says in a story's stead, and when it shows it."""
        page = self._page(request, pk)
        slot, stand = pages.slot_on_board(page, story)
        form = pages.WordsForm(request.POST) if request.POST else pages.WordsForm.of(slot)
        if request.method == "POST" and form.is_valid():
            try:
                frontpage.say_words(
                    page, story, form.words(), by=request.user, stand=_stand_of(request)
                )
                messages.success(request, _("The place of “%s” is saved.") % slot.article.title)
                return redirect(self.address_of("change", pk))
            except ValidationError as refusal:
                form.refuse(refusal)
        context = {"form": form, "slot": slot, "stand": stand, "media": self.media + form.media}
        return self._answer(request, page, "card", context, status=_status_of(form))

    def blocks_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Which sections have a block, in which order and layout."""
        page = self._page(request, pk)
        version = frontpage.on_the_board(page)
        formset = pages.blocks_form(version, request.POST or None)
        if request.method == "POST" and formset.is_valid():
            try:
                frontpage.say_blocks(
                    page, formset.said(), by=request.user, stand=_stand_of(request)
                )
                messages.success(request, _("Sections and layouts are saved."))
                return redirect(self.address_of("change", pk))
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
        context = {"formset": formset, "stand": Stand.of(version)}
        return self._answer(request, page, "blocks", context)

    def versions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The versions of a front: who made them, when they were live, and the way back."""
        page = self._page(request, pk)
        if request.method == "POST":
            deed = frontpage.take_back if "take_back" in request.POST else frontpage.bring_back
            pressed = request.POST.get("take_back") or request.POST.get("bring_back") or ""
            version = get_object_or_404(page.versions, number=natural(pressed))
            try:
                made = deed(version, by=request.user)
                messages.success(request, _said_of_return(version, made))
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            return redirect(request.path)
        live = frontpage.live_version(page.language, page.category)
        now = timezone.now()
        versions = page.versions.select_related("by").order_by("-number")[:VERSIONS_SHOWN]
        rows = [(one, standing_of(one, live.pk if live else None, now)) for one in versions]
        return self._answer(request, page, "versions", {"versions": rows})

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as a version makes it."""
        return pages.preview(request, self._page(request, pk))

    def _page(self, request: HttpRequest, pk: Any) -> FrontPage:
        """The front, for those who may look at it. Raises PermissionDenied, Http404."""
        if not self.has_view_permission(request) or not may_arrange(request.user):
            raise PermissionDenied
        fronts = FrontPage.objects.select_related("category")
        return get_object_or_404(fronts, pk=natural(str(pk)))

    def _answer(
        self,
        request: HttpRequest,
        page: FrontPage,
        name: str,
        context: dict[str, Any],
        *,
        status: int = 200,
    ) -> HttpResponse:
        title = page.category.name if page.category else _("Front page")
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "page": page,
            "title": title,
            "site_language": page.language,
        }
        template = f"admin/news/frontpage/{name}.html"
        return TemplateResponse(request, template, frame | context, status=status)


def _stand_of(request: HttpRequest) -> Stand:
    return Stand.read(request.POST.get("stand", ""))


def _status_of(form: pages.RefusableForm) -> int:
    stale = any(isinstance(error, Stale) for error in form.non_field_errors().as_data())
    return 409 if stale else 200


def _said_of_return(version: FrontVersion, made: FrontVersion) -> str:
    if made.is_draft:
        return _("Version %(number)d is a draft again.") % {"number": version.number}
    return _("Version %(old)d is live again, as version %(number)d.") % {
        "old": version.number,
        "number": made.number,
    }


class SlotInline(admin.TabularInline):
    """What stood where; only to be read."""

    model = Slot
    fields = readonly_fields = ["area", "category", "article", "title", "starts_at", "ends_at"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("article", "category")


@admin.register(FrontVersion)
class FrontVersionAdmin(NewsAdmin):
    """All versions of all fronts, the newest first; they are made and changed on the board."""

    list_display = ["front", "number", "standing", "publish_at", "by", "created_at"]
    list_filter = ["front_page__language"]
    list_select_related = ["front_page__category", "by"]
    search_fields = ["=number", "front_page__category__name_zh"]
    ordering = ["-created_at", "-pk"]
    fields = readonly_fields = ["front", "number", "publish_at", "by", "created_at"]
    inlines = [SlotInline]

    @admin.display(description=gettext_lazy("front page"))
    def front(self, version: FrontVersion) -> str:
        return str(version.front_page)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, version: FrontVersion) -> str:
        return version.state_label

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def erase(self, request: HttpRequest, obj: Any) -> None:
        """Erase what readers never saw; what they saw is kept."""
        if obj.was_live():
            raise Refused(ValidationError(_("A version that was published is kept.")))
        super().erase(request, obj)
