"""Where moderators are told that something waits: mailboxes and webhooks, and a way to try them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comments import alerts
from comments.models import Alert
from comments.models.alert import new_secret
from portal.lib.admin import DeskAdmin, DeskForm
from portal.lib.http.outbound import OutboundError


class AlertForm(DeskForm):
    """An address that fits its kind."""

    class Meta:
        model = Alert
        fields = ("kind", "address", "every", "is_active")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        address = cleaned.get("address", "").strip()
        try:
            if cleaned.get("kind") == Alert.Kind.MAIL:
                validate_email(address)
            elif cleaned.get("kind") and not address.startswith("https://"):
                raise ValidationError(_("A webhook begins with https://"))
        except ValidationError as error:
            self.add_error("address", error)
        return cleaned | {"address": address}


@admin.register(Alert)
class AlertAdmin(DeskAdmin):
    """Who is told, how often, and whether it arrived."""

    list_display = ["address", "kind", "every", "is_active", "sent_at", "trouble"]
    list_filter = ["kind", "is_active"]
    form = AlertForm
    fields = ["kind", "address", ("every", "is_active"), "masked", "sent_at", "trouble"]
    readonly_fields = ["masked", "sent_at", "trouble"]
    change_form_template = "admin/comments/alert.html"

    @admin.display(description=gettext_lazy("secret"))
    def masked(self, alert: Alert) -> str:
        return alert.masked_secret if alert.pk else _("Shown once, when this is saved.")

    def save_model(self, request: HttpRequest, obj: Alert, form: Any, change: bool) -> None:
        is_renewed = "_secret" in request.POST
        if is_renewed:
            obj.secret = new_secret()
        obj.language = get_language() or ""
        super().save_model(request, obj, form, change)
        if obj.kind == Alert.Kind.WEBHOOK and (is_renewed or not change):
            messages.warning(
                request, _("The secret, shown this once: %s") % obj.secret, extra_tags="secret"
            )

    def response_add(self, request: HttpRequest, obj: Alert, *args: Any) -> HttpResponse:
        return self._tried(request, obj) or super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Alert) -> HttpResponse:
        return self._tried(request, obj) or super().response_change(request, obj)

    def _tried(self, request: HttpRequest, alert: Alert) -> HttpResponse | None:
        """Stay on the page after its own buttons, and say how a test went."""
        if "_test" in request.POST:
            try:
                alerts.try_out(alert)
            except OutboundError as error:
                messages.error(request, _("The test did not arrive: %s") % error)
            else:
                messages.success(request, _("The test is on its way."))
        elif "_secret" not in request.POST:
            return None
        return redirect("admin:comments_alert_change", alert.pk)
