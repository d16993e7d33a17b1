"""What goes out: the page's markup, its JSON-LD and its ninjs, held against what they must have."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.checkup.finding import Finding, Place
from news.checkup.markup import faults_of
from news.checkup.registry import kind
from news.checkup.shapes import JSON_LD, NINJS, faults_in
from news.checkup.story import Story
from news.models.checkup import Severity


@kind("markup", gettext_lazy("Markup of the page"), Severity.ERROR)
def markup(story: Story) -> Iterator[Finding]:
    """The page does not parse."""
    for fault in faults_of(story.page) if story.page else ():
        yield Finding("markup", _("The page has a fault in its markup: %s") % fault, Place("body"))


@kind("json_ld", gettext_lazy("JSON-LD"), Severity.WARNING)
def json_ld(story: Story) -> Iterator[Finding]:
    """What search engines read lacks something."""
    for thing in story.json_ld:
        missing = [*faults_in(thing, JSON_LD.get(str(thing.get("@type")), {}))]
        if missing:
            text = _("The data for search engines lacks: %s") % ", ".join(missing)
            yield Finding("json_ld", text, Place("title"))


@kind("ninjs", gettext_lazy("ninjs"), Severity.WARNING)
def ninjs(story: Story) -> Iterator[Finding]:
    """What partners read lacks something."""
    missing = [*faults_in(story.ninjs, NINJS)] if story.ninjs else []
    if missing:
        text = _("The data for partners lacks: %s") % ", ".join(missing)
        yield Finding("ninjs", text, Place("title"))
