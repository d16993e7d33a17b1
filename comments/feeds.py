"""A discussion as an Atom feed (RFC 4287): its newest published comments, no address of anybody."""

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comments.models import EVERYBODY, Comment, Thread
from portal.lib.addresses import absolute, html_language

ITEMS = 20

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""When a discussion without comments was last changed: the same bytes each time it is asked for."""


class _Dated(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """When the newest change was; never the time of asking."""
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


def write(thread: Thread, thing: Any) -> str:
    """The feed of a thing's thread; the thing is live."""
    here = absolute(reverse("comments:feed", args=[thread.pk]))
    feed = _Dated(
        title=_("Comments: %s") % thing,
        link=f"{absolute(thing.get_absolute_url())}#comments",
        description="",
        language=html_language(get_language() or ""),
        feed_url=here,
        feed_guid=here,
    )
    for comment in newest(thread):
        address = absolute(comment.get_absolute_url())
        feed.add_item(
            title=_title(comment),
            link=address,
            description=linebreaks(comment.body, autoescape=True),
            author_name=comment.writer,
            unique_id=address,
            pubdate=comment.published_at,
            updateddate=comment.edited_at or comment.published_at,
        )
    return feed.writeString("utf-8")


def newest(thread: Thread) -> list[Comment]:
    """The newest comments everybody sees, with their writers."""
    shown = thread.comments.visible_to(EVERYBODY).select_related("author", "parent__author")
    return list(shown.order_by("-created_at", "-pk")[:ITEMS])


def _title(comment: Comment) -> str:
    if comment.parent is None:
        return comment.writer
    names = {"name": comment.writer, "other": comment.parent.writer}
    return _("%(name)s answers %(other)s") % names
