"""Who it is that signs in: by user name in any spelling, or by e-mail address."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from portal.accounts.models import User, username_key

MOST_SHARERS = 5
"""A password is tried on so many accounts of one address at most: each try costs a good part
of a second, and imported members may share one address by the hundred."""


class MemberBackend(AuthenticationBackend):
    """Tries the password on whom the text in the one field of the form may mean.

    allauth's part stays: it spends the time of one password check where nobody was found, and
    remembers a member who knows the password but was shut out.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login = credentials.get("username") or credentials.get("email") or ""
        for member in members_called(login):
            if self._check_password(member, credentials["password"]):
                return member
        return None


def members_called(login: str) -> list[User]:
    """Whom a user name or an e-mail address may mean; a name goes before an address."""
    login = login.strip()
    named = list(User.objects.filter(username_key=username_key(login)))
    return named + [member for member in holders_of(login) if member not in named]


def holders_of(address: str) -> list[User]:
    """The members who may sign in with an address, those who came first before the others.

    Who has proved that it is theirs has it alone; else it is everybody's who wrote it down.
    """
    if "@" not in address:
        return []
    address = address.lower()
    verified = User.objects.filter(emailaddress__email=address, emailaddress__verified=True)
    return list(verified) or list(
        User.objects.filter(email=address).order_by("date_joined", "pk")[:MOST_SHARERS]
    )
