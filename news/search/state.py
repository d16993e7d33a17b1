"""How far the index goes."""

from django.db import transaction

from news.models import SearchState
from news.search.backends import backend

_ROW = 1


def read() -> int | None:
    """The id of the story behind which the index is stale; None where it is complete.

    It is stale from the first story on where it was never built, or for other tokens.
    """
    state = SearchState.objects.filter(pk=_ROW).first()
    return state.after if state is not None and state.version == backend().VERSION else 0


def write(after: int | None) -> None:
    """Note that the index is complete up to that story, or (None) to the end."""
    SearchState.objects.update_or_create(
        pk=_ROW, defaults={"version": backend().VERSION, "after": after}
    )


def is_outdated() -> bool:
    """Whether the index holds other tokens than those we would write: then only a rebuild helps."""
    return SearchState.objects.filter(pk=_ROW).exclude(version=backend().VERSION).exists()


@transaction.atomic
def mark_stale(article_id: int) -> None:
    """Note that this story and those after it have to be read again."""
    state = SearchState.objects.select_for_update().filter(pk=_ROW).first()
    if state is None or state.version != backend().VERSION:
        return
    if state.after is None or state.after >= article_id:
        write(article_id - 1)


def lock() -> None:
    """Let one at a time go on with the building, until the end of the transaction."""
    SearchState.objects.get_or_create(pk=_ROW, defaults={"version": backend().VERSION, "after": 0})
    SearchState.objects.select_for_update().get(pk=_ROW)
