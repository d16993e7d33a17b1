"""Stories that say nearly the same, found by the shingles their texts share.

Each text gets a MinHash signature (Broder 1997, by one permutation as Li, Owen and Zhang 2012):
equal places of two signatures are about as frequent as common shingles. Rows of a few places
together, the bands, are indexed, so that finding candidates reads an index and no text.
"""

import re
import time
import zlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from news.body import text as words_of
from news.models import Article, SignatureBand, StorySignature
from portal.lib.schedule import periodic
from portal.lib.tasks import task
from portal.lib.words import fold_text

SHINGLE = 5
"""Characters in a row; shorter ones are in every text."""

PLACES = 64
BAND = 4
"""Sixteen bands of four: of stories alike by 0.6 nearly nine in ten share one, by 0.8 all."""

LEAST = 80
"""Characters; what is shorter says too little to be compared."""

ALIKE = 0.6
"""From this likeness on two stories are named to the editor."""

MOST_CANDIDATES = 60

BATCH = 100
TURN_SECONDS = 30.0
"""How long the worker signs older stories before it looks after other work."""

_MASK = 0xFFFFFFFF


@dataclass(frozen=True)
class Likeness:
    """Another story, and how much of the text it shares: from 0 to 1."""

    article: Article
    share: float


def index(article: Article) -> None:
    """Keep the signature of a story's text, where it is another than before."""
    letters = _letters(article.body)
    checksum = _checksum(letters)
    known = StorySignature.objects.filter(article=article)
    if known.values_list("checksum", flat=True).first() == checksum:
        return
    values = signature(letters)
    with transaction.atomic():
        StorySignature.objects.update_or_create(
            article=article, defaults={"checksum": checksum, "values": values}
        )
        SignatureBand.objects.filter(article=article).delete()
        SignatureBand.objects.bulk_create(
            SignatureBand(article=article, value=value) for value in bands(values)
        )


@periodic(every=timedelta(days=1))
@task
def sign_older() -> int:
    """Give stories their signatures that have none yet, the newest first; returns how many."""
    until, done = time.monotonic() + TURN_SECONDS, 0
    unsigned = Article.objects.filter(signature=None).only("pk", "body").order_by("-pk")
    left = unsigned
    while rows := list(left[:BATCH]):
        for row in rows:
            index(row)
        # Not from the top again, past all that are signed by now.
        left = unsigned.filter(pk__lt=rows[-1].pk)
        done += len(rows)
        if time.monotonic() >= until:
            sign_older.enqueue()
            break
    return done


def find(html: str, *, without: Article) -> list[Likeness]:
    """The stories that share most of this text, the likest first; translations are none."""
    values = signature(_letters(html))
    if not values:
        return []
    shared = SignatureBand.objects.filter(value__in=bands(values)).exclude(article=without.pk)
    newest = shared.order_by("-article").values_list("article", flat=True)[: 4 * MOST_CANDIDATES]
    ids = list(dict.fromkeys(newest))[:MOST_CANDIDATES]
    if not ids:
        return []
    rows = StorySignature.objects.filter(article__in=ids).exclude(
        article__state=Article.State.BINNED
    )
    rows = rows.select_related("article").defer("article__body")
    found = [Likeness(row.article, likeness(values, row.values)) for row in rows]
    alike = [each for each in found if each.share >= ALIKE]
    return sorted(alike, key=lambda each: (-each.share, each.article.pk))


def signature(letters: str) -> list[int]:
    """The least hash of the shingles in each of PLACES parts; nothing for a short text."""
    if len(letters) < LEAST:
        return []
    least: list[int | None] = [None] * PLACES
    wide, width = letters.encode("utf-32-le"), 4 * SHINGLE
    # A story has hundreds of them, so that what is done to each stands here in full.
    for start in range(0, len(wide) - width + 1, 4):
        # Spread the bits (the finaliser of MurmurHash3): a checksum alone is too regular.
        hashed = zlib.crc32(wide[start : start + width])
        hashed = (hashed ^ hashed >> 16) * 0x85EBCA6B & _MASK
        hashed = (hashed ^ hashed >> 13) * 0xC2B2AE35 & _MASK
        hashed ^= hashed >> 16
        value = least[hashed % PLACES]
        if value is None or hashed < value:
            least[hashed % PLACES] = hashed
    return _filled(least)


def bands(values: list[int]) -> list[int]:
    """The bands of a signature, each a number that fits an index."""
    return [
        zlib.crc32(repr((start, values[start : start + BAND])).encode())
        for start in range(0, len(values), BAND)
    ]


def likeness(values: list[int], others: list[int]) -> float:
    """How many places of two signatures are equal, of all."""
    if not values or not others:
        return 0.0
    return sum(a == b for a, b in zip(values, others, strict=True)) / PLACES


def _checksum(letters: str) -> str:
    return f"{zlib.crc32(letters.encode()):08x}-{len(letters)}"[:16]


def _letters(html: str) -> str:
    return re.sub(r"[\W_]+", "", fold_text(words_of(html)))


def _filled(least: list[int | None]) -> list[int]:
    """Let empty places borrow from the next that is filled, marked by how far it was."""
    filled = []
    for place in range(PLACES):
        step = next(step for step in range(PLACES) if least[(place + step) % PLACES] is not None)
        filled.append((least[(place + step) % PLACES] or 0) + step)
    return filled
