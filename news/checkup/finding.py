"""What the check-up finds: of which kind, how heavy, where, and how it could be mended."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from news.models.checkup import Severity


@dataclass(frozen=True)
class Place:
    """Where something was found: a field of the form, and there a range of characters.

    In the text, `block` and `line` count from 0: the block among the body's blocks, the line
    (a paragraph, cell or entry) within the block; `start` and `end` count in the line's words.
    """

    field: str
    block: int | None = None
    line: int = 0
    start: int = 0
    end: int = 0
    excerpt: str = ""


@dataclass(frozen=True)
class Finding:
    """One finding; `fix` is what could stand in its place instead, None where nobody can say."""

    kind: str
    text: str
    place: Place = field(default_factory=lambda: Place("title"))
    fix: str | None = None
    severity: str = Severity.WARNING

    @property
    def key(self) -> str:
        """Names this finding among those of one story."""
        told = repr((self.kind, self.place, self.fix, self.text))
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def severity_label(self) -> str:
        return str(Severity(self.severity).label)

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Finding":
        return cls(**data | {"place": Place(**data["place"])})
