"""Who may do what to which story; asked by deeds as well as by the pages that offer them."""

from typing import Any

from news.categories import tree
from news.models import Article, Category, CategoryEditor

ROLE_RIGHTS = {
    "publish": "news.publish_article",
    "withdraw": "news.withdraw_article",
    "correct": "news.correct_article",
    "pass_edit": "news.pass_edit",
    "pass_proofread": "news.pass_proofread",
    "pass_approve": "news.pass_approve",
    "pass_sign_off": "news.pass_sign_off",
}
"""The rights to take a step with a story, and the permission that gives each by role."""

RIGHTS = (*(f"may_{right}" for right in ROLE_RIGHTS), "may_manage")
"""What a grant on a section may give."""

IN_HAND = (Article.State.DRAFT, Article.State.REVIEW, Article.State.ARCHIVED)
"""The states in which a story may be changed by all who write or read it before it appears."""


def may_edit(user: Any, article: Article) -> bool:
    """Whether `user` may change the story: by role, or by a grant on its section."""
    if not user.is_active or not user.is_staff:
        return False
    if user.has_perm("news.publish_article"):
        return True
    if _granted(user, article.category, "may_publish", "may_manage"):
        return True
    if article.state not in IN_HAND:
        return False
    return user.has_perm("news.change_article") or _granted(user, article.category, *RIGHTS)


def may(user: Any, right: str, category: Category) -> bool:
    """Whether `user` has one of ROLE_RIGHTS in this section: by role, or by a grant on it."""
    if not user.is_active or not user.is_staff:
        return False
    return user.has_perm(ROLE_RIGHTS[right]) or _granted(user, category, f"may_{right}")


def may_publish(user: Any, category: Category) -> bool:
    """Whether `user` may publish stories of this section."""
    return may(user, "publish", category)


def may_override(user: Any) -> bool:
    """Whether `user` may publish past the stages in an emergency: by role alone."""
    return user.is_active and user.is_staff and user.has_perm("news.override_stages")


def may_correct(user: Any, article: Article) -> bool:
    """Whether `user` may say in public what was wrong in the story."""
    return may(user, "correct", article.category) or may_manage(user, article.category)


def may_share(user: Any, article: Article) -> bool:
    """Whether `user` may let people outside see the story before it is published."""
    if not may_edit(user, article):
        return False
    return user.has_perm("news.add_previewlink") or may_publish(user, article.category)


def may_manage(user: Any, category: Category) -> bool:
    """Whether `user` may change the section itself and what is below it."""
    if not user.is_active or not user.is_staff:
        return False
    return user.has_perm("news.change_category") or _granted(user, category, "may_manage")


def sections_to_write_in(user: Any) -> list[Category]:
    """The sections, in their order, where `user` may begin a story."""
    sections = [row for row in tree().in_order() if row.allows_publishing]
    if user.has_perm("news.add_article"):
        return sections
    granted = granted_sections(user, "may_publish", "may_manage")
    return [row for row in sections if row.pk in granted]


def granted_sections(user: Any, *rights: str) -> set[int]:
    """The sections, with all below them, where a grant gives `user` any of the rights."""
    tops = [path for path, granted in _grants_of(user) if granted.intersection(rights)]
    if not tops:
        return set()
    return {
        category.pk
        for category in tree().by_id.values()
        if any(path in tops for path in _paths_upwards(category.path))
    }


def _granted(user: Any, category: Category, *rights: str) -> bool:
    """Whether the section, or one above it, grants `user` any of the rights."""
    paths = _paths_upwards(category.path)
    return any(path in paths and granted.intersection(rights) for path, granted in _grants_of(user))


def _grants_of(user: Any) -> list[tuple[str, frozenset[str]]]:
    """Paths of sections and the rights there; kept on the user, as Django keeps permissions."""
    if not hasattr(user, "_section_grants"):
        user._section_grants = [
            (grant.category.path, frozenset(right for right in RIGHTS if getattr(grant, right)))
            for grant in CategoryEditor.objects.filter(user=user).select_related("category")
        ]
    return user._section_grants


def _paths_upwards(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
