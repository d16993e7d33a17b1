"""Who it is that signs in: by user name in any spelling, or by e-mail address."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, Q
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

    def get_user(self, user_id: int) -> User | None:
        """The member of a session, with what every page of the desk asks about them."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        strong = factors.exclude(type=Authenticator.Type.RECOVERY_CODES)
        member = User.objects.annotate(is_strong=Exists(strong)).filter(pk=user_id).first()
        if member is None or not self.user_can_authenticate(member):
            return None
        member.__dict__["has_second_factor"] = member.is_strong
        return member

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """What the member may do by name and by groups, by one query instead of two."""
        is_narrow = obj is not None or user_obj.is_superuser or not user_obj.is_active
        if is_narrow or user_obj.is_anonymous or hasattr(user_obj, "_perm_cache"):
            return super().get_all_permissions(user_obj, obj)
        own = User.user_permissions.through.objects.filter(user=user_obj)
        of_groups = Group.permissions.through.objects.filter(group__user=user_obj)
        found = Permission.objects.filter(
            Q(pk__in=own.values("permission")) | Q(pk__in=of_groups.values("permission"))
        )
        named = found.order_by().values_list("content_type__app_label", "codename")
        user_obj._perm_cache = {f"{app}.{name}" for app, name in named}
        return user_obj._perm_cache

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
