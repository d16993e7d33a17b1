"""Addresses: includes only, and who answers when something goes wrong."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal import offline, pages, reader_state, views

shell = (
    [
        path("healthz", views.healthz, name="healthz"),
        path("robots.txt", views.robots_txt, name="robots"),
        path("manifest.webmanifest", views.manifest, name="manifest"),
        path("state/", reader_state.state, name="state"),
        path("page/<slug:slug>/", pages.page, name="page"),
        path("offline/", offline.offline, name="offline"),
    ],
    "portal",
)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("", include("news.media_urls")),
    path("", include("news.sitemaps.urls")),
    *i18n_patterns(
        path("", include(shell)),
        path("accounts/", include("portal.accounts.urls")),
        path("", include("news.urls")),
        path("", include("comments.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.permission_denied"
handler404 = "portal.views.page_not_found"
handler500 = "portal.views.server_error"
