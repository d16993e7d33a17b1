"""Parts of our addresses: slugs in letters of any script, paths of them, days of the archive."""

from dataclasses import dataclass
from datetime import date

SLUG = r"[-\w]+"


class UnicodeSlug:
    """One slug: 北堤船厂, old-streets."""

    regex = SLUG

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SlugPath(UnicodeSlug):
    """Slugs from the top section down: city/riverfront."""

    regex = f"{SLUG}(?:/{SLUG})*"


@dataclass(frozen=True)
class Period:
    """A year, a month or a day of the archive."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, self.day or 1)


class PeriodPath:
    """2026, 2026/06 or 2026/06/18; what the calendar does not have is no address."""

    regex = r"[0-9]{4}(?:/[0-9]{2}){0,2}"

    def to_python(self, value: str) -> Period:
        """Raises ValueError, as `date` does for the 31st of June."""
        parts = [int(part) for part in value.split("/")]
        date(*[*parts, 1, 1][:3])
        return Period(*parts)

    def to_url(self, value: Period | date) -> str:
        if isinstance(value, date):
            return f"{value:%Y/%m/%d}"
        parts = [f"{value.year:04}", *(f"{part:02}" for part in (value.month, value.day) if part)]
        return "/".join(parts)
