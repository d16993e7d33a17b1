"""What operators look up at the desk: proofs that what had to go is gone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.lib import retention
from portal.lib.admin import DeskAdmin
from portal.lib.models import Purge


@admin.register(Purge)
class PurgeAdmin(DeskAdmin):
    """A row a run and clock; written by the job alone."""

    list_display = ["what", "at", "until", "count", "left"]
    list_filter = ["at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what"))
    def what(self, purge: Purge) -> str:
        return str(retention.label_of(purge.clock))
