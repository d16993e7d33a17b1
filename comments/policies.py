"""Who may comment on a thing, and what happens to what they write."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Thread
from portal.lib.dates import full_label
from portal.lib.horizon import note_change
from portal.site.current import site
from portal.site.models import CommentPolicy, CommentProfile


@dataclass(frozen=True)
class Ruling:
    """What the thing itself says, by its section and the site: the shell fills it in."""

    mode: str
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Policy:
    """What holds for a new comment on one thing, all levels and the profile taken together."""

    mode: str
    closed_because: str = ""
    allows_guests: bool = True
    needs_identity: bool = False
    holds_first: bool = False
    trusted_after: int = 0
    most_links: int = 0

    @property
    def is_open(self) -> bool:
        return self.mode != CommentPolicy.CLOSED

    @property
    def is_held(self) -> bool:
        return self.mode == CommentPolicy.HOLD


def policy_for(ruling: Ruling, thread: Thread | None) -> Policy:
    """The policy of a thing: its thread's own setting wins over its section's and the site's.

    The profile `cn` holds every comment and takes those of verified members only, whatever is set
    below it (互联网跟帖评论服务管理规定, 2022, article 4: 后台实名, 先审后发).
    """
    settings = site()
    is_cn = settings.comment_profile == CommentProfile.CN
    mode = (thread.policy if thread else "") or ruling.mode
    because = _closed_because(ruling, thread, mode)
    if because:
        mode = CommentPolicy.CLOSED
    elif is_cn:
        mode = CommentPolicy.HOLD
    return Policy(
        mode=mode,
        closed_because=because,
        allows_guests=settings.allows_guest_comments and not is_cn,
        needs_identity=is_cn,
        holds_first=settings.holds_first_comments,
        trusted_after=settings.comments_trusted_after,
        most_links=settings.comment_links,
    )


def _closed_because(ruling: Ruling, thread: Thread | None, mode: str) -> str:
    """Why nobody may comment, in the reader's words; nothing while one may."""
    if thread is not None and not thread.is_open:
        return thread.closed_reason or _("The newsroom has closed this discussion.")
    closes_at = (thread.closes_at if thread else None) or ruling.closes_at
    if closes_at is not None and closes_at <= timezone.now():
        return _("This discussion was open until %s.") % full_label(closes_at)
    note_change(closes_at)
    if mode == CommentPolicy.CLOSED:
        return _("No further comments are taken here.")
    return ""


def closing_time(published_at: datetime | None, days: int) -> datetime | None:
    """When a thing that takes comments for some days closes; never where `days` is 0."""
    return published_at + timedelta(days=days) if published_at and days else None


def refusal_of(policy: Policy, author: Any | None) -> str:
    """Why this writer may not comment here; nothing if one may."""
    if not policy.is_open:
        return policy.closed_because
    if author is None and not policy.allows_guests:
        return _("Sign in to comment.")
    if policy.needs_identity and (author is None or author.identity_verified_at is None):
        return _("Only members whose identity was verified can comment. See your profile.")
    return ""
