"""Panels beside the form of a story; whoever has one to add puts a line into PANELS."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from news.admin.article_work import work_panel
from news.admin.checking import checkup_panel
from news.admin.previewing import preview_panel
from news.admin.version_texts import versions_panel
from news.models import Article

Context = Callable[[HttpRequest, Article], dict[str, Any]]


@dataclass(frozen=True)
class Panel:
    """A template of the form's side column, and what it shows of the story."""

    template: str
    context: Context
    permission: str = ""


PANELS: tuple[Panel, ...] = (
    Panel("admin/news/article/_work_panel.html", work_panel),
    Panel("admin/news/article/_checkup_panel.html", checkup_panel),
    Panel("admin/news/article/_preview_panel.html", preview_panel),
    Panel("admin/news/article/_versions_panel.html", versions_panel),
)


def panels(request: HttpRequest, article: Article) -> Iterator[SafeString]:
    """The panels of a story that `request.user` may see, in their order."""
    user: Any = request.user
    for panel in PANELS:
        if not panel.permission or user.has_perm(panel.permission):
            context = panel.context(request, article)
            yield render_to_string(panel.template, context | {"article": article}, request)
