"""How many of what, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.lib.templatetags.numbers import grouped


def comment_count(number: int) -> str:
    """47 comments."""
    return ngettext("%s comment", "%s comments", number) % grouped(number)


def story_count(number: int) -> str:
    """34 stories."""
    return ngettext("%s story", "%s stories", number) % grouped(number)


def result_count(number: int) -> str:
    """126 results."""
    return ngettext("%s result", "%s results", number) % grouped(number)


def reacted_count(number: int) -> str:
    """364 readers have reacted."""
    return ngettext("%s reader has reacted", "%s readers have reacted", number) % grouped(number)


def reaction_label(kind: str, number: int) -> str:
    """Flowers, 214 readers: what a bar says to those who do not see it."""
    readers = ngettext("%s reader", "%s readers", number) % grouped(number)
    return _("%(kind)s, %(readers)s") % {"kind": kind, "readers": readers}
