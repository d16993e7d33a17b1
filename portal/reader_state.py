"""What concerns one reader, fetched by the script after a page that is the same for everyone."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments import sanctions, things
from comments.agreeing import agreed_in
from comments.models import EVERYBODY, Thread
from comments.muting import muted_in
from comments.readers import Reader
from comments.views.asking import reader_of as comments_reader_of
from news.models import Article
from news.own import own_part, reader_of
from news.permissions import may_correct, may_edit, may_publish
from portal.lib.http import no_store
from portal.lib.throttle import network_of

OWN_PENDING = 20
"""Nobody has more comments of their own waiting below one story."""

OWN_SHOWN = 50
"""Older ones are on the page of one's own comments."""


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """The account, and the reader's own part in what is open: a story with `?article=`, another
    thing that is discussed with `?thing=`."""
    own: dict[str, Any] = {"account": _account(request)}
    article = _article(request.GET.get("article", ""))
    if article is not None:
        own |= own_part(article, reader_of(request)).as_data()
        own |= _discussion(request, article)
        own["staff"] = _staff_links(request, article)
    elif (thing := things.find(request.GET.get("thing", ""))) is not None:
        own |= _discussion(request, thing)
        own["staff"] = _review_links(request, thing)
    return no_store(JsonResponse(own))


def _account(request: HttpRequest) -> dict[str, str] | None:
    if not request.user.is_authenticated:
        return None
    return {"name": request.user.display_name, "url": reverse("accounts:profile")}


def _article(pk: str) -> Article | None:
    """The live story of that id; a page that was open while it went asks in vain."""
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return None
    return Article.objects.live().select_related("category").filter(pk=int(pk)).first()


def _discussion(request: HttpRequest, thing: Any) -> dict[str, Any]:
    """The reader's own part in the comments: what waits for review, what was agreed with, and what
    stands against whoever comes from here."""
    thread, reader = things.thread_of(thing), comments_reader_of(request)
    member = reader.member if reader else None
    told = sanctions.told_before(member, network_of(request), timezone.now())
    if thread is None or reader is None:
        return {"pending": [], "agreed": {}, "own": [], "told": told}
    return {
        "told": told,
        "pending": _pending(thread, reader),
        "agreed": agreed_in(thread.pk, reader),
        "own": _own_published(thread, reader),
        "muted": {
            "ids": muted_in(thread.pk, reader.member) if reader.member else [],
            "label": _("You muted this reader."),
        },
    }


def _own_published(thread: Thread, reader: Reader) -> list[dict[str, Any]]:
    """Ways to change one's own comments that everybody sees, or to take them back."""
    mine = reader.own().visible_to(EVERYBODY).filter(thread=thread).order_by("-created_at", "-pk")
    label = _("Edit or withdraw")
    return [
        {"id": pk, "url": reverse("comments:own", args=[pk]), "label": label}
        for pk in mine.values_list("pk", flat=True)[:OWN_SHOWN]
    ]


def _pending(thread: Thread, reader: Reader) -> list[dict[str, Any]]:
    """The reader's own comments that nobody else sees yet."""
    mine = reader.own().pending().filter(thread=thread).select_related("author")
    return [
        {
            "id": comment.pk,
            "parent": comment.root_id,
            "html": render_to_string("comments/_own_comment.html", {"comment": comment}),
        }
        for comment in mine.order_by("created_at", "pk")[:OWN_PENDING]
    ]


def _staff_links(request: HttpRequest, article: Article) -> list[dict[str, str]]:
    """Ways into the desk that this user may take from the story."""
    user = request.user
    if not user.is_authenticated or not user.is_staff:
        return []
    edit = reverse("admin:news_article_change", args=[article.pk])
    links = []
    if may_edit(user, article):
        links.append({"label": _("Edit"), "url": edit})
    if may_correct(user, article):
        correct = reverse("admin:news_article_correct", args=[article.pk])
        links.append({"label": _("Correct…"), "url": correct})
    if may_publish(user, article.category):
        links.append({"label": _("Take down"), "url": f"{edit}#withdraw"})
    return [*links, *_review_links(request, article)]


def _review_links(request: HttpRequest, thing: Any) -> list[dict[str, str]]:
    """The way to what waits for review below a thing, for who may decide on it."""
    if not request.user.has_perm("comments.moderate_comment"):
        return []
    return [{"label": _("Comment review"), "url": _moderation_url(thing)}]


def _moderation_url(thing: Any) -> str:
    thread = Thread.objects.about(thing).values_list("pk", flat=True).first()
    queue = reverse("admin:comments_queue")
    return f"{queue}?thread={thread}" if thread else queue
