"""What moderators read for each kind of finding, and how grave it looks."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Look:
    """A chip: its words and its colour (ok, warn or bad, as the skin has them)."""

    label: Any
    tone: str


LABELS: dict[str, Look] = {
    "alike": Look(_("Much like another"), "bad"),
    "burst": Look(_("Heated discussion"), "warn"),
    "contact": Look(_("Number or account"), "bad"),
    "decoy": Look(_("Filled in a hidden field"), "bad"),
    "error": Look(_("A check failed"), "warn"),
    "first": Look(_("First comment"), "warn"),
    "guest": Look(pgettext_lazy("chip of a comment", "Guest"), "warn"),
    "impostor": Look(_("Name passes for another's"), "bad"),
    "learned": Look(_("Reads like advertising"), "bad"),
    "link": Look(_("Has a link"), "warn"),
    "links": Look(_("Many links"), "bad"),
    "new": Look(_("New writer"), "warn"),
    "new_account": Look(_("Joined today"), "warn"),
    "piled_up": Look(_("Marks piled up"), "warn"),
    "rejected_often": Look(_("Often rejected"), "bad"),
    "repeat": Look(_("Said elsewhere"), "bad"),
    "sanction": Look(_("Under a sanction"), "bad"),
    "shouting": Look(_("Shouting"), "warn"),
    "trusted": Look(_("Trusted reader"), "ok"),
    "watch": Look(_("Watched word"), "warn"),
    "word": Look(_("Listed word"), "bad"),
}


def look_of(code: str) -> Look:
    """The chip of a kind; its own code where nobody named it."""
    return LABELS.get(code, Look(code, "mu"))
