"""The forms of the accounts: allauth's in our words, and the settings of a member."""

from typing import Any

from allauth.account.forms import LoginForm, RequestLoginCodeForm, SignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.backends import holders_of
from portal.accounts.models import User, known_time_zones, username_key

CONTINENTS: tuple[str, ...] = (
    "Africa/",
    "America/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
)
CONTINENTS += ("Antarctica/", "Arctic/", "Pacific/")
"""Where time zones have cities; other names are older ones of the same, or of no place."""


class SignInForm(LoginForm):
    """One field for a user name or an e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["login"].max_length = 254
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device")


class SignUpForm(SignupForm):
    """A user name and a password; an e-mail address for those who want to be reached."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["email"].label = _("E-mail (optional)")
        self.fields["email"].help_text = _(
            "For a forgotten password. It is never shown to other readers."
        )


class SignInCodeForm(RequestLoginCodeForm):
    """Asks where to send the code; of several accounts with one address, the oldest gets it."""

    def clean_email(self) -> str:
        email = super().clean_email()
        active = [member for member in holders_of(email) if member.is_active]
        self._user = active[0] if active else None
        return email


class AddKeyForm(AddWebAuthnForm):
    """A new security key; allauth's own form leaves its name without a label."""

    name = forms.CharField(label=_("Name of the key"), required=False)


class RenameKeyForm(EditWebAuthnForm):
    """Another name for a security key."""

    name = forms.CharField(label=_("Name of the key"))


class SettingsForm(forms.ModelForm):
    """What members decide about themselves.

    The language is that of letters and of the desk; a page is in that of its address, for members
    as for everybody, so that signing in leaves one where one was reading.
    """

    class Meta:
        model = User
        fields = ["shown_name", "shows_reactions", "language", "time_zone"]
        labels = {"language": _("Language of letters")}
        help_texts = {
            "language": _(
                "We write to you in this language. Pages are in the language you read them in."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_staff:
            self.fields["language"].label = _("Language of letters and of the desk")
            self.fields["time_zone"].widget = forms.Select(
                choices=time_zones(self.instance.time_zone)
            )
        else:
            del self.fields["time_zone"]

    def clean_shown_name(self) -> str:
        """Refuse to pass for another member, or for somebody of the newsroom."""
        name = self.cleaned_data["shown_name"]
        if name and any(is_called(other, name) for other in self._namesakes(name)):
            raise ValidationError(_("Another member has this name already."))
        return name

    def _namesakes(self, name: str) -> Any:
        others = User.objects.exclude(pk=self.instance.pk)
        return others.filter(Q(username_key=username_key(name)) | Q(is_staff=True))


class LeavingForm(forms.Form):
    """Nobody erases an account by one careless press."""

    understood = forms.BooleanField(
        label=_("I know that this cannot be taken back"),
        error_messages={"required": _("Tick the box if you want to erase your account.")},
    )


def time_zones(chosen: str = "") -> list[tuple[str, Any]]:
    """The zones by the names of their cities, that of the site first; and the one chosen before."""
    names = {name for name in known_time_zones() if name.startswith(CONTINENTS)}
    names |= {"UTC", chosen} - {""}
    return [("", _("As the site: %s") % settings.TIME_ZONE), *((n, n) for n in sorted(names))]


def is_called(user: User, name: str) -> bool:
    """Whether a member goes by this name, in any spelling."""
    return username_key(name) in {username_key(user.username), username_key(user.shown_name)}
