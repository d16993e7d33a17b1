"""One set of addresses for all languages, at the top of the site."""

from django.urls import path

from news.sitemaps import views

app_name = "sitemaps"

urlpatterns = [
    path("sitemap.xml", views.index, name="index"),
    path("sitemap-places.xml", views.all_places, name="places"),
    path("sitemap-news.xml", views.news, name="news"),
    path("sitemap-stories-<int:number>.xml", views.part_of_stories, name="stories"),
    path("sitemap-<slug:kind>-<int:number>.xml", views.things, name="things"),
]
