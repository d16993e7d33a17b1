"""The findings of a comment as chips."""

from django import template

from comments.models import Comment
from comments.screening.labels import Look, look_of

register = template.Library()

SHOWN = 3


@register.filter
def chips(comment: Comment) -> list[tuple[Look, str]]:
    """The gravest findings, from rows that were fetched with the comment."""
    return [(look_of(signal.code), signal.detail) for signal in comment.signals.all()[:SHOWN]]
