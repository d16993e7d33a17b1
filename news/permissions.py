"""Who may do what to which story; asked by deeds as well as by the pages that offer them."""

from typing import Any

from news.categories import tree
from news.models import Article, Category, CategoryEditor

RIGHTS = ("may_publish", "may_manage")
"""What a grant on a section may give."""


def may_edit(user: Any, article: Article) -> bool:
    """Whether `user` may change the story: by role, or by a grant on its section."""
    if not user.is_active or not user.is_staff:
        return False
    if user.has_perm("news.publish_article"):
        return True
    if _granted(user, article.category, "may_publish", "may_manage"):
        return True
    if not user.has_perm("news.change_article"):
        return False
    return article.state in (Article.State.DRAFT, Article.State.REVIEW)


def may_publish(user: Any, category: Category) -> bool:
    """Whether `user` may publish and withdraw stories of this section."""
    if not user.is_active or not user.is_staff:
        return False
    return user.has_perm("news.publish_article") or _granted(user, category, "may_publish")


def may_manage(user: Any, category: Category) -> bool:
    """Whether `user` may change the section itself and what is below it."""
    if not user.is_active or not user.is_staff:
        return False
    return user.has_perm("news.change_category") or _granted(user, category, "may_manage")


def granted_sections(user: Any, *rights: str) -> set[int]:
    """The sections, with all below them, where a grant gives `user` any of the rights."""
    tops = [path for path, granted in _grants_of(user) if granted.intersection(rights)]
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
