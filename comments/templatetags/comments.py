"""The discussion below a story, and the form to join it."""

from typing import Any

from django import template
from django.http import Http404, HttpRequest

from comments import things
from comments.posting import MAX_LENGTH, MAX_NAME
from comments.reading import NEWEST, SORTS, read_page
from portal.lib.http import page_number
from portal.site.current import site
from portal.site.models import CommentPolicy

register = template.Library()


@register.inclusion_tag("comments/_thread.html", takes_context=True)
def comments_for(context: template.Context, thing: Any) -> dict[str, Any]:
    """Show one page of the thing's comments; `?sort=` and `?comments=` choose which."""
    request: HttpRequest = context["request"]
    thread = things.thread_of(thing)
    sort = request.GET.get("sort", NEWEST)
    page = read_page(
        thread,
        sort=sort if sort in SORTS else NEWEST,
        number=page_number(request, "comments"),
    )
    if page is None:
        raise Http404("no such page of comments")
    policy = things.policy_of(thing, thread)
    return {
        "thing_key": things.key_of(thing),
        "page": page,
        "count": thread.comment_count if thread else 0,
        "is_open": policy != CommentPolicy.CLOSED,
        "is_held": policy == CommentPolicy.HOLD,
        "guests_may": site().allows_guest_comments,
        "max_length": MAX_LENGTH,
        "max_name": MAX_NAME,
    }
