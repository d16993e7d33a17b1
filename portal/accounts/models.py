"""Members and staff."""

import unicodedata
from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

KEY_LENGTH = 300
"""A few letters (ligatures of Arabic words) have long keys; a name full of them is refused."""


def username_key(username: str) -> str:
    """The form in which two spellings of one name are the same: NFKC, case folded."""
    return unicodedata.normalize("NFKC", username).casefold()


def validate_username(username: str) -> None:
    """Refuse names with control, format or other unprintable characters, and outer blanks."""
    is_plain = username == username.strip() and username.isprintable()
    if not is_plain or len(username_key(username)) > KEY_LENGTH:
        raise ValidationError(
            _("A user name holds printable characters only, without blanks around them."),
            code="unprintable",
        )


@cache
def known_time_zones() -> frozenset[str]:
    """The names of all time zones, read from the disk once."""
    return frozenset(available_timezones())


def validate_time_zone(name: str) -> None:
    """Refuse what is no time zone."""
    if name not in known_time_zones():
        raise ValidationError(_("There is no time zone of this name."), code="time_zone")


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username_key=username_key(username or ""))

    def create_user(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> "User":
        """Make a member; an empty password means that nobody can sign in with one."""
        user = self.model(username=username, email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> "User":
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(username, email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in. Names are long and of any script, since imported ones are."""

    username = models.CharField(
        _("user name"), max_length=150, unique=True, validators=[validate_username]
    )
    username_key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    shown_name = models.CharField(
        _("shown name"),
        max_length=60,
        blank=True,
        validators=[validate_username],
        help_text=_("The user name where empty."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("The clock of the desk; that of the site where empty."),
    )
    shows_reactions = models.BooleanField(_("show my name among those who reacted"), default=True)
    identity_verified_at = models.DateTimeField(
        _("identity verified"),
        null=True,
        blank=True,
        help_text=_("Set by the newsroom after it has seen proof; an e-mail address is none."),
    )
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    authenticator_set: "models.Manager[Any]"  # allauth's, by its foreign key
    emailaddress_set: "models.Manager[Any]"  # allauth's, too

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username_key = username_key(self.username)
        # Sign-in looks addresses up as they are stored; nobody expects them to know case.
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a name that is another member's in another spelling."""
        self.email = self.email.lower()
        others = User.objects.exclude(pk=self.pk)
        if others.filter(username_key=username_key(self.username)).exists():
            message = _("Another member has this name already.")
            raise ValidationError({"username": ValidationError(message, code="unique")})

    @property
    def display_name(self) -> str:
        """The name readers see."""
        return self.shown_name or self.username

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether a password alone does not let this member in."""
        return self.authenticator_set.exclude(type="recovery_codes").exists()

    @property
    def has_verified_email(self) -> bool:
        """Whether the member has shown that the address is theirs."""
        return self.emailaddress_set.filter(email__iexact=self.email, verified=True).exists()

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name
