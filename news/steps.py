"""The steps of a story, declared once: from where, by whom, whereto, and how each is called.

采 → 编 → 校 → 审 → 签发. The buttons of the form, the checks of the deeds and the words of the
log are all made from this table; the deeds themselves stand in `workflow`.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from news.models import Article, Assignment, Stage
from news.permissions import may, may_edit, may_override
from portal.site.current import site

State = Article.State
OPEN = (State.DRAFT, State.WITHDRAWN, State.ARCHIVED)
UNPUBLISHED = (State.DRAFT, State.REVIEW, State.WITHDRAWN, State.ARCHIVED)


@dataclass(frozen=True)
class Step:
    """A row of the table: a step out of some states, the right it needs, and its words.

    `right` is one of `permissions.ROLE_RIGHTS`, or "edit", "override", or "stage": that of
    whatever the story waits for. `whereto` is empty where the state stays or the deed decides.
    """

    name: str
    states: tuple[str, ...]
    right: str
    whereto: str = ""
    label: Any = ""
    done: Any = ""
    said: Any = ""
    stage: str = ""
    needs_reason: bool = False
    look: str = ""

    def is_open_to(self, user: Any, article: Article) -> bool:
        """Whether the story stands so that this makes sense, and `user` may do it."""
        return article.state in self.states and self.is_allowed_to(user, article)

    def is_allowed_to(self, user: Any, article: Article) -> bool:
        """Whether `user` has the right that this needs, in the story's section."""
        if self.right == "edit":
            return may_edit(user, article)
        if self.right == "override":
            return may_override(user) and may(user, "publish", article.category)
        if self.right == "stage":
            right = right_of(stage_of(article))
            return may(user, right, article.category) or may(user, "publish", article.category)
        return may(user, self.right, article.category)


STEPS = (
    Step("draft", (), "edit", State.DRAFT, said=_("began it")),
    Step(
        "submit",
        (*OPEN, State.PUBLISHED),
        "edit",
        State.REVIEW,
        _("Send for review"),
        _("The story waits for review."),
        _("handed it over"),
    ),
    *(
        Step(
            stage,
            (State.REVIEW, State.PUBLISHED),
            f"pass_{stage}",
            label=label,
            done=_("The stage is passed."),
            said=said,
            stage=stage,
            look="pri",
        )
        for stage, label, said in (
            (Stage.EDIT, _("Sign the editing"), _("signed the editing")),
            (Stage.PROOFREAD, _("Sign the proofreading"), _("signed the proofreading")),
            (Stage.APPROVE, _("Approve"), _("approved it")),
            (Stage.SIGN_OFF, _("Sign off"), _("signed it off")),
        )
    ),
    Step(
        "send_back",
        (State.REVIEW, State.PUBLISHED),
        "stage",
        State.DRAFT,
        _("Send back"),
        _("The story is back with its author."),
        _("sent it back"),
        needs_reason=True,
    ),
    Step(
        "publish",
        UNPUBLISHED,
        "publish",
        State.PUBLISHED,
        _("Publish"),
        _("The story is published."),
        _("published it"),
        look="pri",
    ),
    Step(
        "publish",
        (State.PUBLISHED,),
        "publish",
        label=_("Update"),
        done=_("Readers see the new version."),
        said=_("published it"),
        look="pri",
    ),
    Step(
        "override",
        (*UNPUBLISHED, State.PUBLISHED),
        "override",
        State.PUBLISHED,
        _("Publish in an emergency"),
        _("The story is published past the stages."),
        _("published it past the stages"),
        needs_reason=True,
        look="bad",
    ),
    Step("schedule", (State.PUBLISHED,), "publish", said=_("gave it another time")),
    Step(
        "withdraw",
        (State.PUBLISHED,),
        "withdraw",
        State.WITHDRAWN,
        _("Withdraw"),
        _("The story is withdrawn."),
        _("withdrew it"),
        look="bad",
    ),
    Step("withdraw", (State.REVIEW,), "withdraw", State.WITHDRAWN, said=_("withdrew it")),
    Step("correct", (State.PUBLISHED,), "correct", said=_("corrected it")),
    Step(
        "archive",
        (State.DRAFT, State.REVIEW, State.WITHDRAWN),
        "edit",
        State.ARCHIVED,
        _("Shelve"),
        _("The story is shelved."),
        _("shelved it"),
    ),
    Step(
        "bin",
        UNPUBLISHED,
        "edit",
        State.BINNED,
        _("Move to the bin"),
        _("The story is in the bin."),
        _("moved it to the bin"),
        look="bad",
    ),
    Step("bin", (State.PUBLISHED,), "withdraw", State.BINNED, said=_("moved it to the bin")),
    Step(
        "restore",
        (State.BINNED,),
        "publish",
        label=_("Restore"),
        done=_("The story is out of the bin."),
        said=_("restored it"),
    ),
    Step(
        "restore",
        (State.ARCHIVED,),
        "edit",
        label=_("Take up again"),
        done=_("The story is back on the desk."),
        said=_("took it up again"),
    ),
)

SAID = {step.name: step.said for step in STEPS} | {
    "amend": _("changed a correction"),
    "take back": _("took a correction back"),
}
"""What the log says somebody did."""

BEFORE_READERS = ("publish", "override", "schedule", "withdraw", "archive", "bin", "restore")
"""The steps that decide what readers see."""

ORDER = (Stage.EDIT, Stage.PROOFREAD, Stage.APPROVE, Stage.SIGN_OFF)

ASKED = {
    1: (),
    2: (Stage.APPROVE, Stage.SIGN_OFF),
    3: (Stage.EDIT, Stage.APPROVE, Stage.SIGN_OFF),
    4: ORDER,
}
"""The stages to be signed before publication, by how many the site wants; of one, none."""


def find(name: str, state: str) -> Step | None:
    """The step of this name out of a state, if there is one."""
    return next((step for step in STEPS if step.name == name and state in step.states), None)


def stages() -> tuple[Stage, ...]:
    """The stages that are signed here; where nobody may pass two, one person does not publish."""
    settings = site()
    if settings.binds_sign_offs and settings.review_stages == 1:
        return (Stage.SIGN_OFF,)
    return ASKED.get(settings.review_stages, ())


def binds_sign_offs() -> bool:
    """Whether nobody passes two stages and a changed text has to pass all of them again."""
    return site().binds_sign_offs


def first_stage() -> str:
    return next(iter(stages()), Assignment.READY)


def next_stage(stage: str) -> str:
    """What comes after a stage."""
    asked = stages()
    later = [other for other in asked if ORDER.index(other) > ORDER.index(Stage(stage))]
    return next(iter(later), Assignment.READY)


def stage_of(article: Article) -> str:
    """What the story waits for: a stage, Assignment.READY, or nothing."""
    return article.assignment.stage if hasattr(article, "assignment") else ""


def right_of(stage: str) -> str:
    """The right that it takes to do what a story waits for."""
    return f"pass_{stage}" if stage in Stage.values else "publish"
