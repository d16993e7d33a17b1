"""The discussion below a story, and the form to join it."""

from typing import Any

from django import template
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from comments import things
from comments.posting import MAX_LENGTH, MAX_NAME
from comments.reading import AGREED, NEWEST, OLDEST, PICKS, SORTS, ThreadPage, read_page
from portal.lib.formtokens import decoy_name
from portal.lib.http import choice, page_number
from portal.site.current import imprint
from portal.site.models.page import RULES

register = template.Library()

SORT_LABELS = {
    PICKS: _("Picks first"),
    NEWEST: _("Newest"),
    AGREED: _("Most agreed"),
    OLDEST: _("Oldest"),
}


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comments_for(context: template.Context, thing: Any) -> dict[str, Any]:
    """Show one page of the thing's comments; `?sort=` and `?comments=` choose which."""
    request: HttpRequest = context["request"]
    thread = things.thread_of(thing)
    page = read_page(
        thread,
        sort=choice(request, "sort", SORTS),
        number=page_number(request, "comments"),
    )
    if page is None:
        raise Http404("no such page of comments")
    policy = things.policy_of(thing, thread)
    return {
        "thing_key": things.key_of(thing),
        "page": page,
        "thread": thread,
        "sorts": SORT_LABELS.items(),
        "reporters": things.reporters_of(thing) if has_staff(page) else frozenset(),
        "count": thread.comment_count if thread else 0,
        "policy": policy,
        "decoy": decoy_name(),
        "rules": imprint().page_called(RULES),
        "max_length": MAX_LENGTH,
        "max_name": MAX_NAME,
    }


def has_staff(page: ThreadPage) -> bool:
    """Whether somebody of the newsroom speaks, so that it matters who wrote the story."""
    spoken = [comment for node in page.nodes for comment in node.comments]
    return any(comment.author is not None and comment.author.is_staff for comment in spoken)
