"""Where news and comments meet; they do not know each other."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from comments import things
from comments.models import Thread
from comments.signals import thread_changed
from news.categories import tree
from news.models import Article, ArticleStats, Topic
from news.signals import article_published
from portal.site.current import site
from portal.site.models import CommentPolicy


def connect() -> None:
    """Let the two hear of each other; called once, when all apps are ready."""
    things.register(Article, policy=article_comment_policy)
    things.register(Topic, policy=topic_comment_policy)
    article_published.connect(open_thread_of_story, dispatch_uid="wiring.open_thread")
    thread_changed.connect(copy_comment_count, dispatch_uid="wiring.copy_count")


def article_comment_policy(article: Article) -> str:
    """The story's own switch first, then its section's policy, then the site's."""
    if not article.allows_comments:
        return CommentPolicy.CLOSED
    return tree().comment_policy(article.category_id, site().comment_policy)


def topic_comment_policy(topic: Topic) -> str:
    """An open topic has the site's policy."""
    return site().comment_policy if topic.is_open else CommentPolicy.CLOSED


def open_thread_of_story(sender: Any, article: Article, **_signal: Any) -> None:
    """Give a published story its thread, so that no reader's visit has to make it."""
    things.open_thread(article)


def copy_comment_count(sender: Any, thread: Thread, **_signal: Any) -> None:
    """Bring a story's count to where lists and cards read it."""
    if thread.content_type_id == ContentType.objects.get_for_model(Article).pk:
        ArticleStats.objects.filter(pk=thread.object_id).update(comment_count=thread.comment_count)
