"""Saying something, and what becomes of it at once."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.counting import recount
from comments.models import Comment, Thread
from comments.models.comment import MAX_DEPTH
from comments.things import open_thread, policy_of
from portal.lib.text import clean_line, clean_text
from portal.site.current import site
from portal.site.models import CommentPolicy

MAX_LENGTH = 1000
"""Characters of a comment; the form says so, and longer ones come back to their writer whole."""

MAX_NAME = 24


class CannotComment(ValidationError):
    """The comment is refused; the message says why, and what was typed is kept."""


@transaction.atomic
def post(
    thing: Any,
    *,
    body: str,
    author: Any | None = None,
    guest_name: str = "",
    parent: Comment | None = None,
    network: str = "",
    device: str = "",
) -> Comment:
    """Add a comment to what is discussed; published or held as the policy has it.

    Raises CannotComment.
    """
    thread = open_thread(thing)
    policy = policy_of(thing, thread)
    if policy == CommentPolicy.CLOSED:
        raise CannotComment(_("Comments on this story are closed."))
    body, guest_name = _checked_body(body), _checked_name(guest_name, author)
    _refuse_foreign_parent(parent, thread)
    now = timezone.now()
    published = policy == CommentPolicy.OPEN
    comment = Comment(
        thread=thread,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=MAX_DEPTH if parent else 1,
        author=author,
        guest_name=guest_name,
        body=body,
        state=Comment.State.PUBLISHED if published else Comment.State.PENDING,
        created_at=now,
        published_at=now if published else None,
        network=network,
        device=device,
    )
    comment.save()
    if published:
        recount(thread)
    return comment


def _checked_body(body: str) -> str:
    body = clean_text(body).strip()
    if not any(unicodedata.category(character)[0] in "LNPS" for character in body):
        raise CannotComment(_("Write something first."))
    if len(body) > MAX_LENGTH:
        raise CannotComment(
            _("A comment holds %(limit)d characters at most; this one has %(length)d.")
            % {"limit": MAX_LENGTH, "length": len(body)}
        )
    return body


def _checked_name(guest_name: str, author: Any | None) -> str:
    if author is not None:
        return ""
    if not site().allows_guest_comments:
        raise CannotComment(_("Sign in to comment."))
    name = clean_line(guest_name)
    if not any(character.isalnum() for character in name):
        raise CannotComment(_("Give a name to be shown beside the comment."))
    if len(name) > MAX_NAME:
        raise CannotComment(_("A name holds %d characters at most.") % MAX_NAME)
    return name


def _refuse_foreign_parent(parent: Comment | None, thread: Thread) -> None:
    if parent is not None and (parent.thread_id != thread.pk or not parent.is_published):
        raise CannotComment(_("The comment you answer is no longer there."))
