"""What somebody should look at: late work, comments that wait, pictures, dead addresses."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import queue
from news import error_reports
from news.models import Correction, Image, MissingPicture
from portal import failures, health
from portal.lib import schedule
from portal.lib.dates import start_of
from portal.site import missed

COMMENT_PATIENCE = timedelta(minutes=15)
"""What the comment form promises its writer."""

RIGHTS_WITHIN = timedelta(days=30)
MOST_COUNTED = 1_000
"""Nobody reads a larger number of things waiting; counting all of them costs."""

ERROR_PATIENCE = timedelta(hours=4)
"""An error that many read should not stand for a working day."""

MOST_REPORTED = 4
"""Settling one brings up the next."""

MOST_MISSING = 4
NAMED = 3
"""Things named in one line; the rest is a number."""


@dataclass(frozen=True)
class Line:
    """One thing to look at, where that is done, and how pressing it is."""

    text: str
    url: str
    look: str
    word: str


def lines(user: Any, now: datetime, report: health.Report | None = None) -> list[Line]:
    """All that this user can do something about, the most pressing first.

    `report` is what was found of the site's own parts.
    """
    report = report or health.Report()
    found = [*given_up(user, report), *late_effects(report.late, now)]
    found += [line for look in LOOKS for line in look(user, now)]
    return sorted(found, key=lambda line: ORDER.index(line.look))


def late_jobs(user: Any, now: datetime) -> Iterator[Line]:
    """Jobs that should have begun, and those whose last run failed."""
    late, failed = schedule.troubled(now)
    if late:
        yield Line(_("Late: %s") % _named(late), "", "bad", _("Operator"))
    if failed:
        yield Line(_("Failed at its last run: %s") % _named(failed), "", "bad", _("Operator"))


def waiting_comments(user: Any, now: datetime) -> Iterator[Line]:
    """Comments nobody has decided on yet."""
    waiting = queue.held(user)
    if waiting.oldest is None:
        return
    text = ngettext(
        "%(count)s comment waits, since %(age)s",
        "%(count)s comments wait, the first since %(age)s",
        waiting.count,
    ) % {"count": f"{waiting.count:,}", "age": age(now - waiting.oldest)}
    is_late = now - waiting.oldest > COMMENT_PATIENCE
    url = reverse("admin:comments_queue")
    yield Line(text, url, *(("bad", _("Overdue")) if is_late else ("warn", _("Waiting"))))


def reported_errors(user: Any, now: datetime) -> Iterator[Line]:
    """Stories in which readers found an error; each leads to where it is corrected."""
    for story in error_reports.waiting(user, MOST_REPORTED):
        url = reverse("admin:news_article_correct", args=[story.article.pk])
        if story.is_suspect:
            yield Line(_suspected(story), url, "warn", _("Error"))
            continue
        text = ngettext(
            "%(count)s reader reports an error in “%(story)s”",
            "%(count)s readers report an error in “%(story)s”",
            story.count,
        ) % {"count": f"{story.count:,}", "story": story.article}
        is_late = now - story.oldest > ERROR_PATIENCE
        yield Line(text, url, "bad" if is_late else "warn", _("Error"))


def _suspected(first: error_reports.Waiting) -> str:
    return ngettext(
        "%(count)s reported error may come from a machine: in “%(story)s”",
        "%(count)s reported errors may come from machines, the oldest in “%(story)s”",
        first.count,
    ) % {"count": f"{first.count:,}", "story": first.article}


def missing_pictures(user: Any, now: datetime) -> Iterator[Line]:
    """Pictures whose files are gone; the first leads to the picture itself."""
    if not user.has_perm("news.view_image"):
        return
    rows = MissingPicture.objects.order_by("-noticed_at").select_related("image")
    found = list(rows[: MOST_MISSING + 1])
    for row in found[:MOST_MISSING]:
        text = _("The file of the picture “%s” is missing") % row.image
        url = reverse("admin:news_image_change", args=[row.pk])
        yield Line(text, url, "bad", _("Missing"))
    if len(found) > MOST_MISSING:
        yield Line(_("The files of further pictures are missing"), "", "bad", _("Missing"))


def ending_rights(user: Any, now: datetime) -> Iterator[Line]:
    """Pictures that readers will soon not be shown any more."""
    if not user.has_perm("news.view_image"):
        return
    ending = Image.objects.rights_ending(timezone.localdate(now), RIGHTS_WITHIN)
    if count := ending.order_by()[:MOST_COUNTED].count():
        text = ngettext(
            "The rights to %d picture end within 30 days",
            "The rights to %d pictures end within 30 days",
            count,
        )
        url = reverse("admin:news_image_changelist") + "?rights=soon"
        yield Line(text % count, url, "warn", _("Rights"))


def missed_paths(user: Any, now: datetime) -> Iterator[Line]:
    """Addresses readers ask for in vain; each leads to a redirect that is half written."""
    if not user.has_perm("site.add_redirect"):
        return
    for row in missed.often():
        told = _("Asked for %(count)s times, and not there: %(path)s. Make a redirect")
        url = f"{reverse('admin:site_redirect_add')}?{urlencode({'old_path': row.path})}"
        text = told % {"count": f"{row.count:,}", "path": row.path}
        yield Line(text, url, "warn", _("Dead address"))


def given_up(user: Any, report: health.Report) -> Iterator[Line]:
    """What the worker has given up; whoever may have it tried again is led there."""
    url = reverse("admin:failed_tasks") if failures.may_see(user) else ""
    for what, count in report.given_up.items():
        yield Line(_("Failed for good: %s") % f"{what} ({count})", url, "bad", _("Operator"))


def late_effects(late: Iterable[tuple[health.Words, datetime]], now: datetime) -> Iterator[Line]:
    """What readers should have by now and have not, because the worker is behind."""
    for name, since in late:
        text = _("Late: %(what)s, since %(age)s") % {"what": name, "age": age(now - since)}
        yield Line(text, "", "bad", _("Operator"))


def corrections_today(user: Any, now: datetime) -> Iterator[Line]:
    """What was put right today: done, but worth knowing."""
    if not user.has_perm("news.view_article"):
        return
    today = Correction.objects.filter(at__gte=start_of(timezone.localdate(now)), at__lte=now)
    if count := today.order_by()[:MOST_COUNTED].count():
        text = ngettext("%d correction today", "%d corrections today", count)
        yield Line(text % count, reverse("news:corrections"), "ok", _("Done"))


def _named(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" +{more}" if more > 0 else "")


def age(age: timedelta) -> str:
    """How long, in the largest unit that says it well."""
    minutes = int(age / timedelta(minutes=1))
    if minutes < 60:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    if minutes < 60 * 48:
        return ngettext("%d hour", "%d hours", minutes // 60) % (minutes // 60)
    days = minutes // (60 * 24)
    return ngettext("%d day", "%d days", days) % days


LOOKS: tuple[Callable[[Any, datetime], Iterator[Line]], ...] = (
    late_jobs,
    waiting_comments,
    reported_errors,
    missing_pictures,
    ending_rights,
    missed_paths,
    corrections_today,
)
ORDER = ("bad", "warn", "ok")
