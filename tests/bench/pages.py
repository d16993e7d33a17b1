"""The pages to measure, and what each asks of the database and the shared cache.

`python -m tests.bench.pages` counts them in the process of one site and prints JSON; it runs
apart, for each site has settings of its own.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any
from unittest import mock

DEEP_PAGE = 500


@dataclass(frozen=True)
class Page:
    """A page and its costs: `queries` and `near_reads` when the memory of the process is warm,
    `reads` of the shared cache when only that is."""

    name: str
    path: str
    queries: int = 0
    near_reads: int = 0
    reads: int = 0


@dataclass
class Count:
    """Questions asked since counting began."""

    queries: int = 0
    reads: int = 0


def addresses() -> Iterator[tuple[str, str]]:
    """Names and paths: the lead's story and the longest section, as far as it goes."""
    from news.frontpage import front

    section, last = _longest_section()
    lead = front("zh-hans").lead
    yield "home", "/"
    yield "section", section
    if lead:
        yield "article", lead.article.get_absolute_url()
    if last >= 2:
        yield "section p2", f"{section}?page=2"
    if last >= DEEP_PAGE:
        yield f"section p{DEEP_PAGE}", f"{section}?page={DEEP_PAGE}"


def _longest_section() -> tuple[str, int]:
    """The path of the section with most stories, and the number of its last page."""
    from django.db.models import Count as Number

    from news.categories import tree
    from news.models import Placement

    rows = Placement.objects.filter(category__isnull=False).in_language("zh-hans").live()
    longest = rows.values("category").annotate(stories=Number("pk")).order_by("-stories").first()
    if longest is None:
        raise LookupError("no section has a story")
    category = tree().by_id[longest["category"]]
    return category.get_absolute_url(), -(-longest["stories"] // category.page_size)


def count(name: str, path: str) -> Page:
    """Ask for a page as a reader does, warm, and count."""
    from django.test import Client

    from portal.lib.caching import forget

    reader = Client(SERVER_NAME="127.0.0.1")
    for _ in range(2):
        _get(reader, path)
    with counting() as warm:
        _get(reader, path)
    forget()
    with counting() as cold:
        _get(reader, path)
    return Page(name, path, queries=cold.queries, near_reads=warm.reads, reads=cold.reads)


@contextmanager
def counting() -> Iterator[Count]:
    """Count queries of the default database, and reads of the shared cache."""
    from django.core.cache import caches
    from django.db import connection

    counted = Count()
    cache = caches["default"]
    is_reading = False

    def query(execute: Any, *arguments: Any) -> Any:
        counted.queries += 1
        return execute(*arguments)

    def read(real: Any) -> Any:
        def reading(*arguments: Any, **options: Any) -> Any:
            # Some caches answer `get` by way of their own `get_many`: one read all the same.
            nonlocal is_reading
            if is_reading:
                return real(*arguments, **options)
            counted.reads += 1
            is_reading = True
            try:
                return real(*arguments, **options)
            finally:
                is_reading = False

        return reading

    readers = {name: read(getattr(cache, name)) for name in ("get", "get_many", "has_key")}
    with mock.patch.multiple(cache, **readers), connection.execute_wrapper(query):
        yield counted


def _get(reader: Any, path: str) -> None:
    response = reader.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")


def main() -> None:
    """Print the pages of this site as JSON."""
    import django

    django.setup()
    counted = [asdict(count(name, path)) for name, path in addresses()]
    sys.stdout.write(json.dumps(counted))


if __name__ == "__main__":
    main()
