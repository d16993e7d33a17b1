"""Addresses of the accounts: our own pages, then those of allauth's three parts."""

from django.urls import include, path
from django.views.generic import RedirectView

from portal.accounts import views

# The saved stories are not at the root: allauth turns every 404 there into its own page.
own = [
    path("", RedirectView.as_view(pattern_name="accounts:profile")),
    path("saved/", views.saved, name="profile"),
    path("comments/", views.comments, name="comments"),
    path("settings/", views.settings, name="settings"),
    path("data/", views.data, name="data"),
    path("data/download/", views.download, name="download"),
    path("data/erase/", views.erase, name="erase"),
    path("left/", views.left, name="left"),
    path("saved/<int:article_pk>/remove/", views.remove_saved, name="remove_saved"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
]

urlpatterns = [
    path("", include((own, "accounts"))),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
