"""What we want otherwise than allauth does it out of the box."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from portal.accounts.backends import holders_of
from portal.accounts.models import User, username_key
from portal.lib import throttle
from portal.lib.words import to_traditional
from portal.site.current import site

WRONG = _("User name, email or password is incorrect.")
"""One sentence for every way to be wrong, so that it tells nothing of who has an account."""

MOST_TRIES = 60
"""Tries with one name in an hour, right or wrong. allauth lets five wrong ones pass in five
minutes, but counts them in the cache; this limit holds while the cache is away."""


class AccountAdapter(DefaultAccountAdapter):
    """Names in any spelling, one sentence for a failed sign-in, letters that name the site."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "username_taken": _("Another member has this name already."),
    }

    def new_user(self, request: HttpRequest) -> User:
        """Begin a member, whose letters are in the language of the form."""
        return User(language=get_language())

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Refuse names that are taken in any spelling, and those that look like an address.

        Sign-in takes both in one field: a name like somebody's address would be mistaken for it.
        """
        username = super().clean_username(username, shallow=True)
        if is_address(username_key(username)):
            raise ValidationError(_("A user name must not be an e-mail address."))
        if not shallow and User.objects.filter(username_key=username_key(username)).exists():
            raise self.validation_error("username_taken")
        return username

    def format_email_subject(self, subject: str) -> str:
        """Put the name of the site before the subject."""
        return f"[{_site_name()}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter that speaks of the site by its name, not by its host.

        A member is written to in the language of their settings, whatever page asked for it; an
        address that nobody here has, in that of the page. The links in it keep to that page.
        """
        member = context.get("user") or next(iter(holders_of(email)), None)
        with override(getattr(member, "language", "") or get_language()):
            named = {"current_site": {"name": _site_name()}} | context
            super().send_mail(template_prefix, email, named)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse to try a password where the name was tried too often."""
        name = self._get_login_attempts_cache_key(request, **credentials)
        if not throttle.hit(f"sign-in:{name}", MOST_TRIES, timedelta(hours=1)):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts failures by the letters typed and by the host asked. A name has endless
        # spellings (ＢＥＩ, Bei) and we may have several hosts: all are one count here.
        return username_key(credentials.get("email") or credentials.get("username") or "").strip()


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticators that show the name of the site."""

    def _get_site_name(self) -> str:
        return site().name


def _site_name() -> str:
    """The name as letters write it: no page around them is converted to Traditional."""
    return to_traditional(site().name) if get_language() == "zh-hant" else site().name


def is_address(text: str) -> bool:
    """Whether a text could be an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
