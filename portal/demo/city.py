"""Reads `city.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


@cache
def city() -> dict[str, Any]:
    """All of the city but its stories."""
    return tomllib.loads((FOLDER / "city.toml").read_text(encoding="utf-8"))


def only(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    """The named values an entry has."""
    return {name: entry[name] for name in names if name in entry}


def both(*names: str) -> list[str]:
    """Field names in both languages: title_zh, title_en ..."""
    return [f"{name}_{language}" for name in names for language in ("zh", "en")]
