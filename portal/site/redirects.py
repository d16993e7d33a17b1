"""Old addresses and where they lead now: written by deeds and editors, followed after a 404.

Paths carry no language: each old address leads on in the language it was asked in. No row leads
to an address that another row moves on, so that a reader is sent only once.
"""

from urllib.parse import unquote, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from portal.site import missed
from portal.site.models import Redirect

LONGEST = 500
"""Characters of an old path; no longer one is looked up."""


@transaction.atomic
def moved(old: str, new: str, kind: str) -> None:
    """A thing of ours has a new address: whatever led to the old one leads there now.

    Both are paths without language; percent-encoded ones are decoded.
    """
    old, new = unquote(old), unquote(new)
    if old == new:
        return
    Redirect.objects.filter(old_path=new).delete()
    Redirect.objects.filter(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new, "kind": kind})


@transaction.atomic
def save_redirect(row: Redirect) -> Redirect:
    """Save what an editor wrote, and join it with what leads to it or on from it.

    Raises ValidationError for paths that are not ours, and for circles.
    """
    row.old_path, row.new_path = unquote(row.old_path), unquote(row.new_path)
    if row.new_path and not is_ours(row.new_path):
        raise ValidationError({"new_path": _("This must be a path of this site.")})
    onward = Redirect.objects.filter(old_path=row.new_path).exclude(pk=row.pk).first()
    if row.new_path and onward is not None:
        row.new_path = onward.new_path
    if row.new_path == row.old_path:
        raise ValidationError({"new_path": _("This leads in a circle.")})
    row.save()
    missed.found(row.old_path)
    Redirect.objects.filter(new_path=row.old_path).update(new_path=row.new_path)
    return row


def lookup(path: str, query: str = "") -> str | None:
    """Where a path without language leads, empty where it is gone for good; one query.

    An old path may hold a query of its own (/portal.php?aid=7); otherwise the query asked with is
    kept. A forgotten slash at the end does not matter.
    """
    full = f"{path}?{unquote(query)}" if query else path
    wanted = [text for text in (full, path, f"{path}/") if len(text) <= LONGEST]
    rows = {row.old_path: row.new_path for row in Redirect.objects.filter(old_path__in=wanted)}
    old = next((text for text in wanted if text in rows), None)
    if old is None or (rows[old] and not is_ours(rows[old])):
        return None
    return rows[old] if old == full or not rows[old] else _with_query(rows[old], query)


def _with_query(address: str, query: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, query)))))


def is_ours(path: str) -> bool:
    """Whether a path stays on this site: //elsewhere and /\\elsewhere do not."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
