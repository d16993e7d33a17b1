"""Members. They keep their passwords; one in a form we know not is chosen anew by e-mail."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from comments.models import Sanction
from portal.accounts import hashers
from portal.accounts.models import User, username_key, validate_username
from portal.importers import records
from portal.importers.writer.desk import Scribe, content_of

LONGEST_EMAIL = 254
LONGEST_NAME = 140
"""Leaves room for a number behind it."""
LONGEST_SHOWN = 60

BARRED_THERE = gettext_noop("You were barred from writing on the site that moved here.")
BAN_LIFTED = "ban_lifted"


class MemberScribe(Scribe):
    kind = records.Member.kind
    model = User

    def create(self, record: records.Member) -> tuple[User, str]:
        user = User(username=self._free_name(record))
        user.set_unusable_password()
        self._bring_password(user, record)
        if not record.password:
            otherwise = record.email or "without an e-mail too: staff set a password"
            self.desk.report.note("Members without a password", f"{user.username}: {otherwise}")
        return self._write(user, record), "created"

    def update(self, row: User, record: records.Member) -> User:
        """The name stays: it may have got a number, and members know it by now.

        The password follows the source until they sign in here, which writes it anew.
        """
        if hashers.is_brought(row.password) or _never_had_one(row):
            self._bring_password(row, record)
        return self._write(row, record)

    def content(self, row: User) -> Mapping[str, Any]:
        """A ban counts only once a run has lifted it: it is none of the member's own words."""
        words = content_of(row, "username", "email", "is_active", "is_staff", "shown_name")
        return words | ({BAN_LIFTED: True} if _lifted_by_a_run(row).exists() else {})

    def restore(self, row: User, form: Mapping[str, Any]) -> User:
        words = dict(form)
        if not words.pop(BAN_LIFTED, False):
            _lifted_by_a_run(row).update(lifted_at=None)
        return super().restore(row, words)

    def _write(self, user: User, record: records.Member) -> User:
        user.email = self._email(record)
        user.is_active = record.is_active
        if record.shown_name:
            user.shown_name = self._shown_name(user, record)
        if record.joined:
            user.date_joined = record.joined
        user.save()
        self._verify(user, record)
        if record.is_muted:
            _keep_muted(user, record)
        else:
            _brought_bans(user).filter(lifted_at=None).update(lifted_at=timezone.now())
        return user

    def _bring_password(self, user: User, record: records.Member) -> None:
        encoded = hashers.brought(record.password, record.password_salt)
        if encoded:
            user.password = encoded
        elif record.password:
            self.desk.report.note(
                "Members whose password is in no known form",
                f"{record.username} (uid {record.foreign_id})",
            )

    def _verify(self, user: User, record: records.Member) -> None:
        """An address that was proved there is proved here, for whoever had it first."""
        if not record.is_email_verified or not user.email:
            return
        proved = EmailAddress.objects.filter(email=user.email, verified=True)
        if not (proved | EmailAddress.objects.filter(user=user)).exists():
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    def _free_name(self, record: records.Member) -> str:
        """The name as it was; one that is taken or unprintable here is changed and reported."""
        plain = "".join(filter(str.isprintable, record.username)).strip()
        plain = plain[:LONGEST_NAME]
        plain = plain if _is_fit(plain) else f"member{record.foreign_id}"
        wanted, number = plain, 1
        while User.objects.filter(username_key=username_key(wanted)).exists():
            number += 1
            wanted = f"{plain}_{number}"
        if wanted != record.username:
            self.desk.report.note(
                "Members with another name",
                f"{record.username} (uid {record.foreign_id}): {wanted}",
            )
        return wanted

    def _shown_name(self, user: User, record: records.Member) -> str:
        """The name readers saw, unless it would pass for another member or the newsroom."""
        name = record.shown_name
        if len(name) <= LONGEST_SHOWN and _is_fit(name) and not _is_anothers(user, name):
            return name
        self.desk.report.note("Members shown by their user name", f"{record.username}: {name}")
        return ""

    def _email(self, record: records.Member) -> str:
        try:
            validate_email(record.email)
        except ValidationError:
            valid = False
        else:
            valid = len(record.email) <= LONGEST_EMAIL
        if record.email and not valid:
            self.desk.report.note("Members without e-mail", f"{record.username}: {record.email!r}")
        return record.email if valid else ""


def _keep_muted(user: User, record: records.Member) -> None:
    """Bar from writing as long as the source does; what a moderator here decided since holds."""
    bans = _bans(user)
    if not bans.exists():
        bans.create(
            kind=Sanction.Kind.BAN,
            subject=Sanction.Subject.MEMBER,
            key=str(user.pk),
            member=user,
            reason=gettext(BARRED_THERE),
            at=timezone.now(),
            until=record.muted_until,
        )
    elif bans.count() == 1:
        _brought_bans(user).update(lifted_at=None, until=record.muted_until)


def _bans(user: User) -> QuerySet[Sanction]:
    return Sanction.objects.filter(
        kind=Sanction.Kind.BAN, subject=Sanction.Subject.MEMBER, key=str(user.pk)
    )


def _brought_bans(user: User) -> QuerySet[Sanction]:
    """Those that a run made, whatever language it spoke, and that no moderator touched."""
    said = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.add(gettext(BARRED_THERE))
    return _bans(user).filter(by=None, lifted_by=None, reason__in=said)


def _lifted_by_a_run(user: User) -> QuerySet[Sanction]:
    return _brought_bans(user).filter(lifted_at__isnull=False)


def _never_had_one(user: User) -> bool:
    return user.last_login is None and not user.has_usable_password()


def _is_anothers(user: User, name: str) -> bool:
    key = username_key(name)
    others = User.objects.exclude(pk=user.pk)
    staff = others.filter(is_staff=True).values_list("shown_name", flat=True)
    return others.filter(username_key=key).exists() or key in map(username_key, staff)


def _is_fit(name: str) -> bool:
    try:
        validate_username(name)
    except ValidationError:
        return False
    return bool(name)
