"""Saving a topic: its text, its stories in their order, and what hangs on both."""

from collections.abc import Sequence

from django.db import transaction

from news import body as grammar
from news import renditions
from news.caching import stories_changed
from news.models import Document, DocumentUse, Image, ImageUse, Topic, TopicStory
from news.naming import save_named


@transaction.atomic
def save_topic(topic: Topic, story_ids: Sequence[int] | None = None) -> Topic:
    """Save a topic; `story_ids` in their order replace its stories, None leaves them.

    Raises ValidationError.
    """
    topic.body = grammar.clean(topic.body)
    topic.full_clean()
    save_named(topic)
    if story_ids is not None:
        _set_stories(topic, list(dict.fromkeys(story_ids)))
    _note_uses(topic)
    if topic.is_published:
        renditions.order_for(topic)
    stories_changed()
    return topic


@transaction.atomic
def delete_topic(topic: Topic) -> None:
    """Delete a topic; its stories stay."""
    topic.delete()
    stories_changed()


def _set_stories(topic: Topic, story_ids: list[int]) -> None:
    topic.stories.exclude(article__in=story_ids).delete()
    TopicStory.objects.bulk_create(
        [
            TopicStory(topic=topic, article_id=pk, position=position)
            for position, pk in enumerate(story_ids)
        ],
        update_conflicts=True,
        unique_fields=["topic", "article"],
        update_fields=["position"],
    )


def _note_uses(topic: Topic) -> None:
    """Write down where each picture and document stands, so that nobody deletes it unawares."""
    named = grammar.references(topic.body)
    pictures = Image.objects.filter(pk__in=named.images).values_list("pk", flat=True)
    wanted = {(pk, ImageUse.Place.BODY) for pk in pictures}
    if topic.cover_id:
        wanted.add((topic.cover_id, ImageUse.Place.COVER))
    topic.image_uses.all().delete()
    ImageUse.objects.bulk_create(
        ImageUse(topic=topic, image_id=pk, place=place) for pk, place in sorted(wanted)
    )
    topic.document_uses.all().delete()
    DocumentUse.objects.bulk_create(
        DocumentUse(topic=topic, document=document)
        for document in Document.objects.filter(pk__in=named.documents)
    )
