"""Pictures: who made them, what they show to those who cannot see, whether we may print them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.checkup.finding import Finding
from news.checkup.registry import kind
from news.checkup.story import Story
from news.models.checkup import Severity


@kind("picture_credit", gettext_lazy("Picture: credit"), Severity.ERROR)
def picture_credit(story: Story) -> Iterator[Finding]:
    """A picture that does not say who made it."""
    for picture in story.pictures:
        if not picture.credit.strip():
            text = _("The picture “%s” has no credit.") % picture.name
            yield Finding("picture_credit", text, picture.place)


@kind("picture_alt", gettext_lazy("Picture: alternative text"), Severity.ERROR)
def picture_alt(story: Story) -> Iterator[Finding]:
    """A picture that says nothing to who cannot see it."""
    for picture in story.pictures:
        if not picture.alt.strip():
            text = _("The picture “%s” has no alternative text.") % picture.name
            yield Finding("picture_alt", text, picture.place)


@kind("picture_rights", gettext_lazy("Picture: rights"), Severity.ERROR)
def picture_rights(story: Story) -> Iterator[Finding]:
    """A picture we may no longer show."""
    for picture in story.pictures:
        if picture.rights_end is not None and picture.rights_end < story.today:
            text = _("The rights to the picture “%(name)s” ended on %(day)s.")
            told = text % {"name": picture.name, "day": picture.rights_end.isoformat()}
            yield Finding("picture_rights", told, picture.place)


@kind("picture_gone", gettext_lazy("Picture: missing"), Severity.ERROR)
def picture_gone(story: Story) -> Iterator[Finding]:
    """A place in the text whose picture is no longer in the library."""
    for number, place in story.missing_pictures:
        text = _("Picture %s is not in the library.") % number
        yield Finding("picture_gone", text, place)
