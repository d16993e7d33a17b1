"""Where a story comes from, who answers for it, and what the law asks of reprints.

互联网新闻信息服务管理规定 (2017-06-01): who reprints names 来源, 原作者, 原标题 and the editor's
real name, and does not distort the title.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.checkup.finding import Finding, Place
from news.checkup.registry import kind
from news.checkup.story import Story
from news.models.byline import BylineRole
from news.models.checkup import Severity


@kind("source", gettext_lazy("Source"), Severity.WARNING)
def source(story: Story) -> Iterator[Finding]:
    """A story without 来源."""
    if story.source is None:
        yield Finding("source", _("No source is named."), Place("source"))


@kind("editor", gettext_lazy("Editor in charge"), Severity.WARNING)
def editor(story: Story) -> Iterator[Finding]:
    """A story without 责任编辑."""
    if BylineRole.EDITOR not in {role for _name, role in story.bylines}:
        text = _("No editor in charge is named among the credits.")
        yield Finding("editor", text, Place("article_bylines"))


@kind("reprint_title", gettext_lazy("Reprint: original title"), Severity.WARNING)
def reprint_title(story: Story) -> Iterator[Finding]:
    """A reprint without the title it had."""
    if _is_reprint(story) and not story.original_title.strip():
        text = _("A reprint names the original title.")
        yield Finding("reprint_title", text, Place("original_title"))


@kind("reprint_url", gettext_lazy("Reprint: original address"), Severity.WARNING)
def reprint_url(story: Story) -> Iterator[Finding]:
    """A reprint without the address it was taken from."""
    if _is_reprint(story) and not story.original_url.strip():
        text = _("A reprint links to the original.")
        yield Finding("reprint_url", text, Place("original_url"))


@kind("reprint_source", gettext_lazy("Reprint: source"), Severity.WARNING)
def reprint_source(story: Story) -> Iterator[Finding]:
    """A story with an original elsewhere that is said to be our own."""
    has_original = bool(story.original_url.strip() or story.original_title.strip())
    if has_original and story.source and not story.source.is_reprint:
        text = _("The story has an original elsewhere, yet its source is “%s”.")
        yield Finding("reprint_source", text % story.source.name, Place("source"))


def _is_reprint(story: Story) -> bool:
    return story.source is not None and story.source.is_reprint
