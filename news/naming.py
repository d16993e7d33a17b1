"""The addresses of tags, sources, authors and topics: a new slug leaves the old one leading on."""

from urllib.parse import unquote

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from news.models import Byline, Source, Tag, Topic
from portal.site import redirects
from portal.site.models import Redirect

Named = Byline | Source | Tag | Topic


@transaction.atomic
def save_named(thing: Named) -> None:
    """Save a row, and send readers of its old address to the new one."""
    before = type(thing)._base_manager.filter(pk=thing.pk).first() if thing.pk else None
    thing.save()
    if before is not None:
        redirects.moved(path_of(before), path_of(thing), Redirect.Kind.SLUG)


def path_of(thing: Named) -> str:
    """The path of its page without a language, as redirects keep it."""
    with override(settings.LANGUAGE_CODE):
        return unquote(thing.get_absolute_url())
