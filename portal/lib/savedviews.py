"""Lists as people like them: views kept under a name, for oneself or for all, and columns."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.lib.models import ChosenColumns, SavedView

MOST = 40
"""Views shown above a list; who keeps more deletes some first."""

DELETES_ALL = "lib.delete_savedview"


def seen_by(user: Any, list_name: str) -> list[SavedView]:
    """The user's own views of a list and those of colleagues who share theirs."""
    seen = Q(owner=user.pk) | Q(is_shared=True)
    return list(SavedView.objects.filter(seen, list_name=list_name).select_related("owner")[:MOST])


def keep(list_name: str, name: str, query: str, *, by: Any, is_shared: bool = False) -> SavedView:
    """Keep a view; the user's own of that name is replaced. Raises ValidationError."""
    name = name.strip()
    view = SavedView.objects.filter(list_name=list_name, owner=by, name=name).first()
    if view is None and SavedView.objects.filter(list_name=list_name, owner=by).count() >= MOST:
        raise ValidationError(_("You keep very many views of this list. Delete one first."))
    view = view or SavedView(list_name=list_name, owner=by, name=name)
    view.query, view.is_shared = query, is_shared
    view.full_clean()
    view.save()
    return view


def may_forget(view: SavedView, user: Any) -> bool:
    """Whether it is the user's own, or the user tidies up after all."""
    return view.owner_id == user.pk or user.has_perm(DELETES_ALL)


def forget(view: SavedView, *, by: Any) -> None:
    """Delete a view. Raises PermissionDenied."""
    if not may_forget(view, by):
        raise PermissionDenied(_("This view belongs to somebody else."))
    view.delete()


def columns_of(user: Any, list_name: str) -> list[str] | None:
    """The columns the user chose; None where the list is as it was made."""
    row = ChosenColumns.objects.filter(user=user.pk, list_name=list_name).first()
    if row is None or not isinstance(row.columns, list):
        return None
    return [str(name) for name in row.columns]


def choose_columns(list_name: str, columns: list[str] | None, *, by: Any) -> None:
    """Keep the columns of one user; None brings back what the list was made with."""
    if columns is None:
        ChosenColumns.objects.filter(user=by, list_name=list_name).delete()
        return
    ChosenColumns.objects.update_or_create(
        user=by, list_name=list_name, defaults={"columns": columns}
    )
