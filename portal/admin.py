"""The desk: Django's admin as the newsroom sees it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from allauth.account.decorators import secure_admin_login
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog

from comments import queue
from portal import dashboard, failures, menu, palette, resending
from portal import help as help_pages
from portal.accounts import second_factor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

SCRIPT_TEXTS = ["django.contrib.admin", "django_prose_editor", "portal"]
"""The apps whose scripts speak: the stock catalogue is that of the admin alone."""

OFFERED = "second_factor_was_offered"


class DeskSite(AdminSite):
    """An admin that staff enter through the site's own sign-in, with a second factor."""

    site_title = gettext_lazy("News desk")
    site_header = gettext_lazy("News desk")
    index_title = gettext_lazy("Overview")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this is staff, with a second factor where one is required."""
        return super().has_permission(request) and not second_factor.must_set_up(request.user)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Guard a view; who is signed in and may not enter is told so, not asked to sign in."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated and (answer := resending.give_back(request)):
                return answer
            return turn_away(request) or guarded(request, *args, **kwargs)

        return cast(View, enter)

    @method_decorator([never_cache, secure_admin_login])
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send staff on to where they were going; `secure_admin_login` deals with all others."""
        return redirect(get_next_redirect_url(request) or reverse("admin:index"))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the desk, and offer a second factor to who has none, once in a session."""
        if second_factor.is_without(request.user) and OFFERED not in request.session:
            request.session[OFFERED] = True
            offer_second_factor(request)
        return super().index(request, dashboard.overview(request.user) | (extra_context or {}))

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The tables by the work they belong to, or those of one app as stock has them."""
        apps = super().get_app_list(request, app_label)
        return apps if app_label else menu.grouped(apps)

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        """Put the ways of the palette and of the guides before those of the tables."""
        return [
            path("help/<slug:guide>/", self.admin_view(self.help), name="help"),
            path("failed-tasks/", self.admin_view(self.failed_tasks), name="failed_tasks"),
            path("jump/", self.admin_view(self.jump), name="jump"),
            path("jump.json", self.admin_view(self.jump_answers), name="jump_answers"),
            *super().get_urls(),
        ]

    def help(self, request: HttpRequest, guide: str) -> HttpResponse:
        """Show one of the guides."""
        return help_pages.page(request, guide, self.each_context(request))

    def failed_tasks(self, request: HttpRequest) -> HttpResponse:
        """Show what the worker has given up, to be tried again."""
        return failures.page(request, self.each_context(request))

    def jump(self, request: HttpRequest) -> HttpResponse:
        """Find a way to anywhere in the desk."""
        return palette.page(request, self)

    def jump_answers(self, request: HttpRequest) -> HttpResponse:
        """Tell the palette's dialog what was found."""
        return palette.answers(request, self)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the frame of each page shows besides: what waits."""
        context = super().each_context(request)
        if pending := queue.held(request.user).count:
            menu.mark_waiting(context["available_apps"], {"Comment": dashboard.bounded(pending)})
        menu.mark_current(context["available_apps"], request.path)
        context["index_url"] = reverse("admin:index")
        context["help_url"] = help_pages.address_for(request)
        return context

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send to the one page where passwords are changed."""
        return redirect("account_change_password")

    def i18n_javascript(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Serve the texts of all scripts of the desk, the editor's among them."""
        return JavaScriptCatalog.as_view(packages=SCRIPT_TEXTS)(request)


def turn_away(request: HttpRequest) -> HttpResponse | None:
    """Refuse members who are not staff, and lead staff to set up the second factor they need."""
    user = request.user
    if not user.is_authenticated:
        return None
    if not user.is_staff:
        raise PermissionDenied(_("The desk is for the newsroom."))
    if second_factor.must_set_up(user):
        is_page = request.method == "GET"
        way_back = request.get_full_path() if is_page else reverse("admin:index")
        request.session[second_factor.WAY_BACK] = way_back
        return redirect("mfa_index")
    if second_factor.WAY_BACK in request.session:
        del request.session[second_factor.WAY_BACK]
    return None


def offer_second_factor(request: HttpRequest) -> None:
    """Say where a second factor is set up."""
    text = _("Your account is protected by its password alone.")
    link = _("Set up a second factor")
    offer = format_html('{} <a href="{}">{}</a>', text, reverse("mfa_index"), link)
    messages.warning(request, offer)
