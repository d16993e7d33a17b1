"""What a member stands under, on the member's own pages."""

from typing import Any

from django import template
from django.utils import timezone

from comments.sanctions import standing_against
from comments.statements import ticket_of

register = template.Library()


@register.inclusion_tag("comments/_sanctions.html")
def own_sanctions(user: Any) -> dict[str, Any]:
    """The sanctions a member stands under, with a button to confirm a warning."""
    standing = standing_against(user, "", timezone.now())
    return {"sanctions": [(sanction, ticket_of(sanction)) for sanction in standing]}


register.filter("ticket_of", ticket_of)
