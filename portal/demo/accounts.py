"""The demo's people who can sign in; passwords are made once and kept in a git-ignored file."""

import json
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.roles import set_up_roles
from portal.demo.city import city


def passwords_file() -> Path:
    """Where the passwords are kept, readable by the owner alone."""
    return settings.VAR_DIR / "demo_passwords.json"


def passwords() -> dict[str, str]:
    """User names of the demo accounts with their passwords; empty before the demo is seeded."""
    path = passwords_file()
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@transaction.atomic
def make_staff() -> dict[str, User]:
    """The demo's staff and its reader, by user name, each in the group of the role."""
    set_up_roles()
    secret = _kept_passwords([person["username"] for person in city()["staff"]])
    users = {}
    for person in city()["staff"]:
        user = User.objects.create_user(
            person["username"],
            person["email"],
            secret[person["username"]],
            shown_name=person["display_name_zh"] or person["name"],
            language=person["language"],
            is_staff=bool(person["role"]),
        )
        if person["role"]:
            user.groups.add(Group.objects.get(name=person["role"]))
        users[user.username] = user
    return users


def make_readers() -> dict[str, User]:
    """Members who comment and react; nobody can sign in as one of them."""
    return {name: User.objects.create_user(name) for name in city()["readers"]["names"]}


@transaction.atomic
def let_in(allowed: bool) -> None:
    """Let the demo accounts sign in, or keep them all out when the demo is off."""
    names = [person["username"] for person in city()["staff"]]
    for user in User.objects.filter(username__in=passwords().keys() & set(names)):
        user.is_active = allowed
        user.save(update_fields=["is_active"])


def _kept_passwords(names: list[str]) -> dict[str, str]:
    kept = passwords()
    kept |= {name: secrets.token_urlsafe(9) for name in names if name not in kept}
    path = passwords_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return kept
