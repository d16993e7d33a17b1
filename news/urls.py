from django.urls import path, register_converter
from django.utils.translation import gettext_lazy as _

from news import converters
from news.views import article, deeds, entities, home, search, section, topic
from portal.lib.http import beacon_post, reader_post

register_converter(converters.UnicodeSlug, "unislug")
register_converter(converters.SlugPath, "slugpath")

app_name = "news"

urlpatterns = [
    path("", home.home, name="home"),
    path("section/<slugpath:path>/", section.section, name="section"),
    path("article/<int:pk>/", article.article, name="article"),
    path("article/<int:pk>/<unislug:slug>/", article.article, name="article"),
    path("qr/<int:pk>.svg", article.qr_code, name="qr"),
    path("topic/<unislug:slug>/", topic.topic, name="topic"),
    path("tag/<unislug:slug>/", entities.tag, name="tag"),
    path("source/<unislug:slug>/", entities.source, name="source"),
    path("author/<unislug:slug>/", entities.author, name="author"),
    path("search/", search.search, name="search"),
    path("mine/<int:pk>/", deeds.mine, name="mine"),
    *reader_post("react/<int:pk>/", deeds.react, name="react", question=_("Leave this reaction?")),
    *reader_post("save/<int:pk>/", deeds.save, name="save", question=_("Save this story?")),
    *beacon_post("seen/<int:pk>/", deeds.seen, name="seen"),
]
