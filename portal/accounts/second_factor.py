"""The second factor of the newsroom: who must set one up, and what changes when it is there."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from portal.accounts.models import User

WAY_BACK = "way_back_to_desk"
"""Where in the session the address stands to which a member of staff was going."""


def must_set_up(user: User | AnonymousUser) -> bool:
    """Whether the desk stays closed to this member of staff until there is a second factor."""
    return settings.STAFF_MFA == "required" and is_without(user)


def is_without(user: User | AnonymousUser) -> bool:
    """Whether this is somebody of the newsroom whom a password alone lets in."""
    return user.is_staff and not user.has_second_factor


@transaction.atomic
def take_away(user: User) -> User:
    """Remove the second factor of somebody who lost it, and end every session of theirs."""
    user.authenticator_set.all().delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    return user


@receiver(authenticator_added)
def end_older_sessions(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """End the member's other sessions when the first factor comes: a password alone began them."""
    factors = user.authenticator_set.exclude(type=Authenticator.Type.RECOVERY_CODES)
    if factors.exclude(pk=authenticator.pk).exists():
        return
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    for session in others:
        session.end()
