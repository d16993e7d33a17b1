"""A member leaves for good: GDPR article 17."""

from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.erasure import erase_of
from news.error_reports import part_from
from news.reactions import take_back_all
from portal.accounts.models import User


class CannotLeave(ValidationError):
    """The account is none that its owner may erase."""


@transaction.atomic
def leave(member: User) -> None:
    """Erase the account with all that hangs on it; what others said stays. Raises CannotLeave.

    The newsroom's log says who published and decided what: who works here is let go by an
    administrator, not by themselves.
    """
    if member.is_staff:
        raise CannotLeave(_("Accounts of the newsroom are closed by an administrator."))
    erase_of(member, at=timezone.now())
    take_back_all(member)
    part_from(member)
    for session in UserSession.objects.filter(user=member):
        session.end()
    member.delete()
