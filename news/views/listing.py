"""What the pages of all lists share."""

from collections.abc import Callable

from django.http import Http404, HttpRequest

from news import lists
from portal.lib.addresses import absolute
from portal.lib.http import page_number


def page_of(request: HttpRequest, name: str, rows: lists.Rows, size: int) -> lists.Page:
    """The page that `?page=` asks for. Raises Http404 where there is none."""
    return page_or_404(lambda: lists.read_page(name, rows, page_number(request), size))


def page_or_404(read: Callable[[], lists.Page]) -> lists.Page:
    """Read a page of a list. Raises Http404 where the list is shorter than that."""
    try:
        return read()
    except lists.NoSuchPage as error:
        raise Http404("no such page") from error


def canonical_of(path: str, page: lists.Page) -> str:
    """The one address of a page of a list: the first has no number."""
    return absolute(path if page.number == 1 else f"{path}?page={page.number}")
