"""Members and staff."""

import unicodedata

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def username_key(username: str) -> str:
    """The form in which two spellings of one name are the same: NFKC, case folded."""
    return unicodedata.normalize("NFKC", username).casefold()


def validate_username(username: str) -> None:
    """Refuse names with control, format or other unprintable characters, and outer blanks."""
    if username != username.strip() or not username.isprintable():
        raise ValidationError(
            _("A user name holds printable characters only, without blanks around them."),
            code="unprintable",
        )


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username_key=username_key(username))

    def create_user(self, username: str, email: str = "", password: str | None = None, **fields):
        """Make a member; an empty password means that nobody can sign in with one."""
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str = "", password: str | None = None, **fields
    ):
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(username, email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in. Names are long and of any script, since imported ones are."""

    username = models.CharField(
        _("user name"), max_length=150, unique=True, validators=[validate_username]
    )
    username_key = models.CharField(max_length=300, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    shown_name = models.CharField(
        _("shown name"), max_length=60, blank=True, help_text=_("The user name where empty.")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    shows_reactions = models.BooleanField(_("show my name among those who reacted"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args, **kwargs) -> None:
        self.username_key = username_key(self.username)
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        """The name readers see."""
        return self.shown_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name
