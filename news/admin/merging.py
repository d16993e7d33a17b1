"""Making one of several: tags spelt twice, sections that became one."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from news import merging

MOST_MERGED = 20
"""More than that chosen at once is more likely a slip."""


class MergingMixin:
    """Adds the action to a list: choose two or more, then say which one stays."""

    actions = ["merge_chosen"]
    merge_deed: Callable[..., None] = staticmethod(merging.merge)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Merging changes one row and deletes the others."""
        may = self.has_change_permission(request), self.has_delete_permission(request)  # type: ignore[attr-defined]
        return all(may)

    @admin.action(description=_("Merge into one"), permissions=["merge"])
    def merge_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Ask which one stays; with the answer, merge."""
        rows = list(queryset[: MOST_MERGED + 1])
        if not 2 <= len(rows) <= MOST_MERGED:
            messages.error(request, _("Choose from 2 to %d rows to merge.") % MOST_MERGED)
            return None
        kept = next((row for row in rows if str(row.pk) == request.POST.get("into")), None)
        if kept is None:
            return self._ask_which_stays(request, rows)
        try:
            self.merge_deed([row for row in rows if row != kept], into=kept)
        except ValidationError as error:
            messages.error(request, " ".join([str(_("Nothing was merged.")), *error.messages]))
            return None
        self.tell()  # type: ignore[attr-defined]
        names = ", ".join(str(row) for row in rows if row.pk != kept.pk)
        note = _("Merged into %(into)s: %(others)s") % {"into": kept, "others": names}
        self.log_change(request, kept, str(note))  # type: ignore[attr-defined]
        messages.success(request, note)
        return None

    def _ask_which_stays(self, request: HttpRequest, rows: list[Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Merge into one"),
            "opts": self.opts,  # type: ignore[attr-defined]
            "rows": [(row, row.get_absolute_url()) for row in rows],
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/merge_confirmation.html", context)
