"""The review queue: a list, the comment at hand in its context, and its writer's record.

Everything is links and plain forms; the script only presses them by key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from comments import appeals, moderation, queue, records
from comments.admin import kept_filters
from comments.admin.focus import Focus, focus_on
from comments.admin.place import Place, natural, require_moderator
from comments.models import Appeal, Comment, Decision, Reason
from comments.screening.labels import LABELS
from portal.lib.text import clean_line

UNDO_WITHIN = timezone.timedelta(minutes=10)
LONGEST_NOTE = 500


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """The addresses of the queue, below that of the comments."""
    return [
        path("queue/", site.admin_view(show), name="comments_queue"),
        path("queue/decide/", site.admin_view(decide), name="comments_decide"),
        path("queue/views/new/", site.admin_view(kept_filters.keep), name="comments_keep_filters"),
        path(
            "queue/views/<int:pk>/delete/",
            site.admin_view(kept_filters.forget),
            name="comments_forget_filters",
        ),
        path("queue/claim/", site.admin_view(claim), name="comments_claim"),
    ]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One tab of the queue, with the comment `?at=` open."""
    require_moderator(request.user)
    place, now = Place.read(request.GET), timezone.now()
    rows = list(queue.rows_of(place.tab, place.filters, now))
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = queue.waiting(now, midnight, request.user)
    held = queue.held(request.user)
    counts = waiting.counts | {"pending": held.count}
    context = admin.site.each_context(request) | {
        "focus": _focus(request, rows),
        "place": place,
        "reasons": Reason.choices,
        "title": _("Comment review"),
        "tabs": [(tab, counts.get(tab.key), place.address(tab=tab.key)) for tab in queue.TABS],
        "waiting": waiting,
        "held": held,
        "rows": [(row, place.address(at=row.pk)) for row in rows],
        "labels": LABELS,
        "kept": list(kept_filters.kept(request.user, place)),
        "undoable": len(undoable(request.user)),
        "most": queue.MOST_COUNTED,
    }
    return render(request, "admin/comments/queue.html", context)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Do what the pressed button says to the comment at hand, or to those that are ticked."""
    require_moderator(request.user)
    place = Place.read(request.POST)
    key = request.POST.get("many") or request.POST.get("deed", "")
    deed = DEEDS.get(key)
    if deed is None:
        messages.error(request, _("The form says nothing to do."))
        return HttpResponseRedirect(place.address())
    chosen = _chosen(request)
    if deed.title and "many" in request.POST and "confirmed" not in request.POST:
        return _ask(request, place, key, chosen)
    try:
        said = deed.work(request, chosen)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return HttpResponseRedirect(place.address(at=natural(request.POST.get("one", ""))))
    messages.success(request, said)
    stays = natural(request.POST.get("one", "")) if deed.stays else None
    return HttpResponseRedirect(place.address(at=stays or natural(request.POST.get("next", ""))))


@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Say that one is looking at a comment; answers whether nobody else is."""
    require_moderator(request.user)
    comment = get_object_or_404(Comment, pk=natural(request.POST.get("one", "")))
    return JsonResponse({"claimed": moderation.claim(comment, by=request.user)})


def undoable(user: Any) -> list[Decision]:
    """The latest decisions a moderator took together, if that was just now."""
    own = Decision.objects.filter(by=user, undoes__isnull=True, undone_by__isnull=True)
    latest = own.filter(at__gte=timezone.now() - UNDO_WITHIN).order_by("-at").first()
    return list(own.filter(at=latest.at)) if latest else []


def _focus(request: HttpRequest, rows: list[Comment]) -> Focus | None:
    wanted = natural(request.GET.get("at", ""))
    at = next((row for row in rows if row.pk == wanted), rows[0] if rows else None)
    return focus_on(at, rows, by=request.user) if at else None


def _chosen(request: HttpRequest) -> list[Comment]:
    """The ticked comments for a deed of the bar, else the one at hand."""
    posted = (
        request.POST.getlist("tick") if "many" in request.POST else [request.POST.get("one", "")]
    )
    pks = [pk for pk in map(natural, posted) if pk]
    return list(Comment.objects.filter(pk__in=pks[: queue.SHOWN]).select_related("author"))


def _said(request: HttpRequest) -> dict[str, Any]:
    """Who decides, on what they saw, with what they noted."""
    return {
        "by": request.user,
        "seen": _seen(request),
        "internal_note": _note(request),
    }


def _seen(request: HttpRequest) -> dict[int, str]:
    """The state of each comment as the page showed it."""
    pairs = (said.partition(":") for said in request.POST.getlist("seen"))
    return {number: state for pk, _colon, state in pairs if (number := natural(pk))}


