"""Keys of documents: by language, then time, then story and part.

A key orders like its time, so that the newest of a language are the highest keys of a range, and
the days of a search are ends of a range; no index has to be asked for either.
"""

from datetime import datetime

from news.models import LANGUAGES

PART_BITS, STORY_BITS, SECOND_BITS = 6, 20, 34

MOST_PARTS = 2**PART_BITS

# Years 1697 to 2242.
_EPOCH = 2 ** (SECOND_BITS - 1)
_TIME_SHIFT = PART_BITS + STORY_BITS
SECOND = 2**_TIME_SHIFT
"""So far apart lie the keys of two stories a second apart."""

_LANGUAGE_SHIFT = _TIME_SHIFT + SECOND_BITS

# A bucket is 2^21 seconds, 24 days.
_BUCKET_SHIFT = _TIME_SHIFT + 21

_LANGUAGES = [code for code, _name in LANGUAGES]


def key_of(language: str, moment: datetime, article_id: int, part: int = 0) -> int:
    """The key of a part of a story published, or else begun, at `moment`."""
    story = article_id % 2**STORY_BITS
    return _start(language, moment) | (story << PART_BITS) | part


def span_of(language: str, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """The lowest and the highest key of a language from `since` to `until`, both included."""
    first = _LANGUAGES.index(language) << _LANGUAGE_SHIFT
    low = _start(language, since) if since else first
    high = _start(language, until) + 2**_TIME_SHIFT if until else first + 2**_LANGUAGE_SHIFT
    return low, high - 1


def second_of(key: int) -> int:
    """The language and second within a key, to compare."""
    return key >> _TIME_SHIFT


def next_story(key: int) -> int:
    """The key to try where another story of the same second has this one."""
    return key + 2**PART_BITS


def bucket_of(key: int) -> int:
    """The stretch of time within a language that a key lies in; they are numbered in order."""
    return key >> _BUCKET_SHIFT


def _start(language: str, moment: datetime) -> int:
    seconds = int(moment.timestamp()) + _EPOCH
    seconds = min(max(seconds, 0), 2**SECOND_BITS - 1)
    return (_LANGUAGES.index(language) << _LANGUAGE_SHIFT) | (seconds << _TIME_SHIFT)
