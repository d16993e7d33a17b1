from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter
from django.utils.translation import gettext_lazy as _

from news import converters
from news.feeds import FORMS
from news.views import (
    archive,
    article,
    corrections,
    data,
    deeds,
    entities,
    errors,
    feeds,
    home,
    oembed,
    preview,
    search,
    section,
    topic,
    topics,
)
from portal.lib.http import beacon_post, reader_post

register_converter(converters.UnicodeSlug, "unislug")
register_converter(converters.SlugPath, "slugpath")
register_converter(converters.PeriodPath, "period")

app_name = "news"


def in_every_form(page: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """The feeds of a page, which stand right below it: rss.xml, atom.xml, feed.json."""
    return [path(f"{page}{form}", view, {"form": form}, name=name) for form in FORMS]


urlpatterns = [
    path("", home.home, name="home"),
    path("section/<slugpath:path>/", section.section, name="section"),
    path("article/<int:pk>/", article.article, name="article"),
    path("article/<int:pk>/<unislug:slug>/", article.article, name="article"),
    path("article/<int:pk>.json", data.article, name="ninjs"),
    path("oembed/", oembed.oembed, name="oembed"),
    path("qr/<int:pk>.svg", article.qr_code, name="qr"),
    path("topic/", topics.topics, name="topics"),
    path("topic/<unislug:slug>/", topic.topic, name="topic"),
    path("tag/<unislug:slug>/", entities.tag, name="tag"),
    path("source/<unislug:slug>/", entities.source, name="source"),
    path("author/<unislug:slug>/", entities.author, name="author"),
    path("feeds/", feeds.index, name="feeds"),
    *in_every_form("", feeds.feed, "feed"),
    *in_every_form("section/<slugpath:path>/", feeds.section_feed, "section_feed"),
    *in_every_form("topic/<unislug:slug>/", feeds.topic_feed, "topic_feed"),
    *in_every_form("tag/<unislug:slug>/", feeds.tag_feed, "tag_feed"),
    *in_every_form("source/<unislug:slug>/", feeds.source_feed, "source_feed"),
    *in_every_form("author/<unislug:slug>/", feeds.author_feed, "author_feed"),
    *in_every_form("corrections/", feeds.corrections_feed, "corrections_feed"),
    path("preview/<str:token>/", preview.outside, name="preview"),
    path(
        "preview/<str:token>/document/<int:pk>/<str:name>",
        preview.outside_document,
        name="preview_document",
    ),
    path("archive/", archive.archive, name="archive"),
    path("archive/in/<slugpath:path>/", archive.archive, name="archive"),
    path("archive/<period:period>/", archive.archive, name="archive"),
    path("archive/<period:period>/in/<slugpath:path>/", archive.archive, name="archive"),
    path("corrections/", corrections.all_corrections, name="corrections"),
    path("search/", search.search, name="search"),
    path("error/<int:pk>/", errors.report, name="error"),
    path("error/letter/<str:signed>/", errors.confirm_address, name="error_letter"),
    path("mine/<int:pk>/", deeds.mine, name="mine"),
    *reader_post("react/<int:pk>/", deeds.react, name="react", question=_("Leave this reaction?")),
    *reader_post("save/<int:pk>/", deeds.save, name="save", question=_("Save this story?")),
    *beacon_post("seen/<int:pk>/", deeds.seen, name="seen"),
]
