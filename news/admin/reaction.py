"""The feelings readers may leave on a story."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from news.admin.desk import NewsAdmin
from news.caching import reactions_changed
from news.models import ReactionKind
from portal.lib.admin import Refused


@admin.register(ReactionKind)
class ReactionKindAdmin(NewsAdmin):
    """One to eight kinds; one that readers used is switched off rather than deleted."""

    list_display = ["name_zh", "name_en", "symbol", "position", "is_on"]
    list_filter = ["is_on"]
    search_fields = ["name_zh", "name_en"]
    fields = [("name_zh", "name_en"), "symbol", "position", "is_on"]

    def tell(self) -> None:
        reactions_changed()

    def erase(self, request: HttpRequest, obj: Any) -> None:
        """Delete a kind nobody used, unless it is the last one on."""
        others = ReactionKind.objects.switched_on().exclude(pk=obj.pk)
        if obj.is_on and not others.exists():
            raise Refused(ValidationError(_("At least one kind has to be on.")))
        super().erase(request, obj)
