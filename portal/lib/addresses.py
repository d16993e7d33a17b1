"""Addresses of our own pages: absolute ones, and the same page in another language.

The language stands in the address alone: the first part of the path, or nothing for the
site's own language.
"""

from django.conf import settings
from django.utils.translation import get_language_from_path


def absolute(path: str) -> str:
    """Give the full address of a path, for places outside the page (feeds, shares, links)."""
    return f"{settings.SITE_URL}{path}"


def in_language(path: str, language: str) -> str:
    """Give the path of the same page under the prefix of another language."""
    bare = without_language(path)
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


def without_language(path: str) -> str:
    """Take the language prefix off a path."""
    language = get_language_from_path(path)
    return path.removeprefix(f"/{language}") or "/" if language else path


def html_language(language: str) -> str:
    """Write a language code as HTML and HTTP do: zh-Hans, zh-Hant, en."""
    parts = language.split("-")
    return "-".join([parts[0], *(part.title() if len(part) == 4 else part for part in parts[1:])])
