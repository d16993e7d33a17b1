"""The ladder of sanctions: who stands under one, and what they are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from comments.models import Sanction
from portal.lib.dates import full_label
from portal.lib.mailboxes import hash_of

Subject = Sanction.Subject


def standing_against(author: Any | None, network: str, at: datetime) -> list[Sanction]:
    """What holds for a writer now: against the member, the address, its domain, the network."""
    keys = Q(subject=Subject.NETWORK, key=network) if network else Q(pk=None)
    if author is not None:
        keys |= Q(subject=Subject.MEMBER, key=str(author.pk))
        if author.email:
            keys |= Q(subject=Subject.EMAIL, key=hash_of(author.email))
            keys |= Q(subject=Subject.DOMAIN, key=domain_of(author.email))
    standing = Q(at__lte=at, lifted_at__isnull=True) & (Q(until__isnull=True) | Q(until__gt=at))
    return list(Sanction.objects.filter(keys, standing))


def told_before(author: Any | None, network: str, at: datetime) -> str:
    """What a writer is told at the form, before anything is typed; nothing where nothing stands."""
    standing = standing_against(author, network, at)
    held = Sanction.Kind.PREMODERATE
    told = [one for one in standing if one.refuses or one.waits_for_reading or one.kind == held]
    return " ".join(explain(one) for one in told)


def explain(sanction: Sanction) -> str:
    """What the writer is told: until when, why, and where one may object."""
    if sanction.kind == Sanction.Kind.PREMODERATE:
        return _explain_review(sanction)
    if sanction.kind == Sanction.Kind.WARN:
        return _("Read and confirm the warning under “My comments” first: %s") % sanction.reason
    if sanction.until:
        text = _("You cannot comment until %(until)s: %(reason)s")
        return text % {"until": full_label(sanction.until), "reason": sanction.reason}
    return _("You cannot comment here: %s") % sanction.reason


def _explain_review(sanction: Sanction) -> str:
    if sanction.until:
        text = _("What you write here is reviewed before publishing until %(until)s: %(reason)s")
        return text % {"until": full_label(sanction.until), "reason": sanction.reason}
    return _("What you write here is reviewed before publishing: %s") % sanction.reason


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().casefold()
