"""The markup of a whole page, read by the rules that browsers read it by."""

from collections import Counter
from collections.abc import Iterator

import html5lib
from html5lib.constants import E as MESSAGES

AROUND = 30
"""Characters shown on each side of a fault."""


def faults_of(page: str) -> Iterator[str]:
    """What a browser would have to guess at, each with its surroundings, and ids given twice."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(page)
    lines = page.split("\n")  # As html5lib counts them: the last one may be empty.
    for (line, column), code, data in parser.errors:
        around = lines[line - 1][max(0, column - AROUND) : column + AROUND]
        yield f"{MESSAGES.get(code, code) % data} … {around.strip()} …"
    ids = Counter(element.attrib["id"] for element in root.iter() if "id" in element.attrib)
    yield from (f"id={name}" for name, count in ids.items() if count > 1)
