"""Where news and comments meet; they do not know each other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse

from comments import things
from comments.models import EVERYBODY, Comment, Thread
from comments.policies import Ruling, closing_time
from comments.signals import thread_changed
from news import rankings
from news.caching import stories_changed
from news.categories import tree
from news.models import Article, ArticleStats, Ranking, Topic
from news.signals import article_published, articles_arrived
from portal.accounts.signals import appearance_changed
from portal.site.current import site
from portal.site.models import CommentPolicy, Page

BUSIEST = 1_000
"""Threads of a week among which the stories of each language are sought."""


def connect() -> None:
    """Let the two hear of each other; called once, when all apps are ready."""
    things.register(
        Article,
        rule=rule_for_article,
        reporters=reporters_of_article,
        sections=sections_of_articles,
        mending=address_for_errors,
    )
    things.name_sections(names_of_sections)
    things.register(Topic, rule=rule_for_topic)
    things.register(Page, rule=rule_for_page)
    article_published.connect(open_thread_of_story, dispatch_uid="wiring.open_thread")
    articles_arrived.connect(open_threads_of_stories, dispatch_uid="wiring.open_threads")
    rankings.measure(Ranking.Kind.TALKED_WEEK, comments_of_week)
    thread_changed.connect(copy_comment_count, dispatch_uid="wiring.copy_count")
    appearance_changed.connect(renew_pages, dispatch_uid="wiring.renew_pages")


def rule_for_article(article: Article) -> Ruling:
    """The story's own switch first, then its section's rules, then the site's."""
    if not article.allows_comments:
        return Ruling(CommentPolicy.CLOSED)
    sections, section = tree(), article.category_id
    days = sections.comments_close_after(section, site().comments_close_after)
    mode = sections.comment_policy(section, site().comment_policy)
    return Ruling(mode, closing_time(article.publish_at, days))


def reporters_of_article(article: Article) -> frozenset[int]:
    """The users among those who sign the story."""
    signed = article.article_bylines.filter(byline__user__isnull=False)
    return frozenset(signed.values_list("byline__user_id", flat=True))


def sections_of_articles(pks: set[int]) -> dict[int, int]:
    """The section each story stands in."""
    return dict(Article.objects.filter(pk__in=pks).order_by().values_list("pk", "category_id"))


def address_for_errors(article: Article) -> str:
    """Where a reader tells the newsroom of an error in the story."""
    return reverse("news:error", args=[article.pk])


def names_of_sections() -> dict[int, str]:
    """How the sections are called in the language of whoever asks."""
    return {section.pk: str(section) for section in tree().in_order()}


def rule_for_topic(topic: Topic) -> Ruling:
    """An open topic has the site's policy, and no end."""
    return Ruling(site().comment_policy if topic.is_open else CommentPolicy.CLOSED)


def rule_for_page(page: Page) -> Ruling:
    """A page is talked about only where an editor wants it, and then without an end."""
    return Ruling(site().comment_policy if page.allows_comments else CommentPolicy.CLOSED)


def open_thread_of_story(sender: Any, article: Article, **_signal: Any) -> None:
    """Give a published story its thread, so that no reader's visit has to make it."""
    things.open_thread(article)


def open_threads_of_stories(sender: Any, articles: Sequence[Article], **_signal: Any) -> None:
    """The same for many new stories."""
    kind = ContentType.objects.get_for_model(Article)
    Thread.objects.bulk_create(
        Thread(content_type=kind, object_id=article.pk) for article in articles
    )


def comments_of_week(now: datetime, language: str) -> list[tuple[int, int]]:
    """The stories of a language with most comments of the last seven days.

    Those days alone are read, along an index; only of the busiest threads it is asked what they
    are about.
    """
    recent = Comment.objects.visible_to(EVERYBODY).filter(created_at__gt=now - rankings.WEEK)
    by_thread = recent.order_by().values_list("thread").annotate(count=Count("pk"))
    counts = dict(by_thread.order_by("-count", "-thread")[:BUSIEST])
    story = Article.objects.filter(pk=OuterRef("object_id"), language=language)
    kind = ContentType.objects.get_for_model(Article)
    threads = Thread.objects.filter(Exists(story), pk__in=counts, content_type=kind)
    rows = [(story, counts[pk]) for pk, story in threads.values_list("pk", "object_id")]
    return sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)[: rankings.KEPT]


def copy_comment_count(sender: Any, thread: Thread, **_signal: Any) -> None:
    """Bring a story's count to where lists and cards read it."""
    if thread.content_type_id == ContentType.objects.get_for_model(Article).pk:
        ArticleStats.objects.filter(pk=thread.object_id).update(comment_count=thread.comment_count)


def renew_pages(sender: Any, **_signal: Any) -> None:
    """Let pages show a member as of now, beside comments and among those who reacted."""
    stories_changed()
