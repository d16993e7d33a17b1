"""Addresses of files, the same in every language of the site."""

from django.urls import path

from news.views import card, media

app_name = "media"

urlpatterns = [
    path("media/<path:path>", media.media, name="file"),
    path("card/<int:pk>/<str:language>/<str:name>.jpg", card.card, name="card"),
    path("document/<int:pk>/<str:name>", media.document, name="document"),
]
