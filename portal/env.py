"""Reading the environment: every knob with its kind, its default and what may be wrong with it.

`settings.py` asks for one knob after the other and calls `check()` at the end, so that a
person with three mistakes in the environment reads of all three at once. Whatever was asked
for is remembered in `knobs`, which `manage.py showconfig` prints.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

T = TypeVar("T")

MASK = "********"
YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}


@dataclass(frozen=True)
class Knob:
    """One setting of the environment as it was read: `origin` says where its value came from."""

    name: str
    value: object
    origin: str
    is_secret: bool

    def masked(self) -> str:
        """Give the value as text that may be shown: an address keeps all but its password."""
        text = ",".join(self.value) if isinstance(self.value, list) else str(self.value)
        if not self.is_secret or not text:
            return text
        return mask_password(text) if "://" in text else MASK


class Environment:
    """The environment of one process, read knob by knob."""

    def __init__(self, variables: Mapping[str, str], *, env_file: Path | None = None) -> None:
        self.variables = variables
        self.file = read_env_file(env_file) if env_file and env_file.is_file() else {}
        self.knobs: list[Knob] = []
        self.problems: list[str] = []

    def text(self, name: str, default: str, *, choices: tuple[str, ...] = ()) -> str:
        """Read a text, which is one of `choices` where they are given."""

        def parse(raw: str) -> str:
            if choices and raw not in choices:
                raise ValueError(f"must be one of {', '.join(choices)}")
            return raw

        return self._read(name, default, parse)

    def flag(self, name: str, default: bool) -> bool:
        """Read a yes or no."""

        def parse(raw: str) -> bool:
            if raw.lower() not in YES | NO:
                raise ValueError("must be 1 or 0")
            return raw.lower() in YES

        return self._read(name, default, parse)

    def number(self, name: str, default: int, *, least: int = 0, most: int = 2**31 - 1) -> int:
        """Read a whole number from `least` to `most`."""

        def parse(raw: str) -> int:
            number = int(raw) if raw.lstrip("-").isdecimal() else None
            if number is None or not least <= number <= most:
                raise ValueError(f"must be a whole number from {least} to {most}")
            return number

        return self._read(name, default, parse)

    def words(self, name: str, default: list[str]) -> list[str]:
        """Read words that commas separate."""
        return self._read(
            name, default, lambda raw: [word.strip() for word in raw.split(",") if word.strip()]
        )

    def path(self, name: str, default: Path) -> Path:
        """Read a place on disk."""
        return self._read(name, default, lambda raw: Path(raw).expanduser().resolve())

    def secret(self, name: str, default: str, parse: Callable[[str], T]) -> T:
        """Read what must not be shown, parsed; `NAME_FILE` may name a file that holds it."""
        raw, origin = default, "default"
        try:
            raw, origin = self._from_secret_file(name) or self._raw(name) or (raw, origin)
            self.knobs.append(Knob(name, raw, origin, is_secret=True))
            return parse(raw)
        except OSError as error:
            self.problems.append(f"{name}_FILE: {error.filename}: {error.strerror}")
        except ValueError as error:
            self.problems.append(f"{name}: {error}")
        return parse(default)

    def secret_key(self, kept_in: Path) -> str:
        """Read SECRET_KEY, or keep one in the file SECRET_KEY_FILE, made on the first run."""
        given = self._raw("SECRET_KEY")
        if given is not None:
            return self.secret("SECRET_KEY", given[0], str)
        place = self.path("SECRET_KEY_FILE", kept_in)
        try:
            return kept_secret(place)
        except OSError as error:
            self.problems.append(f"SECRET_KEY_FILE: {place}: {error.strerror}")
            return ""

    def check(self) -> None:
        """Raise one `ImproperlyConfigured` that lists everything wrong."""
        if self.problems:
            lines = "\n".join(f"  {problem}" for problem in self.problems)
            raise ImproperlyConfigured(f"The environment is not right:\n{lines}")

    def _read(self, name: str, default: T, parse: Callable[[str], T]) -> T:
        value, origin = default, "default"
        found = self._raw(name)
        if found is not None:
            try:
                value, origin = parse(found[0].strip()), found[1]
            except ValueError as error:
                self.problems.append(f"{name}: {error}")
        self.knobs.append(Knob(name, value, origin, is_secret=False))
        return value

    def _raw(self, name: str) -> tuple[str, str] | None:
        if name in self.variables:
            return self.variables[name], "environment"
        if name in self.file:
            return self.file[name], ".env"
        return None

    def _from_secret_file(self, name: str) -> tuple[str, str] | None:
        place = self._raw(f"{name}_FILE")
        if place is None or not place[0]:
            return None
        if self._raw(name) is not None:
            raise ValueError(f"is given twice, by itself and by {name}_FILE")
        return Path(place[0]).expanduser().read_text(encoding="utf-8").strip(), f"{name}_FILE"


def read_env_file(path: Path) -> dict[str, str]:
    """Read `NAME=value` lines; blank lines and comments are passed over, quotes taken off."""
    variables = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            variables[name.strip()] = value.strip().strip("\"'")
    return variables


def kept_secret(place: Path) -> str:
    """Return the secret kept at `place`, made there on the first call (readable by the owner)."""
    try:
        return place.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        place.parent.mkdir(parents=True, exist_ok=True)
    # Several processes may start at once: the one whose file takes the place first wins, and
    # none of them ever sees a file that is not whole. mkstemp's files are the owner's alone.
    handle, draft = mkstemp(dir=place.parent, prefix=f".{place.name}.")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(get_random_secret_key())
    with suppress(FileExistsError):
        place.hardlink_to(draft)
    Path(draft).unlink()
    return place.read_text(encoding="ascii").strip()


def mask_password(address: str) -> str:
    """Hide the password and the query of an address: both may hold secrets."""
    before_query, mark, _ = address.partition("?")
    scheme, slashes, rest = before_query.partition("://")
    where, slash, path = rest.partition("/")
    user, at, host = where.rpartition("@")
    if ":" in user:
        user = f"{user.partition(':')[0]}:{MASK}"
    return f"{scheme}{slashes}{user}{at}{host}{slash}{path}{mark and mark + MASK}"
