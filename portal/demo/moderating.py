"""What the demo's moderators did in the last weeks, so that their statistics have something to say.

What was refused is seen at the desk alone; of what readers see, some was approved by a person.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from comments import posting, things
from comments.models import Appeal, Comment, Decision, Ground, Reason, Report
from comments.screening.checks import Draft, look
from comments.screening.verdict import decide
from comments.statistics import counting
from news.models import Article
from portal.demo.city import city
from portal.lib.dates import start_of

DAYS = 28
MOST_A_DAY = 4
"""Comments refused on one day."""

APPROVED_SHARE = 0.6
"""Of the published comments so many waited for a person; the others the rules let through."""

AWAKE = (7, 23)
"""The hours in which readers write."""

State = Comment.State


class Desk:
    """The moderators at work: the one who decides, and another for appeals."""

    def __init__(self, users: dict[str, Any], now: datetime, chance: random.Random) -> None:
        roles = {person["role"]: users[person["username"]] for person in city()["staff"]}
        self.moderator, self.chief = roles["moderator"], roles["chief editor"]
        self.readers = [users[name] for name in city()["readers"]["names"]]
        self.now, self.chance = now, chance

    def work(self, articles: list[Article]) -> None:
        """Decide on what came in, settle reports, hear appeals, and count the days."""
        published = Comment.objects.filter(state=State.PUBLISHED, author__is_staff=False)
        published |= Comment.objects.filter(state=State.PUBLISHED, author__isnull=True)
        seen = list(published.filter(created_at__gt=self.now - timedelta(days=DAYS)))
        approved = [row for row in seen if self.chance.random() < APPROVED_SHARE]
        self._decide(approved, State.PUBLISHED)
        self._report(approved[::4], Report.Outcome.DISMISSED)
        refused = list(self._refuse(articles))
        self._report(refused[::3], Report.Outcome.UPHELD)
        self._hear_appeals(refused)
        counting.count_days.call()

    def _refuse(self, articles: list[Article]) -> Iterator[Comment]:
        """Comments that readers never saw, by day; the texts come again as such texts do."""
        for back in range(1, DAYS):
            for _number in range(self.chance.randint(1, MOST_A_DAY)):
                at = self._moment(back)
                stories = [article for article in articles if article.publish_at <= at]
                if stories:
                    entry = self.chance.choice(city()["refused"])
                    yield self._write(entry, self.chance.choice(stories), at)

    def _write(self, entry: dict[str, Any], article: Article, at: datetime) -> Comment:
        is_member = self.chance.random() < 0.5
        comment = Comment.objects.create(
            thread=things.open_thread(article),
            author=self.chance.choice(self.readers) if is_member else None,
            guest_name="" if is_member else self.chance.choice(entry["guests"]),
            body=entry["text"],
            state=State.PENDING,
            created_at=at,
        )
        screen(comment, article)
        reason = Reason(entry["reason"])
        is_spam = reason == Reason.ADVERTISING
        self._decide([comment], State.SPAM if is_spam else State.REJECTED, reason)
        return comment

    def _decide(self, comments: list[Comment], state: State, reason: Reason | None = None) -> None:
        decisions = []
        for comment in comments:
            wait = timedelta(seconds=self.chance.lognormvariate(6.3, 1.1))
            at = min(comment.created_at + wait, self.now)
            comment.state, comment.decided_at, comment.decided_by = state, at, self.moderator
            decisions.append(
                Decision(
                    comment=comment,
                    before=State.PENDING,
                    after=state,
                    by=self.moderator,
                    reason=reason,
                    ground=Ground.LAW if reason == Reason.ILLEGAL else Ground.HOUSE,
                    at=at,
                )
            )
        Comment.objects.bulk_update(comments, ["state", "decided_at", "decided_by"])
        Decision.objects.bulk_create(decisions)

    def _report(self, comments: list[Comment], outcome: str) -> None:
        """Readers reported these comments, and were right or wrong."""
        Report.objects.bulk_create(
            Report(
                comment=comment,
                reporter=self.chance.choice(self.readers),
                why=self.chance.choice(Report.Why.values[:4]),
                weight=1,
                outcome=outcome,
                at=comment.created_at,
                settled_at=comment.decided_at,
            )
            for comment in comments
        )

    def _hear_appeals(self, refused: list[Comment]) -> None:
        """Two members appealed: one waits, the other has the answer of another moderator."""
        for number, comment in enumerate([row for row in refused if row.author_id][-2:]):
            decision = comment.decisions.get()
            at = min(decision.at + timedelta(hours=3), self.now)
            Appeal.objects.create(
                decision=decision,
                text=city()["appeals"]["text"],
                at=at,
                outcome=Appeal.Outcome.OPEN if number else Appeal.Outcome.REFUSED,
                decided_by=None if number else self.chief,
                decided_at=None if number else min(at + timedelta(hours=5), self.now),
            )

    def _moment(self, back: int) -> datetime:
        """Some waking moment of the day so many days ago."""
        day = start_of(timezone.localdate(self.now) - timedelta(days=back))
        first, last = AWAKE
        return day + timedelta(minutes=self.chance.randint(first * 60, last * 60))


def screen(comment: Comment, article: Article) -> None:
    """Let the checks look at what waits, as they did when it came in."""
    draft = Draft(
        text=comment.body,
        name=comment.guest_name,
        thread=comment.thread,
        policy=things.policy_of(article, comment.thread),
        at=comment.created_at,
        author=comment.author,
        comment=comment,
    )
    findings = look(draft)
    posting.keep_findings(comment, draft, findings)
    comment.priority = decide(findings, is_held=True).priority
    comment.save(update_fields=["priority"])
