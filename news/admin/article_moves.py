"""The buttons below a story's form: the steps it can take, each with the deed it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest

from news import steps, workflow
from news.models import Article, Assignment, Stage
from news.permissions import granted_sections, may
from news.steps import Step

State = Article.State


@dataclass(frozen=True)
class Move:
    """A button below the form: the step it stands for, taken once what was typed is saved."""

    name: str
    step: Step
    deed: Callable[..., Article]

    @property
    def label(self) -> Any:
        return self.step.label

    @property
    def done(self) -> Any:
        return self.step.done

    @property
    def look(self) -> str:
        return self.step.look

    def is_open_to(self, user: Any, article: Article) -> bool:
        """Whether the story stands so that this makes sense, and `user` may do it."""
        return _makes_sense(self.step, user, article) and self.step.is_open_to(user, article)

    def take(self, article: Article, *, by: Any, reason: str = "") -> Article:
        """Do it, with the reason if it needs one."""
        if self.step.needs_reason:
            return self.deed(article, by=by, reason=reason)
        return self.deed(article, by=by)


NAMES = {"submit": "_review", ("publish", State.PUBLISHED): "_update"}
"""Buttons that are not called after their step alone."""

DEEDS: dict[str, Callable[..., Article]] = {
    "submit": workflow.send_for_review,
    "send_back": workflow.send_back,
    "publish": workflow.publish,
    "override": workflow.override,
    "withdraw": workflow.withdraw,
    "archive": workflow.archive,
    "bin": workflow.bin_article,
    "restore": workflow.restore,
    **{stage: partial(workflow.sign, stage=stage) for stage in Stage.values},
}

PLACES = (
    *("withdraw", "bin", "override", "archive", "restore", "send_back", "submit"),
    *Stage.values,
    "publish",
)
"""The order of the buttons: what takes away first, the way on last."""


def _move(step: Step) -> Move:
    name = NAMES.get((step.name, *step.states)) or NAMES.get(step.name) or f"_{step.name}"
    return Move(name, step, DEEDS[step.name])


MOVES = tuple(
    _move(step)
    for step in sorted(
        (step for step in steps.STEPS if step.label), key=lambda step: PLACES.index(step.name)
    )
)


def pressed(request: HttpRequest) -> Move | None:
    """The button by which a form was sent, if it was one of these."""
    return next((move for move in MOVES if move.name in request.POST), None)


def may_publish_somewhere(user: Any) -> bool:
    """Whether there are sections this user may publish in."""
    return user.has_perm("news.publish_article") or bool(granted_sections(user, "may_publish"))


def _makes_sense(step: Step, user: Any, article: Article) -> bool:
    """Whether the stages let the story take this step now."""
    waits_for = steps.stage_of(article)
    if step.stage:
        return waits_for == step.stage
    if step.name == "send_back":
        return bool(waits_for)
    if step.name == "submit":
        is_live = article.state == State.PUBLISHED
        return not is_live or (bool(steps.stages()) and not waits_for)
    if step.name not in ("publish", "override"):
        return True
    is_through = waits_for == Assignment.READY or not steps.stages()
    if step.name == "override":
        return not is_through
    is_last = waits_for == Stage.SIGN_OFF and may(user, "pass_sign_off", article.category)
    return is_through or is_last
