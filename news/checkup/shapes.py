"""What data for machines must look like, declared as shapes; production has no schema validator.

The shapes ask for what the standards and their readers require. That a whole story is valid by
the published schema itself is tested where it is made (`test_ninjs`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

OPTIONAL = "?"
"""At the end of a name: what need not be there, but must be right if it is."""

ADDRESS = re.compile(r"https?://\S+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def faults_in(data: Any, shape: Any, path: str = "") -> Iterator[str]:
    """The paths of what is missing, empty or otherwise than its shape.

    A shape is a type, a pattern that the whole text fits, an object of shapes by name, a list of
    one shape that each entry has and that needs an entry, or a tuple of shapes of which one fits.
    """
    if isinstance(shape, Mapping):
        yield from _faults_in_object(data, shape, path)
    elif isinstance(shape, list):
        if not isinstance(data, list) or not data:
            yield path
            return
        for number, entry in enumerate(data):
            yield from faults_in(entry, shape[0], f"{path}[{number}]")
    elif not _fits(data, shape):
        yield path


def _faults_in_object(data: Any, shape: Mapping[str, Any], path: str) -> Iterator[str]:
    if not isinstance(data, Mapping):
        yield path
        return
    for key, value in shape.items():
        name = key.removesuffix(OPTIONAL)
        inner = f"{path}.{name}" if path else name
        if name in data:
            yield from faults_in(data[name], value, inner)
        elif key == name:
            yield inner


def _fits(data: Any, shape: Any) -> bool:
    if isinstance(shape, tuple):
        return any(not any(True for _fault in faults_in(data, one)) for one in shape)
    if isinstance(shape, re.Pattern):
        return isinstance(data, str) and shape.fullmatch(data) is not None
    return isinstance(data, shape) and data != ""


_IMAGE = {"@type": re.compile("ImageObject"), "url": ADDRESS, "width?": int, "height?": int}
_NAMED = {"@type": str, "name": str, "url?": ADDRESS}

JSON_LD: Mapping[str, Any] = {
    "NewsArticle": {
        "@context": re.compile("https://schema.org/?"),
        "headline": str,
        "url": ADDRESS,
        "mainEntityOfPage": ADDRESS,
        "inLanguage": LANGUAGE,
        "datePublished": MOMENT,
        "dateModified": MOMENT,
        "author": [_NAMED],
        "publisher": _NAMED | {"logo": _IMAGE},
        "image": [(ADDRESS, _IMAGE)],
        "thumbnailUrl?": ADDRESS,
        "isBasedOn?": ADDRESS,
        "correction?": [
            {"@type": re.compile("CorrectionComment"), "text": str, "datePublished": MOMENT}
        ],
    },
    "BreadcrumbList": {
        "@context": re.compile("https://schema.org/?"),
        "itemListElement": [
            {"@type": re.compile("ListItem"), "position": int, "name": str, "item": ADDRESS}
        ],
    },
}
"""What each kind of thing must have (schema.org, and what search engines ask for)."""

_STATUS = re.compile("usable|withheld|canceled")
_VALUES = [{"value": str}]
_LINKED = {"name": str, "uri?": ADDRESS}

NINJS: Mapping[str, Any] = {
    "uri": ADDRESS,
    "standard": {"name": re.compile("ninjs"), "version": str, "schema": ADDRESS},
    "type": re.compile("text|audio|video|picture|graphic|composite|component|event|planning"),
    "representationType": re.compile("full|partial"),
    "version": str,
    "firstCreated": MOMENT,
    "versionCreated": MOMENT,
    "contentCreated?": MOMENT,
    "embargoedUntil?": MOMENT,
    "expires?": MOMENT,
    "pubStatus": _STATUS,
    "language": LANGUAGE,
    "title": str,
    "headlines": _VALUES,
    "descriptions?": _VALUES,
    "bodies": _VALUES,
    "people?": [_LINKED],
    "subjects?": [_LINKED],
    "infoSources?": [{"name?": str, "uri?": ADDRESS}],
    "trustIndicators?": [{"role": ADDRESS, "href": ADDRESS}],
    "digitalSourceType?": {"name": str, "uri?": ADDRESS},
    "associations?": [
        {
            "name": str,
            "uri": ADDRESS,
            "type?": str,
            "pubStatus?": _STATUS,
            "expires?": MOMENT,
            "renditions?": [{"name": str, "href": ADDRESS, "width": int, "height": int}],
        }
    ],
}
"""What ninjs 3.1 and its readers need of a story; the schema itself asks for `uri` alone."""
