"""Names that pass for somebody else's: the newsroom's, one of its people's, or a member's."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth import get_user_model

from comments.screening.sight import see, squeeze
from portal.lib.caching import cached
from portal.site.current import site

STAFF = "staff_names"
STAFF_SECONDS = 300
"""Whoever joins the newsroom is known by name so soon; a name is held, not refused."""

OFFICES: tuple[str, ...] = (
    "编辑",
    "编辑部",
    "本报",
    "本站",
    "官方",
    "管理员",
    "审核员",
    "版主",
    "小编",
    "记者",
)
OFFICES += ("editor", "editors", "editorial", "newsroom", "admin", "administrator", "moderator")
OFFICES += ("staff", "reporter", "official", "webmaster", "root")
"""Words that are a whole name, or begin or end one in Chinese: 本报记者, 晨报编辑部."""


def bare(name: str) -> str:
    """The name without what makes look-alikes of it: case, width, script, marks, blanks."""
    return squeeze(see(name)).text


def passes_for_newsroom(name: str) -> bool:
    """Whether readers would take the name for an office of this paper, or for one of its people."""
    said = bare(name)
    ours = {bare(site().name_zh), bare(site().name_en)} - {""}
    if said in ours or said in _offices() or said in _staff():
        return True
    offices = [office for office in _offices() if not office.isascii()]
    if any(said.startswith(office) or said.endswith(office) for office in offices):
        return True
    words = {bare(word) for word in see(name).text.split()}
    return any(said.startswith(one) for one in ours) or bool(words & _offices())


def is_a_members(name: str) -> bool:
    """Whether a member goes by this name, in any spelling that the site takes for the same."""
    members: Any = get_user_model()._default_manager
    try:
        members.get_by_natural_key(name)
    except members.model.DoesNotExist:
        return False
    return True


@cache
def _offices() -> frozenset[str]:
    return frozenset(map(bare, OFFICES))


def _staff() -> frozenset[str]:
    return cached(STAFF, _read_staff, generations=(STAFF,), ttl=STAFF_SECONDS)


def _read_staff() -> frozenset[str]:
    people = get_user_model()._default_manager.filter(is_staff=True, is_active=True)
    return frozenset(
        bare(name) for pair in people.values_list("username", "shown_name") for name in pair if name
    )
