"""The stages a story passes: each sign-off answers for one text, and for no other.

Of 三审三校 (three reviews, three proofs) Chinese newsrooms owe two proofs: that different people
looked, and that what they saw is what was published. Where the site asks for it (setting
`binds_sign_offs`) nobody passes two stages, author included, and a changed text voids them all.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from news import revisions
from news.models import Article, Assignment, SignOff, Stage
from news.steps import binds_sign_offs, next_stage, stages


class StagesMissing(ValidationError):
    """The story has not passed the stages that this site asks for."""


class SamePerson(ValidationError):
    """Whoever wrote the story or passed a stage of it may not pass another one."""


@dataclass(frozen=True)
class Text:
    """The working text of a story: the number of its version, and its hash without the plan."""

    number: int
    hash: str

    def is_signed_by(self, sign_off: SignOff) -> bool:
        """Whether this very text was signed; one changed and changed back was not."""
        return (sign_off.revision, sign_off.content_hash) == (self.number, self.hash)


def text_of(article: Article) -> Text:
    """The text that a sign-off of now would answer for."""
    text = revisions.text_of(revisions.working_state(article))
    return Text(article.working_number, revisions.content_hash(text, revisions.TEXT_SCHEMA))


def sign(article: Article, stage: str, *, by: Any | None, at: datetime) -> SignOff:
    """Note that `by` passed the stage; the story then waits for the next one.

    Raises SamePerson where the rule says that somebody else has to.
    """
    assignment = article.assignment
    article = revisions.begin_line(article)
    text = text_of(article)
    if binds_sign_offs():
        _refuse_second(in_force(article, assignment, text), assignment, by)
    row = SignOff.objects.create(
        article=article,
        stage=stage,
        revision=text.number,
        content_hash=text.hash,
        by=by,
        signer=by.display_name if by is not None else "",
        at=at,
    )
    assignment.stage = next_stage(stage)
    assignment.assignee = None
    assignment.save()
    return row


def in_force(
    article: Article, assignment: Assignment | None, text: Text | None = None
) -> list[SignOff]:
    """The sign-offs that hold: those of this round, and where it binds of this very text."""
    if assignment is None or assignment.handed_at is None or not assignment.stage:
        return []
    rows = list(article.sign_offs.filter(at__gte=assignment.handed_at).select_related("by"))
    if binds_sign_offs() and rows:
        text = text or text_of(article)
        rows = [row for row in rows if text.is_signed_by(row)]
    latest = {row.stage: row for row in rows}
    return [latest[stage] for stage in stages() if stage in latest]


def missing(article: Article) -> list[Stage]:
    """The stages that the story has still to pass before it is published."""
    asked = stages()
    if not asked:
        return []
    assignment = Assignment.objects.filter(article=article).first()
    signed = {row.stage for row in in_force(article, assignment)}
    return [stage for stage in asked if stage not in signed]


def require(article: Article, *, by: Any) -> None:
    """Raise StagesMissing unless the story has passed all that is asked."""
    if lacking := missing(article):
        names = "、".join(str(stage.label) for stage in lacking)
        raise StagesMissing(_("The story has still to pass: %s.") % names)


def _refuse_second(signed: list[SignOff], assignment: Assignment, by: Any | None) -> None:
    if by is None:
        return
    if assignment.handed_by_id == by.pk:
        raise SamePerson(_("You handed this story over. Somebody else has to pass it."))
    if any(row.by_id == by.pk for row in signed):
        raise SamePerson(_("You have passed a stage of this story. Somebody else has to."))
