"""Versions of a story: each save keeps the whole editorial state, and nothing is overwritten.

The story's own row is what readers see. The *working* state is what editors see: the newest
version in line. While a story is published the two may differ, and the working state is then
*pending* until it is published, all at once.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news import editing, steps
from news.editing import State
from news.models import Article, Assignment, Draft, Revision, WorkflowEntry
from news.permissions import may_edit
from news.signals import article_changed

SCHEMA = 4
"""The number of the form that states are written in today."""

TEXT_SCHEMA = 3
"""The last number that changed the text: what was signed outlives a change of the plan alone."""

PLAN = (*editing.TIMES, "publisher")
"""When and under whose name a story appears is no part of its text: it is always the row's."""

UPGRADES: dict[int, Callable[[State], State]] = {
    1: lambda state: state | {"traditional_terms": "", "is_traditional_checked": False},
    2: lambda state: state | {"cover_crops": ""},
    3: lambda state: state | {"embargo_until": None},
}
"""For each older number, what brings a state of it to the next one."""

Kind = Revision.Kind

Schedule = tuple[datetime | None, datetime | None, int]
"""When readers have a story, from and until, and which version."""


@dataclass(frozen=True)
class Saved:
    """What came of a save; `overtaken_by` is set where somebody else had saved first.

    `revision` is then kept aside, and the story is as the other left it. Nothing is new where
    what was sent is what was there already.
    """

    article: Article
    revision: Revision
    overtaken_by: Revision | None = None
    is_new: bool = True


@dataclass(frozen=True)
class Fault:
    """A version whose content or place in the chain is not what was written down."""

    article_id: int
    number: int
    what: str


@transaction.atomic
def save(
    article: Article,
    state: Mapping[str, Any],
    *,
    by: Any | None,
    base: int | None = None,
    kind: Kind = Kind.SAVE,
    name: str = "",
) -> Saved:
    """Keep `state` as the next version; of a story that is not live it is the story at once.

    `base` is the number the editor began from (0: none was there), None means whatever is there.
    Keys left out keep what the working state has. The same again makes no version.
    Raises PermissionDenied, ValidationError.
    """
    article = _locked(article)
    if by is not None and not may_edit(by, article):
        raise PermissionDenied(_("You may not change this story."))
    head = _begin(article)
    known = working_state(article)
    whole = _checked(article, known, plan_of(article) | dict(state))
    before = _schedule_of(article)
    is_late = base is not None and max(base, 1) != head.number
    if kind != Kind.RESTORE and text_of(whole) == text_of(known):
        saved = _keep_plan(article, head, whole, by=by, name=name, is_late=is_late)
        _log_schedule(saved.article, before, by=by)
        return saved
    if is_late:
        aside = _once_aside(article, whole, by=by, base=base, name=name)
        _end_draft(article, by)
        return Saved(article, aside, overtaken_by=head)
    revision = _add(article, whole, by=by, kind=kind, base=head.number, name=name)
    if steps.binds_sign_offs():
        Assignment.objects.waiting().filter(article=article).update(stage=steps.first_stage())
    if article.is_live() and not _is_what_readers_see(article, whole):
        article = _keep_pending(article, revision, whole, by=by)
    else:
        article = _show(article, revision, whole, by=by)
    _log_schedule(article, before, by=by)
    _end_draft(article, by)
    return Saved(article, revision)


@transaction.atomic
def restore(article: Article, number: int, *, by: Any, base: int | None = None) -> Saved:
    """Make an earlier version the working one, as a new version. Raises as `save` does."""
    found = article.revisions.get(number=number)
    if found.erased_at is not None:
        raise ValidationError(_("The text of this version was erased."))
    name = _("From version %d") % number
    return save(article, state_in(found), by=by, base=base, kind=Kind.RESTORE, name=name)


@transaction.atomic
def show_pending(article: Article, *, by: Any | None) -> Article:
    """Give readers the working version, if they do not have it; for `workflow.publish`."""
    article = _locked(article)
    if not article.has_pending():
        return article
    head = article.revisions.get(number=article.working_number)
    return _show(article, head, state_in(head) | plan_of(article), by=by)


@transaction.atomic
def begin_line(article: Article) -> Article:
    """Give a story that has no version its first one, so that its text can be named."""
    article = _locked(article)
    _begin(article)
    return article


@transaction.atomic
def open_line(article: Article, *, by: Any, name: str) -> Revision:
    """Keep what a new story was made with as its first version, of whoever made it."""
    head = _add(article, editing.state_of(article), by=by, kind=Kind.SAVE, name=name)
    article.working_number = article.shown_number = head.number
    article.save(update_fields=["working_number", "shown_number"])
    return head


