"""Whether the story was told before."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.checkup.finding import Finding, Place
from news.checkup.registry import kind
from news.checkup.story import Story
from news.models.checkup import Severity


@kind("alike", gettext_lazy("Nearly the same story"), Severity.WARNING)
def alike(story: Story) -> Iterator[Finding]:
    """Another story that says nearly the same."""
    for other in story.alike:
        text = _("Story %(number)d, “%(title)s”, says nearly the same (%(share)d %%).")
        told = {"number": other.pk, "title": other.title, "share": round(other.likeness * 100)}
        yield Finding("alike", text % told, Place("body"))
