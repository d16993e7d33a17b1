"""The word rules at the desk: each tried on what readers wrote before it holds."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comments import word_rules
from comments.models import WordRule
from comments.screening.rules import as_rule
from portal.lib.admin import DeskAdmin, DeskForm, Refused, refusing


class WordRuleForm(DeskForm):
    """A rule that has something to look for."""

    class Meta:
        model = WordRule
        fields = "__all__"

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"].strip()
        if not all(as_rule(WordRule(pattern=pattern)).parts):
            raise ValidationError(_("Each part needs a letter or digit to look for."))
        return pattern


class ListForm(forms.Form):
    """A list to take in."""

    action = forms.ChoiceField(label=gettext_lazy("action"), choices=WordRule.Action.choices)
    words = forms.CharField(
        label=gettext_lazy("Words, one a line"),
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 12}),
        help_text=gettext_lazy(
            "Lists of Discuz! X are understood: word=replacement, word={BANNED}, word={MOD}."
        ),
    )


@admin.register(WordRule)
class WordRuleAdmin(DeskAdmin):
    """Words that are refused, held, replaced or watched."""

    list_display = ["pattern", "action", "field", "is_active", "expires_at", "version", "made_by"]
    list_filter = ["action", "field", "is_active"]
    search_fields = ["pattern", "note"]
    list_select_related = ["made_by"]
    form = WordRuleForm
    fields = [
        "pattern",
        ("action", "field"),
        "replacement",
        "exceptions",
        ("is_active", "expires_at"),
        "note",
    ]
    change_form_template = "admin/comments/wordrule/change_form.html"
    change_list_template = "admin/comments/wordrule/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """The way in for lists, before those of the rows."""
        take_in = self.admin_site.admin_view(self.take_in)
        return [path("list/", take_in, name="comments_wordrule_list"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: WordRule, form: Any, change: bool) -> None:
        """Save, or only look what the rule would have done: the form comes back with that."""
        if "_try" in request.POST:
            request.trial = word_rules.try_on_history(obj, timezone.now())  # type: ignore[attr-defined]
            raise Refused(ValidationError(_("This was a trial: nothing is saved yet.")))
        with refusing():
            word_rules.save_rule(obj, by=request.user)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["trial"] = getattr(request, "trial", None)
        return super().render_change_form(request, context, *args, **kwargs)

    def take_in(self, request: HttpRequest) -> HttpResponse:
        """Show what a list would make, then make it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ListForm(request.POST or None)
        lines = self._lines(form) if request.method == "POST" and form.is_valid() else []
        if lines and "confirmed" in request.POST:
            count = word_rules.take_in(lines, by=request.user)
            messages.success(
                request, ngettext("%d rule was made.", "%d rules were made.", count) % count
            )
            return redirect(self.address_of("changelist"))
        context = self.admin_site.each_context(request) | {
            "title": _("Take in a list of words"),
            "opts": self.opts,
            "form": form,
            "lines": lines[:MOST_SHOWN],
            "good": sum(not line.fault for line in lines),
            "bad": sum(bool(line.fault) for line in lines),
            "actions": dict(WordRule.Action.choices),
        }
        return render(request, "admin/comments/wordrule/list.html", context)

    @staticmethod
    def _lines(form: ListForm) -> list[word_rules.Line]:
        try:
            return word_rules.read_list(form.cleaned_data["words"], form.cleaned_data["action"])
        except ValidationError as error:
            form.add_error("words", error)
            return []


MOST_SHOWN = 500
"""Lines of the preview; their counts are those of all."""