def _ask(request: HttpRequest, place: Place, key: str, chosen: list[Comment]) -> HttpResponse:
    """Show what a deed would do to many, before it does."""
    title = DEEDS[key].title
    if not chosen or title is None:
        messages.error(request, _("Tick some comments first."))
        return HttpResponseRedirect(place.address())
    context = admin.site.each_context(request) | {
        "title": title(len(chosen)),
        "place": place,
        "chosen": chosen,
        "deed": key,
        "reasons": Reason.choices,
        "reason": natural(request.POST.get("reason", "")),
    }
    return render(request, "admin/comments/confirm.html", context)


@dataclass(frozen=True)
class Deed:
    """A button of the queue. With a `title`, which asks for a number of comments, it takes many."""

    work: Callable[[HttpRequest, list[Comment]], str]
    title: Callable[[int], str] | None = None
    stays: bool = False


def _approve(request: HttpRequest, chosen: list[Comment]) -> str:
    done = moderation.approve(
        chosen, by=request.user, seen=_seen(request), internal_note=_note(request)
    )
    return _told(done, chosen, ngettext("%d approved.", "%d approved.", len(done)))


def _reject(request: HttpRequest, chosen: list[Comment]) -> str:
    reason = natural(request.POST.get("reason", ""))
    if reason not in Reason.values:
        raise ValidationError(_("Choose the reason; the reader sees it."))
    done = moderation.reject(
        chosen,
        reason=Reason(reason),
        public_note=_note(request, "public_note"),
        **_said(request),
    )
    return _told(done, chosen, ngettext("%d rejected.", "%d rejected.", len(done)))


def _spam(request: HttpRequest, chosen: list[Comment]) -> str:
    done = moderation.mark_spam(
        chosen, by=request.user, seen=_seen(request), internal_note=_note(request)
    )
    return _told(done, chosen, ngettext("%d marked as spam.", "%d marked as spam.", len(done)))


def _mask(request: HttpRequest, chosen: list[Comment]) -> str:
    done = moderation.mask_and_approve(
        _only(chosen), by=request.user, seen=_seen(request), internal_note=_note(request)
    )
    return _told(done, chosen, ngettext("%d approved.", "%d approved.", len(done)))


def _pick(request: HttpRequest, chosen: list[Comment]) -> str:
    comment = _only(chosen)
    if not comment.is_published:
        moderation.approve([comment], by=request.user, internal_note=_note(request))
    picked = moderation.pick(comment, by=request.user, picked=not comment.is_picked)
    return _("An editors' pick now.") if picked.is_picked else _("No longer an editors' pick.")


def _undo(request: HttpRequest, chosen: list[Comment]) -> str:
    decisions = undoable(request.user)
    if not decisions:
        raise ValidationError(_("There is nothing of the last ten minutes to take back."))
    done = moderation.undo(decisions, by=request.user)
    return ngettext("%d decision taken back.", "%d decisions taken back.", len(done)) % len(done)


def _keep_note(request: HttpRequest, chosen: list[Comment]) -> str:
    text = _note(request, "reader_note")
    if not text:
        raise ValidationError(_("Write something first."))
    records.note(_only(chosen), text, by=request.user)
    return _("The note is kept.")


def _decide_appeal(request: HttpRequest, chosen: list[Comment]) -> str:
    comment = _only(chosen)
    waiting = Appeal.objects.filter(decision__comment=comment, outcome=Appeal.Outcome.OPEN)
    appeal = waiting.first()
    if appeal is None:
        raise ValidationError(_("Nobody appeals here any more."))
    granted = request.POST.get("deed") == "grant"
    try:
        appeals.decide(appeal, granted=granted, by=request.user, note=_note(request, "appeal_note"))
    except PermissionDenied as refusal:
        raise ValidationError(str(refusal)) from refusal
    return _("Appeal granted.") if granted else _("Appeal refused.")


DEEDS: dict[str, Deed] = {
    "approve": Deed(
        _approve,
        lambda count: ngettext("Approve %d comment?", "Approve %d comments?", count) % count,
    ),
    "reject": Deed(
        _reject,
        lambda count: ngettext("Reject %d comment?", "Reject %d comments?", count) % count,
    ),
    "spam": Deed(
        _spam,
        lambda count: (
            ngettext("Mark %d comment as spam?", "Mark %d comments as spam?", count) % count
        ),
    ),
    "mask": Deed(_mask),
    "pick": Deed(_pick),
    "undo": Deed(_undo),
    "grant": Deed(_decide_appeal),
    "refuse": Deed(_decide_appeal),
    "note": Deed(_keep_note, stays=True),
}


def _only(chosen: list[Comment]) -> Comment:
    if not chosen:
        raise ValidationError(_("The comment is no longer there."))
    return chosen[0]


def _note(request: HttpRequest, name: str = "note") -> str:
    return clean_line(request.POST.get(name, ""))[:LONGEST_NOTE]


def _told(done: list[Decision], chosen: list[Comment], text: str) -> str:
    said = text % len(done)
    if missed := len(chosen) - len(done):
        said += " " + (
            ngettext(
                "%d was decided, or is being decided, by somebody else.",
                "%d were decided, or are being decided, by somebody else.",
                missed,
            )
            % missed
        )
    return said