@transaction.atomic
def discard_pending(article: Article, *, by: Any) -> Saved:
    """Go back to what readers see, as a new version. Raises as `save` does."""
    article = _locked(article)
    return save(article, editing.state_of(article), by=by, kind=Kind.RESTORE)


def set_aside(article: Article, state: Mapping[str, Any], *, by: Any, base: int) -> Revision:
    """Keep a state as a version beside the line, the story left as it is. Raises as `save`."""
    with transaction.atomic():
        article = _locked(article)
        _begin(article)
        whole = _checked(article, working_state(article), state)
        return _once_aside(article, whole, by=by, base=max(base, 1), name="")


def rename(revision: Revision, name: str) -> None:
    """Give a version a name; names are no part of the chain."""
    revision.name = name.strip()[:120]
    revision.save(update_fields=["name"])


@transaction.atomic
def erase(revision: Revision, *, by: Any, why: str) -> Revision:
    """Take the content of a version away for good, for legal reasons; the hashes stay.

    Raises PermissionDenied, and ValidationError for the version in use.
    """
    article = _locked(revision.article)
    if not by.has_perm("news.erase_revision"):
        raise PermissionDenied(_("You may not erase versions."))
    if not why.strip():
        raise ValidationError(_("Say why the text is erased."))
    if revision.number in (article.working_number, article.shown_number):
        raise ValidationError(_("This version is in use. Save another one first."))
    revision.state = None
    revision.name = ""
    revision.erased_at = timezone.now()
    revision.erased_for = why.strip()
    revision.save(update_fields=["state", "name", "erased_at", "erased_for"])
    return revision


def working_state(article: Article) -> State:
    """What editors see of a story: its row, or the version that waits to be published."""
    if not article.has_pending():
        return editing.state_of(article)
    head = article.revisions.get(number=article.working_number)
    return state_in(head) | plan_of(article)


def text_of(state: State) -> State:
    """A state without its plan, its tags in one order: equal where the versions are."""
    text = {name: value for name, value in state.items() if name not in PLAN}
    return text | {"tags": sorted(state["tags"])}


def plan_of(article: Article) -> State:
    """When and under whose name the story appears, as part of its state."""
    return editing.fields_of(article, PLAN)


def state_in(revision: Revision) -> State:
    """The content of a version in today's form. Raises ValidationError for one that was erased."""
    if revision.state is None:
        raise ValidationError(_("The text of this version was erased."))
    return upgraded(revision.state, revision.schema)


def upgraded(state: State, schema: int) -> State:
    """Bring a state of an older form to today's."""
    for number in range(schema, SCHEMA):
        state = UPGRADES[number](state)
    return state


def stood_at(article: Article, moment: datetime) -> Revision | None:
    """The version that readers saw at a moment; None where they saw nothing or none was kept."""
    entries = article.workflow_entries.filter(at__lte=moment, move__in=steps.BEFORE_READERS)
    entries = entries.exclude(revision=0)
    entry = entries.order_by("-at", "-pk").first()
    if entry is None or entry.to_state != Article.State.PUBLISHED:
        return None
    if entry.takes_effect_at and entry.takes_effect_at > moment:
        return None
    if entry.ends_at and entry.ends_at <= moment:
        return None
    return article.revisions.filter(number=entry.revision).first()


def faults(article_ids: Iterator[int] | None = None) -> Iterator[Fault]:
    """Go through the versions, story by story, and name each that was changed after the fact."""
    rows = Revision.objects.order_by("article_id", "number")
    if article_ids is not None:
        rows = rows.filter(article_id__in=list(article_ids))
    previous, article_id, number = "", 0, 0
    for row in rows.iterator(chunk_size=500):
        if row.article_id != article_id:
            previous, article_id, number = "", row.article_id, 0
        yield from _faults_of(row, previous, number)
        previous, number = row.hash, row.number


def _faults_of(row: Revision, previous: str, number: int) -> Iterator[Fault]:
    if row.number != number + 1:
        yield Fault(row.article_id, row.number, "a version before it is missing")
    if row.previous_hash != previous:
        yield Fault(row.article_id, row.number, "it does not follow the one before")
    if row.state is not None and row.content_hash != content_hash(row.state, row.schema):
        yield Fault(row.article_id, row.number, "its content was changed")
    if row.state is None and row.erased_at is None:
        yield Fault(row.article_id, row.number, "its content is gone")
    if row.hash != chain_hash(row):
        yield Fault(row.article_id, row.number, "its number, author, time or hash was changed")


