"""What is kept of a member, for the member to take along: GDPR articles 15 and 20."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone

from comments.models import (
    Agreement,
    Appeal,
    Comment,
    Decision,
    LegalNotice,
    Mute,
    ReaderLetter,
    Report,
    Sanction,
    Subscription,
    Wording,
)
from news.models import Article, Bookmark, ErrorLetter, ErrorReport, Reaction
from portal.accounts.models import User
from portal.lib.fields import has_address

Rows = list[dict[str, Any]]

_KINDS = {"news.article": "story", "news.topic": "topic"}


def own_data(user: User) -> dict[str, Any]:
    """All of it as JSON holds it, and nothing of anybody else: not who decided, not what others
    wrote, not what colleagues noted between themselves."""
    return {
        "site": settings.SITE_URL,
        "made": timezone.now(),
        "profile": _profile(user),
        "addresses": _rows(EmailAddress.objects.filter(user=user), "email verified primary"),
        "devices": _rows(
            UserSession.objects.filter(user=user), "created_at last_seen_at ip user_agent"
        ),
        "comments": _comments(user),
        "decisions": _decisions(user),
        "appeals": _appeals(user),
        "sanctions": _rows(
            Sanction.objects.filter(member=user), "kind reason at until acknowledged_at lifted_at"
        ),
        "earlier_wordings": _rows(
            Wording.objects.filter(comment__author=user), "comment body replaced_at"
        ),
        "agreements": _rows(Agreement.objects.filter(member=user), "comment"),
        "muted": _rows(Mute.objects.filter(by=user), "name at"),
        "letters": _rows(
            ReaderLetter.objects.filter(to=user), "decision sanction appeal at mailed_at"
        ),
        "notices": _notices(user),
        "letters_about_answers": _rows(
            Subscription.objects.filter(member=user), "thread created_at confirmed_at"
        ),
        "reports": _rows(
            Report.objects.filter(reporter=user), "comment why text at outcome settled_at"
        ),
        "reported_errors": _of_stories(
            ErrorReport.objects.filter(reporter=user),
            "sentence text at outcome reason note settled_at",
        ),
        "letters_about_errors": _rows(
            ErrorLetter.objects.filter(_own_letters(user)), "report email created_at confirmed_at"
        ),
        "reactions": _of_stories(Reaction.objects.filter(user=user), "kind__name_zh created_at"),
        "saved": _of_stories(Bookmark.objects.filter(user=user), "created_at"),
    }


def _profile(user: User) -> dict[str, Any]:
    names = "username shown_name email language time_zone shows_reactions date_joined last_login"
    return {name: getattr(user, name) for name in [*names.split(), "identity_verified_at"]}


def _comments(user: User) -> Rows:
    """Each with the kind and number of what it is about."""
    names = "id parent body state created_at published_at edited_at is_picked agree_count "
    names += "network device thread__content_type thread__object_id"
    rows = _rows(Comment.objects.filter(author=user), names)
    for row in rows:
        kind = ContentType.objects.get_for_id(row.pop("thread_content_type"))
        row["about"] = _KINDS.get(f"{kind.app_label}.{kind.model}", kind.model)
        row["about_id"] = row.pop("thread_object_id")
    return rows


def _decisions(user: User) -> Rows:
    """What was decided on the member's comments, with the reasons that are owed."""
    mine = Decision.objects.filter(comment__author=user)
    rows = _rows(mine, "comment before after at is_automatic reason ground public_note")
    for row in rows:
        row["reason"] = str(Decision(reason=row["reason"]).get_reason_display() or "")
    return rows


def _appeals(user: User) -> Rows:
    mine = Appeal.objects.filter(decision__comment__author=user)
    mine |= Appeal.objects.filter(sanction__member=user)
    return _rows(mine, "decision sanction text at outcome decided_at note")


def _notices(user: User) -> Rows:
    """Notices of unlawful content given with an address that is known to be the member's."""
    if not user.email or not user.has_verified_email:
        return []
    mine = LegalNotice.objects.filter(has_address(user.email))
    return _rows(mine, "receipt url law explanation name email at outcome decided_at note")


def _own_letters(user: User) -> Q:
    """Letters about the member's own reports, and those to an address known to be theirs."""
    own = Q(report__reporter=user)
    return own | Q(has_address(user.email)) if user.email and user.has_verified_email else own


def _of_stories(rows: QuerySet[Any], names: str) -> Rows:
    """Each with the title of its story, unless that was withdrawn: then it is nobody's to read."""
    found = _rows(rows, f"article {names}")
    live = Article.objects.live_among({row["article"] for row in found})
    for row in found:
        story = live.get(row["article"])
        row["article_title"] = story.title if story else ""
    return found


def _rows(rows: QuerySet[Any], names: str) -> Rows:
    """The named columns of rows, in the order in which they came."""
    return [
        {name.replace("__", "_"): value for name, value in row.items()}
        for row in rows.order_by("pk").values(*names.split())
    ]
