"""The permalinks of a site as its owner set them, for what an export does not say.

An export holds the address of each post as the exporting site wrote it; one taken at a test
address, or with plain permalinks, names none that readers knew. Then the operator names the
structure (Settings, Permalinks). How the parts fit together is as in wp-includes/rewrite.php and
link-template.php.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.importers.report import CannotImport

_PART = re.compile(r"%([a-z_]+)%")

TIMES = {
    "year": "%Y",
    "monthnum": "%m",
    "day": "%d",
    "hour": "%H",
    "minute": "%M",
    "second": "%S",
}
NAMES = ("post_id", "postname", "category", "author")

NO_BASE = "."
"""Sections stand at the root: what owners write to have no base."""


@dataclass(frozen=True)
class Permalinks:
    """The three settings; an empty one is the usual."""

    structure: str = ""
    category_base: str = ""
    tag_base: str = ""

    def check(self) -> None:
        """Refuse a structure that names no post. Raises CannotImport."""
        parts = _PART.findall(self.structure)
        unknown = [part for part in parts if part not in (*TIMES, *NAMES)]
        if unknown:
            raise CannotImport(
                f"--permalinks knows no %{unknown[0]}%; the parts are "
                f"{', '.join(f'%{part}%' for part in (*TIMES, *NAMES))}."
            )
        if self.structure and not {"post_id", "postname"} & set(parts):
            raise CannotImport("--permalinks names no post: give %postname% or %post_id% too.")

    @property
    def front(self) -> str:
        """The folder before the first part, below which archives stand too: archives, or none."""
        return self.structure.partition("%")[0].strip("/").removeprefix("index.php").strip("/")

    @property
    def is_dated(self) -> bool:
        return self.structure.partition("%")[2].startswith("year%/%monthnum%/%")

    def settings(self) -> dict[str, Any]:
        """What reads the addresses of sections, tags, authors and dates."""
        below = f"{self.front}/" if self.front else ""
        bases = {"author_name": [f"{below}author"]}
        for subject, chosen, usual in (
            ("category_name", self.category_base, "category"),
            ("tag", self.tag_base, "tag"),
        ):
            bases[subject] = [chosen.strip("/") if chosen else f"{below}{usual}"]
        return {"front": self.front, "bases": bases}

    def paths(
        self, facts: dict[str, str], written: datetime | None, sections: Callable[[], list[str]]
    ) -> Iterator[str]:
        """Every path of a post below the site: one of each of its sections, if these are in it."""
        if not self.structure:
            return
        values = dict(facts)
        if written is not None:
            values |= {part: written.strftime(form) for part, form in TIMES.items()}
        for line in sections() if "%category%" in self.structure else [""]:
            known = values | {"category": line}
            yield f"/{self._filled(known).strip('/').removeprefix('index.php/')}"

    def _filled(self, values: dict[str, str]) -> str:
        return _PART.sub(lambda part: values.get(part[1], ""), self.structure)


USUAL = Permalinks()
"""As the export itself has them."""
