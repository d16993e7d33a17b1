"""The check-up's rules at the desk: how heavy each kind is, which words, what was passed over."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from news import house_words
from news.checkup import KINDS, Severity
from news.models import CheckupOverride, CheckupSettings, HouseWord
from portal.lib.admin import DeskAdmin, DeskForm, OnlyRowAdmin

MOST_HITS = 100


class RulesForm(DeskForm):
    """A choice for each kind; what is as it is by default is not written down."""

    class Meta:
        model = CheckupSettings
        fields = ["title_most", "summary_most"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in KINDS.values():
            by_default = gettext_lazy("as delivered: %s")
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.label,
                required=False,
                choices=[("", by_default % kind.severity.label), *Severity.choices],
                initial=self.instance.severities.get(kind.name, ""),
            )

    def save(self, commit: bool = True) -> Any:
        self.instance.severities = {
            name: self.cleaned_data[name] for name in KINDS if self.cleaned_data.get(name)
        }
        return super().save(commit)


@admin.register(CheckupSettings)
class CheckupSettingsAdmin(OnlyRowAdmin):
    """How heavy each kind of finding is in this newsroom."""

    form = RulesForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Lengths first, then the kinds, which are no columns of the table."""
        return [
            (None, {"fields": ["title_most", "summary_most"]}),
            (gettext_lazy("Severities"), {"fields": list(KINDS)}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Ask the table for its own columns alone; the form adds the kinds."""
        return super().get_form(request, obj, **kwargs | {"fields": RulesForm.Meta.fields})


@admin.register(HouseWord)
class HouseWordAdmin(DeskAdmin):
    """The house's words, each to be tried on recent stories before it is relied on."""

    list_display = ["pattern", "kind", "suggestion", "is_active", "tried"]
    list_filter = ["kind", "is_active"]
    search_fields = ["pattern", "suggestion", "note"]
    fields = ["pattern", "kind", "suggestion", "exceptions", "note", "is_active"]
    change_list_template = "admin/news/houseword/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """The trial of a word, and the first list."""
        site = self.admin_site
        return [
            path("<int:pk>/try/", site.admin_view(self.try_word), name="news_houseword_try"),
            path("first/", site.admin_view(self.take_first), name="news_houseword_first"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("trial"))
    def tried(self, row: HouseWord) -> SafeString:
        address = reverse("admin:news_houseword_try", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, _("Try on recent stories"))

    def try_word(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where the word would have been found; nothing is changed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        word = get_object_or_404(HouseWord, pk=pk)
        count, hits = house_words.tried_on_recent(word)
        context = self.admin_site.each_context(request) | {
            "title": _("Trial of “%s”") % word,
            "opts": self.opts,
            "word": word,
            "count": count,
            "total": len(hits),
            "hits": hits[:MOST_HITS],
        }
        return render(request, "admin/news/houseword/try.html", context)

    def take_first(self, request: HttpRequest) -> HttpResponse:
        """Take in the list to begin with."""
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        count = house_words.take_in_first_list()
        told = ngettext("%d word was added.", "%d words were added.", count) % count
        messages.success(request, told)
        return redirect(self.address_of("changelist"))


@admin.register(CheckupOverride)
class CheckupOverrideAdmin(DeskAdmin):
    """What was published over errors, by whom, and why; nobody changes it afterwards."""

    list_display = ["story", "by", "at", "reason"]
    list_display_links = None
    search_fields = ["reason"]
    list_select_related = ["checkup__article", "checkup__by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("story"))
    def story(self, row: CheckupOverride) -> SafeString:
        article = row.checkup.article
        address = reverse("admin:news_article_checkups", args=[article.pk])
        return format_html('<a href="{}">{}</a>', address, article)

    @admin.display(description=gettext_lazy("by"))
    def by(self, row: CheckupOverride) -> str:
        return row.checkup.by.display_name if row.checkup.by else "–"  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("time"))
    def at(self, row: CheckupOverride) -> Any:
        return row.checkup.at
