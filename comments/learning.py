"""What the classifier has learned from moderators, and what it says of a text.

Only people's decisions teach it: what rules or the classifier itself did would teach it itself.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q

from comments.models import Comment, Decision, Label, LearnedFeature, Reason
from comments.screening.bayes import (
    ENOUGH_LABELS,
    ENOUGH_SPAM,
    Opinion,
    Seen,
    features,
    judge,
)
from portal.lib.caching import cached
from portal.lib.tasks import task

LOST_HAM = 0.005
"""One honest comment in two hundred may be held for looking like spam."""

LEAST_SCORE = 3.0
COUNTED = 1_000
"""Of the newest honest comments, from which the threshold is read."""

LEARNED_SECONDS = 60
BATCH = 400


@dataclass(frozen=True)
class Confusion:
    """How the classifier did on what it had not been taught yet."""

    spam_caught: int
    spam_missed: int
    ham_held: int
    ham_passed: int

    @property
    def precision(self) -> float | None:
        held = self.spam_caught + self.ham_held
        return self.spam_caught / held if held else None

    @property
    def recall(self) -> float | None:
        spam = self.spam_caught + self.spam_missed
        return self.spam_caught / spam if spam else None


def opinion_of(text: str) -> Opinion | None:
    """What the classifier says of a text; None while it has learned too little."""
    totals = _totals()
    if totals.spam + totals.ham < ENOUGH_LABELS or totals.spam < ENOUGH_SPAM:
        return None
    return _judged(text, totals)


def threshold() -> float:
    """The score from which a text is held: few of the honest ones reached it."""
    return cached("learned_threshold", _threshold, ttl=LEARNED_SECONDS)


def confusion(since: datetime | None = None) -> Confusion:
    """Count right and wrong on the comments that were scored before they were decided."""
    labels = Label.objects.filter(score__isnull=False)
    if since is not None:
        labels = labels.filter(at__gte=since)
    over = Q(score__gte=threshold())
    counts = labels.aggregate(
        spam_caught=Count("pk", filter=Q(over, is_spam=True)),
        spam_missed=Count("pk", filter=Q(~over, is_spam=True)),
        ham_held=Count("pk", filter=Q(over, is_spam=False)),
        ham_passed=Count("pk", filter=Q(~over, is_spam=False)),
    )
    return Confusion(**counts)


def taught() -> tuple[int, int]:
    """How many texts were learned as spam, and how many as none."""
    totals = _totals()
    return totals.spam, totals.ham


@task
def learn_later(decision_pks: list[int]) -> None:
    """Teach what people decided, unless it was taken back meanwhile."""
    decisions = Decision.objects.filter(pk__in=decision_pks, undone_by__isnull=True)
    for decision in decisions.select_related("comment"):
        label = _label_of(decision)
        if label is not None:
            teach(decision.comment, is_spam=label, at=decision.at)


@task
def forget_later(comment_pks: list[int]) -> None:
    """Take back what comments taught, once their decisions were taken back."""
    for comment in Comment.objects.filter(pk__in=comment_pks):
        forget(comment)


@transaction.atomic
def teach(comment: Comment, *, is_spam: bool, at: datetime) -> None:
    """Count a comment as spam or not; what was taught of it before is taken back."""
    known = Label.objects.filter(pk=comment.pk).first()
    if known is not None:
        if known.is_spam == is_spam:
            return
        forget(comment)
    opinion = opinion_of(comment.body)
    Label.objects.create(
        comment=comment, is_spam=is_spam, score=opinion.score if opinion else None, at=at
    )
    _count(features(comment.body), is_spam, 1)


@transaction.atomic
def forget(comment: Comment) -> None:
    """Take back what a comment taught."""
    label = Label.objects.filter(pk=comment.pk).first()
    if label is not None:
        _count(features(comment.body), label.is_spam, -1)
        label.delete()


TOTAL = "*"
"""The row that counts the texts themselves; no feature is named so."""


def _label_of(decision: Decision) -> bool | None:
    if decision.is_automatic or decision.by_id is None or decision.undoes_id is not None:
        return None
    if decision.reason == Reason.ADVERTISING:
        return True
    return False if decision.after == Comment.State.PUBLISHED else None


def _judged(text: str, totals: Seen) -> Opinion:
    found = features(text)
    rows = LearnedFeature.objects.filter(feature__in=found).values_list("feature", "spam", "ham")
    return judge(found, {name: Seen(spam, ham) for name, spam, ham in rows}, totals)


def _totals() -> Seen:
    row = LearnedFeature.objects.filter(pk=TOTAL).values_list("spam", "ham").first()
    return Seen(*row) if row else Seen(0, 0)


def _threshold() -> float:
    # Asked as a list, or SQLite takes no index for it.
    newest = (
        Label.objects.filter(is_spam__in=[False], score__isnull=False)
        .order_by("-at")
        .values_list("score", flat=True)[:COUNTED]
    )
    scores = sorted((score for score in newest if score is not None), reverse=True)
    if not scores:
        return 2 * LEAST_SCORE
    return max(LEAST_SCORE, scores[int(len(scores) * LOST_HAM)] + 0.01)


def _count(found: set[str], is_spam: bool, step: int) -> None:
    names = sorted({*found, TOTAL})
    LearnedFeature.objects.bulk_create(
        [LearnedFeature(feature=name) for name in names], ignore_conflicts=True
    )
    field = "spam" if is_spam else "ham"
    for start in range(0, len(names), BATCH):
        LearnedFeature.objects.filter(pk__in=names[start : start + BATCH]).update(
            **{field: F(field) + step}
        )
