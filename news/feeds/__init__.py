"""Feeds: the newest stories of the site and of its parts, whole, in three formats.

`channels` says what a feed is of, `items` reads its stories, `formats` writes them.
"""

from news.feeds.channels import (
    Channel,
    of_author,
    of_section,
    of_site,
    of_source,
    of_tag,
    of_topic,
)
from news.feeds.corrected import of_corrections, read_corrections
from news.feeds.formats import FORMS, Form
from news.feeds.items import Item, read, staged

__all__ = [
    "FORMS",
    "Channel",
    "Form",
    "Item",
    "of_author",
    "of_corrections",
    "of_section",
    "of_site",
    "of_source",
    "of_tag",
    "of_topic",
    "read",
    "read_corrections",
    "staged",
]
