"""Who may do what to which story; asked by deeds as well as by the pages that offer them."""

from typing import Any

from news.models import Article, Category, CategoryEditor


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


def _granted(user: Any, category: Category, *rights: str) -> bool:
    """Whether the section, or one above it, grants `user` any of the rights."""
    paths = _paths_upwards(category.path)
    grants = CategoryEditor.objects.filter(user=user, category__path__in=paths)
    return any(getattr(grant, right) for grant in grants for right in rights)


def _paths_upwards(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
