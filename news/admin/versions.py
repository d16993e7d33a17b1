"""The versions of a story: the list, one, any two side by side, and two that collided."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from news import diffing, drafts, revisions
from news.admin.version_texts import compare, fields_in_words, label_of, names_in, summaries
from news.admin.writing import editable
from news.editing import State
from news.models import Article, Revision

PER_PAGE = 30


def urls(model_admin: Any) -> list[URLPattern]:
    """The pages of a story's versions."""
    site = model_admin.admin_site

    def door(route: str, view: Any, name: str) -> URLPattern:
        def page(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            request.desk = site.each_context(request) | {"opts": model_admin.opts}  # type: ignore[attr-defined]
            return view(request, pk, **kwargs)

        return path(f"<int:pk>/{route}", site.admin_view(page), name=f"news_article_{name}")

    return [
        door("versions/", listing, "versions"),
        door("versions/compare/", comparing, "compare"),
        door("versions/<int:number>/", one, "version"),
        door("versions/<int:number>/restore/", restore, "restore"),
        door("versions/<int:number>/name/", rename, "name"),
        door("versions/<int:number>/erase/", erase, "erase"),
        door("versions/<int:number>/merge/", merge, "merge"),
    ]


def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, newest first, and which one readers saw at a minute asked for."""
    article = editable(request, pk)
    rows = article.revisions.defer("state").select_related("by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    asked, stood = request.GET.get("at", ""), None
    if asked:
        try:
            moment = parse_datetime(asked)
        except ValueError:
            moment = None
        if moment is None:
            messages.error(request, _("Not a time: %s") % asked)
        else:
            moment = make_aware(moment) if is_naive(moment) else moment
            stood = revisions.stood_at(article, moment)
    context = {"page": page, "rows": list(summaries(article, list(page))), "at": asked}
    return _page(request, article, "versions", _("Versions"), context | {"stood": stood})


def one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version as it was saved."""
    article = editable(request, pk)
    revision = _revision(article, number)
    context: dict[str, Any] = {"revision": revision}
    if revision.erased_at is None:
        state = revisions.state_in(revision)
        words = fields_in_words(state, names_in(state))
        context["fields"] = [(label_of(key), value) for key, value in words.items() if value]
        context["blocks"] = diffing.compare_blocks(state["body"], state["body"])
    is_in_use = number in (article.working_number, article.shown_number)
    context["may_erase"] = request.user.has_perm("news.erase_revision") and not is_in_use  # type: ignore[union-attr]
    return _page(request, article, "version", _("Version %d") % number, context)


def comparing(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions by number; "draft" is one's own unsaved text, nothing the working version."""
    article = editable(request, pk)
    left, right = request.GET.get("left", ""), request.GET.get("right", "")
    if left.isdigit() and right.isdigit() and int(left) > int(right):
        left, right = right, left
    try:
        found = compare(_state(request, article, left), _state(request, article, right))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("admin:news_article_versions", pk)
    context = {"left": left, "right": right, "found": found}
    return _page(request, article, "compare", _("Compare versions"), context)


@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Bring a version back as the newest one."""
    article = editable(request, pk)
    _revision(article, number)
    try:
        revisions.restore(article, number, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("admin:news_article_versions", pk)
    messages.success(request, _("Version %d is back, as the newest one.") % number)
    return redirect("admin:news_article_change", pk)


@require_POST
def rename(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give a version a name."""
    revision = _revision(editable(request, pk), number)
    if revision.erased_at is None:
        revisions.rename(revision, request.POST.get("name", ""))
    return redirect("admin:news_article_version", pk, number)


@require_POST
def erase(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take the text of a version away for good."""
    revision = _revision(editable(request, pk), number)
    try:
        revisions.erase(revision, by=request.user, why=request.POST.get("why", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The text of version %d is erased.") % number)
    return redirect("admin:news_article_version", pk, number)


def merge(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version that came too late beside the one that was faster: take either, or parts."""
    article = editable(request, pk)
    aside = _revision(article, number)
    head = article.revisions.in_line().select_related("by").first()
    if aside.kind != Revision.Kind.ASIDE or aside.erased_at or head is None:
        raise Http404
    theirs, mine = revisions.working_state(article), revisions.state_in(aside)
    base = _state(request, article, str(aside.base or 1))
    chunks = diffing.merge(*(diffing.blocks(state["body"]) for state in (base, theirs, mine)))
    keys = _differing(theirs, mine)
    if request.method == "POST":
        state = _chosen(request, keys, chunks, theirs, mine)
        seen = request.POST.get("head", "")
        try:
            saved = revisions.save(
                article, state, by=request.user, base=int(seen) if seen.isdigit() else head.number
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        if saved.overtaken_by:
            return redirect("admin:news_article_merge", pk, saved.revision.number)
        messages.success(request, _("The story is saved."))
        return redirect("admin:news_article_change", pk)
    names = names_in(base, theirs, mine)
    words = [fields_in_words(state, names) for state in (base, theirs, mine)]
    context = {
        "aside": aside,
        "head": head,
        "fields": [_sides(key, *words) for key in keys if key in words[0]],
        "chunks": [
            (
                place,
                chunk,
                *(_side(chunk.base, side) for side in (chunk.theirs, chunk.mine, chunk.base)),
            )
            for place, chunk in enumerate(chunks)
        ],
    }
    return _page(request, article, "merge", _("Two versions at once"), context)


def _chosen(
    request: HttpRequest,
    keys: list[str],
    chunks: list[diffing.Chunk],
    theirs: State,
    mine: State,
) -> State:
    """The state that the choices of the form make; theirs where nothing was chosen."""
    if request.POST.get("whole") in ("theirs", "mine"):
        return dict(mine if request.POST["whole"] == "mine" else theirs)
    state = dict(theirs)
    for key in keys:
        if request.POST.get(f"field-{key}") == "mine":
            state[key] = mine[key]
            if key == "title":
                state["title_breaks"] = mine["title_breaks"]
    body: list[str] = []
    for place, chunk in enumerate(chunks):
        choice = request.POST.get(f"block-{place}", "")
        if chunk.is_same or choice not in ("mine", "both"):
            body += chunk.theirs
        if not chunk.is_same and choice in ("mine", "both"):
            body += chunk.mine
    return state | {"body": "".join(body)}


def _differing(theirs: State, mine: State) -> list[str]:
    one, other = revisions.text_of(theirs), revisions.text_of(mine)
    passed = ("body", "title_breaks", "translation_group")
    return [key for key in one if key not in passed and one[key] != other[key]]


def _sides(key: str, base: Any, theirs: Any, mine: Any) -> dict[str, Any]:
    return {
        "key": key,
        "label": label_of(key),
        "base": base[key],
        "theirs": diffing.compare_text(base[key], theirs[key]),
        "mine": diffing.compare_text(base[key], mine[key]),
        "takes_mine": base[key] == theirs[key],
    }


def _side(base: tuple[str, ...], side: tuple[str, ...]) -> list[diffing.Block]:
    return diffing.compare_blocks("".join(base), "".join(side))


def _state(request: HttpRequest, article: Article, which: str) -> State:
    if which == "draft":
        draft = drafts.own(article, by=request.user)
        if draft is None:
            raise Http404
        return drafts.content(article, draft)
    if not which:
        return revisions.working_state(article)
    if not which.isdigit():
        raise Http404
    return revisions.state_in(_revision(article, int(which)))


def _revision(article: Article, number: int) -> Revision:
    row = article.revisions.select_related("by", "article").filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _page(
    request: HttpRequest, article: Article, template: str, title: str, context: dict[str, Any]
) -> HttpResponse:
    shell = request.desk | {"article": article, "title": title}  # type: ignore[attr-defined]
    return render(request, f"admin/news/article/{template}.html", shell | context)
