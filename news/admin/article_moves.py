"""The buttons below a story's form, each with the deed it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from news import workflow
from news.models import Article
from news.permissions import granted_sections, may_edit, may_publish

State = Article.State


@dataclass(frozen=True)
class Move:
    """A button below the form: the deed it calls once what was typed is saved."""

    name: str
    deed: Callable[..., Article]
    label: Any
    done: Any
    states: tuple[str, ...]
    needs_publisher: bool = True
    look: str = ""

    def is_open_to(self, user: Any, article: Article | None) -> bool:
        """Whether the story stands so that this makes sense, and `user` may do it."""
        if article is None:
            is_way_on = State.DRAFT in self.states and self.look != "bad"
            return is_way_on and (not self.needs_publisher or may_publish_somewhere(user))
        if article.state not in self.states:
            return False
        if self.needs_publisher:
            return may_publish(user, article.category)
        return may_edit(user, article)


MOVES = (
    Move(
        "_withdraw",
        workflow.withdraw,
        gettext_lazy("Withdraw"),
        gettext_lazy("The story is withdrawn."),
        (State.PUBLISHED,),
        look="bad",
    ),
    Move(
        "_bin",
        workflow.bin_article,
        gettext_lazy("Move to the bin"),
        gettext_lazy("The story is in the bin."),
        (State.DRAFT, State.REVIEW, State.WITHDRAWN),
        needs_publisher=False,
        look="bad",
    ),
    Move(
        "_restore",
        workflow.restore,
        gettext_lazy("Restore"),
        gettext_lazy("The story is out of the bin."),
        (State.BINNED,),
    ),
    Move(
        "_review",
        workflow.send_for_review,
        gettext_lazy("Send for review"),
        gettext_lazy("The story waits for review."),
        (State.DRAFT, State.WITHDRAWN),
        needs_publisher=False,
    ),
    Move(
        "_publish",
        workflow.publish,
        gettext_lazy("Publish"),
        gettext_lazy("The story is published."),
        (State.DRAFT, State.REVIEW, State.WITHDRAWN),
        look="pri",
    ),
)


def pressed(request: HttpRequest) -> Move | None:
    """The button by which a form was sent, if it was one of these."""
    return next((move for move in MOVES if move.name in request.POST), None)


def may_publish_somewhere(user: Any) -> bool:
    """Whether there are sections this user may publish in."""
    return user.has_perm("news.publish_article") or bool(granted_sections(user, "may_publish"))
