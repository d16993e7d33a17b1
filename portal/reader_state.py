"""What concerns one reader, fetched by the script after a page that is the same for everyone."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments.models import Comment, Thread
from news.models import Article
from news.own import own_part, reader_of
from news.permissions import may_edit, may_publish
from portal.lib.http import no_store
from portal.lib.http.devices import device_of

OWN_PENDING = 20
"""Nobody has more comments of their own waiting below one story."""


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """The account, and with `?article=` the reader's own part in that story."""
    own: dict[str, Any] = {"account": _account(request)}
    article = _article(request.GET.get("article", ""))
    if article is not None:
        own |= own_part(article, reader_of(request)).as_data()
        own["pending"] = _pending(request, article)
        own["staff"] = _staff_links(request, article)
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


def _pending(request: HttpRequest, article: Article) -> list[dict[str, Any]]:
    """The reader's own comments that nobody else sees yet."""
    mine = Comment.objects.pending().filter(thread__in=Thread.objects.about(article))
    if request.user.is_authenticated:
        mine = mine.filter(author=request.user)
    elif device := device_of(request):
        mine = mine.filter(device=device, author__isnull=True)
    else:
        return []
    return [
        {
            "id": comment.pk,
            "parent": comment.root_id,
            "html": render_to_string("comments/_own_comment.html", {"comment": comment}),
        }
        for comment in mine.select_related("author").order_by("created_at", "pk")[:OWN_PENDING]
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
    if may_publish(user, article.category):
        links.append({"label": _("Take down"), "url": f"{edit}#withdraw"})
    if user.has_perm("comments.moderate_comment"):
        links.append({"label": _("Comment review"), "url": _moderation_url(article)})
    return links


def _moderation_url(article: Article) -> str:
    queue = reverse("admin:comments_comment_changelist")
    return f"{queue}?thread__object_id={article.pk}"
