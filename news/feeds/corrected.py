"""What was put right, as a feed of its own: an item is a correction, not a story."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from news import corrections
from news.feeds.channels import ITEMS, Channel
from news.feeds.items import Item, Note, in_script
from news.languages import story_language
from news.models import Correction, Placement
from portal.lib.addresses import absolute


def of_corrections() -> Channel:
    """The feed beside the page of corrections; its items come from `read_corrections`."""
    return Channel(
        key="corrections",
        name=_("Corrections"),
        description=_("What was wrong in our stories, and what is right."),
        path=reverse("news:corrections"),
        rows=Placement.objects.none(),
    )


def read_corrections() -> list[Item]:
    """The newest corrections of live stories in the language of the page."""
    page = corrections.read_page(story_language(), 1)
    return [_item(row) for row in corrections.in_order(page.article_ids[:ITEMS])]


def _item(row: Correction) -> Item:
    story, label = row.article, row.get_kind_display()
    here = f"{absolute(reverse('news:corrections'))}#c{row.pk}"
    url = absolute(story.get_absolute_url())
    html = format_html(
        '<p><strong>{}</strong></p><p>{}</p><p><a href="{}">{}</a></p>',
        label,
        row.text,
        url,
        story.list_title,
    )
    told = in_script(_("%(kind)s: %(title)s") % {"kind": label, "title": story.list_title})
    return Item(
        id=here,
        url=f"{url}#c{row.pk}",
        title=told,
        summary=in_script(row.text),
        html=in_script(str(html)),
        published=row.at,
        updated=row.changed_at,
        ends=story.unpublish_at,
        authors=[],
        contributors=[],
        source=None,
        original_url="",
        categories=[in_script(label)],
        picture=None,
        corrections=[Note(row.kind, in_script(label), in_script(row.text), row.changed_at)],
    )
