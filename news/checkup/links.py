"""Links to other sites that lead nowhere, as the worker found them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.body.pages import anchors
from news.body.tree import Element
from news.checkup.finding import Finding, Place
from news.checkup.registry import kind
from news.checkup.story import Passage, Story, lines_in, words_in
from news.models.checkup import Severity


@kind("dead_links", gettext_lazy("Dead link"), Severity.WARNING)
def dead_links(story: Story) -> Iterator[Finding]:
    """A link whose page is gone, or where nobody answers any more."""
    dead = dict(story.dead_links)
    if not dead:
        return
    for url, place in _places(story):
        if url in dead:
            told = _("This link leads nowhere (%(status)s): %(url)s")
            status = dead[url] or _("nobody answers")
            yield Finding("dead_links", told % {"status": status, "url": url}, place)


def _places(story: Story) -> Iterator[tuple[str, Place]]:
    for block, node in enumerate(story.nodes):
        if isinstance(node, Element):
            for line, element in enumerate(lines_in(node)):
                words = words_in(element)
                for anchor in anchors([element]):
                    said = words_in(anchor)
                    start = max(0, words.find(said))
                    place = Passage("body", words, block, line).at(start, start + len(said))
                    yield anchor.attributes.get("href", ""), place
