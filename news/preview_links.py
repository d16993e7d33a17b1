"""Showing a story to somebody outside before it is published: by an address that ends."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.models import Article, PreviewLink, PreviewUse
from news.permissions import may_share
from portal.lib.retention import clock
from portal.lib.schedule import periodic
from portal.lib.tasks import task
from portal.site.current import site

SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=14)

MOST_OPEN = 20
"""Open links of one story; who needs more has lost count of them."""

KEPT = timedelta(days=90)
"""So long after its end it can be seen who was shown what."""


class NoSuchLink(Exception):
    """Nothing is to be seen by this token: never was, or no more."""


@transaction.atomic
def make(
    article: Article, *, by: Any, lasts: timedelta, number: int | None = None, note: str = ""
) -> tuple[PreviewLink, str]:
    """Make a link to one version, or to the newest; also answers its token, kept nowhere.

    Raises PermissionDenied, ValidationError.
    """
    _require(by, article)
    if not SHORTEST <= lasts <= LONGEST:
        raise ValidationError(_("A link lasts from one hour to fourteen days."))
    if number is not None:
        version = article.revisions.filter(number=number, erased_at__isnull=True).first()
        if version is None:
            raise ValidationError(_("There is no such version."))
    now = timezone.now()
    standing = article.preview_links.filter(revoked_at__isnull=True, expires_at__gt=now)
    if standing.count() >= MOST_OPEN:
        raise ValidationError(_("This story has many open links. Revoke some first."))
    token = secrets.token_urlsafe(24)
    link = PreviewLink.objects.create(
        article=article,
        number=number,
        token_hash=_hash(token),
        note=note.strip()[:120],
        by=by,
        created_at=now,
        expires_at=now + lasts,
    )
    return link, token


@transaction.atomic
def revoke(link: PreviewLink, *, by: Any) -> PreviewLink:
    """End a link at once. Raises PermissionDenied."""
    _require(by, link.article)
    if link.revoked_at is None:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
    return link


@transaction.atomic
def follow(token: str, *, network: str) -> PreviewLink:
    """The link of a token, its use noted down. Raises NoSuchLink, whatever the reason."""
    link = find(token)
    PreviewUse.objects.create(link=link, at=timezone.now(), network=network)
    return link


def find(token: str) -> PreviewLink:
    """The open link of a token, for a file of its page. Raises NoSuchLink, whatever the reason."""
    links = PreviewLink.objects.select_related("article")
    link = links.filter(token_hash=_hash(token)).first()
    if link is None or not link.is_open() or link.article.state == Article.State.BINNED:
        raise NoSuchLink
    if (
        link.number
        and link.article.revisions.filter(number=link.number, erased_at__isnull=False).exists()
    ):
        raise NoSuchLink
    return link


@periodic(every=timedelta(days=1))
@task
def purge_preview_links() -> None:
    """Forget links that ended long ago, and with them who followed them."""
    PreviewLink.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()


def traced_uses(until: datetime) -> QuerySet[PreviewUse]:
    """Uses before `until` of which the network is still known; there are those of 90 days."""
    return PreviewUse.objects.filter(at__lt=until).exclude(network="")


clock(
    "preview_networks",
    gettext_lazy("Networks of preview links"),
    rows=traced_uses,
    kept=lambda: site().kept_for("preview_networks"),
    blank={"network": ""},
)


def _hash(token: str) -> str:
    """Tokens are long and random, so that a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _require(by: Any, article: Article) -> None:
    if not may_share(by, article):
        raise PermissionDenied(_("You may not show this story to others."))
