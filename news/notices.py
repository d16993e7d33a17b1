"""What colleagues are told about stories: at the desk at once, by mail within a budget."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from news.models import Article, DeskNotice
from portal.lib.schedule import periodic
from portal.lib.tasks import retry, task

LETTERS_AN_HOUR = 6
"""More letters than one in ten minutes are read by nobody; what is over waits for the next."""

HOUR = timedelta(hours=1)

SHOWN = 10
KEPT = timedelta(days=90)


def tell(article: Article, what: str, *, to: Any | None, by: Any | None, text: str = "") -> None:
    """Tell a colleague; nobody is told of what they did themselves."""
    if to is None or (by is not None and to.pk == by.pk):
        return
    DeskNotice.objects.create(
        to=to, article=article, what=what, by=by, text=text[:500], at=timezone.now()
    )
    write_later.enqueue(to.pk)


def newest(user: Any) -> list[DeskNotice]:
    """What `user` was told last, for the pages of the desk."""
    rows = user.desk_notices.select_related("article", "by").defer("article__body")
    return list(rows[:SHOWN])


@transaction.atomic
def write(user: Any, now: datetime) -> bool:
    """Send one letter with all that `user` was not yet written, if the budget has one left."""
    rows = DeskNotice.objects.select_for_update().filter(to=user, mailed_at=None)
    waiting = list(rows.order_by("at", "pk"))
    if not waiting:
        return False
    mailed = DeskNotice.objects.filter(to=user, mailed_at__gt=now - HOUR)
    letters = mailed.order_by().values("mailed_at").distinct().count()
    if letters >= LETTERS_AN_HOUR:
        return False
    DeskNotice.objects.filter(pk__in=[row.pk for row in waiting]).update(mailed_at=now)
    if user.email and user.is_active and user.is_staff:
        _letter(user, [row.pk for row in waiting]).send()
        return True
    return False


@task
@retry()
def write_later(user_pk: int) -> None:
    """Write to somebody who was just told something."""
    first = DeskNotice.objects.filter(to=user_pk, mailed_at=None).select_related("to").first()
    if first is not None:
        write(first.to, timezone.now())


@periodic(every=timedelta(minutes=5))
@task
def write_what_waited() -> None:
    """Write in one letter what was over the budget; forget what is long past."""
    now = timezone.now()
    waiting = DeskNotice.objects.filter(mailed_at=None).select_related("to")
    for user in {row.to for row in waiting}:
        write(user, now)
    DeskNotice.objects.filter(at__lt=now - KEPT, mailed_at__isnull=False).delete()


def _letter(user: Any, keys: list[int]) -> EmailMessage:
    rows = DeskNotice.objects.filter(pk__in=keys).select_related("article", "by").order_by("at")
    with translation.override(user.language or settings.LANGUAGE_CODE):
        notices = [_in_words(row) for row in rows.defer("article__body")]
        subject = _("Stories for you: %d") % len(notices)
        if len(notices) == 1:
            subject = str(rows[0].article)
        return EmailMessage(subject, "\n\n".join(notices), to=[user.email])


def _in_words(row: DeskNotice) -> str:
    who = row.by.display_name if row.by else ""
    address = reverse("admin:news_article_change", args=[row.article_id])
    lines = [str(row.article), f"{row.get_what_display()} {who}".strip(), row.text]
    return "\n".join(line for line in [*lines, f"{settings.SITE_URL}{address}"] if line)