def content_hash(state: State, schema: int) -> str:
    """SHA-256 of the content as canonical JSON: keys sorted, no blanks, UTF-8."""
    return _sha256({"schema": schema, "state": state})


def chain_hash(row: Revision) -> str:
    """SHA-256 over the hash before, the content's hash, number, author and time."""
    at = row.at.astimezone(UTC).isoformat()
    return _sha256([row.previous_hash, row.content_hash, row.number, row.author, at])


def _sha256(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _checked(article: Article, known: State, state: Mapping[str, Any]) -> State:
    """The whole state; a tick that was made for another text falls away."""
    whole = editing.checked(article, known | dict(state))
    if known["is_traditional_checked"] and not editing.reads_alike(known, whole):
        whole["is_traditional_checked"] = False
    return whole


def _begin(article: Article) -> Revision:
    """The newest version in line; a story without any gets what it holds as its first."""
    head = article.revisions.in_line().first()
    if head is not None:
        return head
    head = _add(article, editing.state_of(article), by=None, kind=Kind.FIRST)
    article.working_number = article.shown_number = head.number
    article.save(update_fields=["working_number", "shown_number"])
    return head


def _is_what_readers_see(article: Article, state: State) -> bool:
    return text_of(state) == text_of(editing.state_of(article))


def _keep_plan(
    article: Article, head: Revision, state: State, *, by: Any | None, name: str, is_late: bool
) -> Saved:
    """Save what holds no new text: its plan, unless somebody was faster, and its name."""
    if not is_late:
        article = _keep_times(article, state, by=by)
    if name and name != head.name:
        rename(head, name)
    _end_draft(article, by)
    return Saved(article, head, is_new=False)


def _keep_times(article: Article, state: State, *, by: Any | None) -> Article:
    """Let a changed plan hold at once, whatever becomes of the text."""
    plan = {name: state[name] for name in PLAN}
    return article if plan == plan_of(article) else editing.apply(article, plan, by=by)


def _log_schedule(article: Article, before: Schedule, *, by: Any | None) -> None:
    """Note down where a save gave a published story another time, or what waits another text."""
    if article.state != Article.State.PUBLISHED or before == _schedule_of(article):
        return
    WorkflowEntry.objects.create(
        article=article,
        move="schedule",
        from_state=article.state,
        to_state=article.state,
        revision=article.shown_number,
        by=by,
        at=timezone.now(),
        takes_effect_at=article.publish_at,
        ends_at=article.unpublish_at,
    )


def _schedule_of(article: Article) -> Schedule:
    return article.publish_at, article.unpublish_at, article.shown_number


def _end_draft(article: Article, by: Any | None) -> None:
    """What was typed is saved: it need not be kept apart any more."""
    if by is not None:
        Draft.objects.filter(article=article, editor=by).delete()


def _once_aside(
    article: Article, state: State, *, by: Any | None, base: int | None, name: str
) -> Revision:
    """Keep a version that came too late; the same sent twice is kept once."""
    last = article.revisions.filter(kind=Kind.ASIDE, base=base, by=by).first()
    if last is not None and last.state is not None and text_of(state_in(last)) == text_of(state):
        return last
    return _add(article, state, by=by, kind=Kind.ASIDE, base=base, name=name)


def _add(
    article: Article,
    state: State,
    *,
    by: Any | None,
    kind: Kind,
    base: int | None = None,
    name: str = "",
) -> Revision:
    last = article.revisions.order_by("-number").only("number", "hash").first()
    row = Revision(
        article=article,
        number=last.number + 1 if last else 1,
        kind=kind,
        name=name,
        base=base,
        schema=SCHEMA,
        state=state,
        by=by,
        author=by.get_username() if by is not None else "",
        at=article.updated_at if kind == Kind.FIRST else timezone.now(),
        content_hash=content_hash(state, SCHEMA),
        previous_hash=last.hash if last else "",
    )
    row.hash = chain_hash(row)
    row.save(force_insert=True)
    return row


def _keep_pending(article: Article, revision: Revision, state: State, *, by: Any | None) -> Article:
    """Let readers wait for the text; a changed plan holds at once."""
    article = _keep_times(article, state, by=by)
    article.working_number = revision.number
    article.save(update_fields=["working_number", "updated_at"])
    article_changed.send(Article, article=article)
    return article


def _show(article: Article, revision: Revision, state: State, *, by: Any | None) -> Article:
    article = editing.apply(article, state, by=by)
    article.working_number = article.shown_number = revision.number
    article.save(update_fields=["working_number", "shown_number"])
    return article


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)
