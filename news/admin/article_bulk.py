"""Changing many stories at once: say what, look at what would become of each, do it."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from news import bulk, steps
from news.admin.article_work import people
from news.admin.fields import ImageField, SectionField, TagsField, numbers_in, section_choices
from news.models import Article, Byline, BylineRole, Source
from portal.lib.admin import MomentField
from portal.lib.ownlists import OwnListMixin

MOST = 100
"""Stories changed by one order: a page that can be read before it is agreed to."""

UNCHANGED = ("", gettext_lazy("Leave as it is"))
SWITCHES = [UNCHANGED, ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
NONE = "none"


def _step_choices() -> list[tuple[str, Any]]:
    labels = {step.name: step.label for step in reversed(steps.STEPS) if step.label}
    return [UNCHANGED, *((name, labels[name]) for name in bulk.STEPS)]


def _source_choices() -> list[tuple[str, Any]]:
    rows = Source.objects.values_list("pk", "name_zh")
    return [UNCHANGED, (NONE, _("No source")), *((str(pk), name) for pk, name in rows)]


def _publisher_choices() -> list[tuple[str, Any]]:
    return [UNCHANGED, (NONE, _("Nobody")), *((str(pk), name) for pk, name in people())]


class OrderForm(forms.Form):
    """What is to be changed; what is left empty stays as it is."""

    ids = forms.CharField(widget=forms.HiddenInput)
    category = SectionField(label=gettext_lazy("Section"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Source"), required=False, choices=_source_choices
    )
    add_tags = TagsField(label=gettext_lazy("Add tags"))
    remove_tags = TagsField(label=gettext_lazy("Take tags away"))
    credit = forms.CharField(label=gettext_lazy("Add a credit"), required=False, max_length=60)
    role = forms.ChoiceField(
        label=gettext_lazy("as"), required=False, choices=BylineRole.choices, initial="author"
    )
    uncredit = forms.CharField(
        label=gettext_lazy("Take a credit away"), required=False, max_length=60
    )
    publisher = forms.ChoiceField(
        label=gettext_lazy("Published by"), required=False, choices=_publisher_choices
    )
    cover = ImageField(label=gettext_lazy("Cover"), required=False)
    uncover = forms.BooleanField(label=gettext_lazy("Take the cover away"), required=False)
    publish_at = MomentField(label=gettext_lazy("Publish at"), required=False)
    unpublish_at = MomentField(label=gettext_lazy("Unpublish at"), required=False)
    stays = forms.BooleanField(label=gettext_lazy("No end: it stays published"), required=False)
    allows_comments = forms.ChoiceField(
        label=gettext_lazy("Comments allowed"), required=False, choices=SWITCHES
    )
    allows_reactions = forms.ChoiceField(
        label=gettext_lazy("Reactions allowed"), required=False, choices=SWITCHES
    )
    is_highlighted = forms.ChoiceField(
        label=gettext_lazy("Highlighted"), required=False, choices=SWITCHES
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[UNCHANGED, *Article._meta.get_field("language").flatchoices],
    )
    step = forms.ChoiceField(label=gettext_lazy("And then"), required=False, choices=_step_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section: Any = self.fields["category"]
        section.choices = lambda: [UNCHANGED, *section_choices()]

    def clean_ids(self) -> list[int]:
        """The numbers of the stories; not more than can be looked at."""
        ids = numbers_in(self.cleaned_data["ids"])
        if len(ids) > MOST:
            raise ValidationError(too_many())
        return ids

    def clean_credit(self) -> int | None:
        return _person(self.cleaned_data["credit"])

    def clean_uncredit(self) -> int | None:
        return _person(self.cleaned_data["uncredit"])

    def clean(self) -> dict[str, Any]:
        """An order has to say something, and no two things of the end or the cover."""
        data = super().clean() or {}
        if data.get("uncover") and data.get("cover"):
            self.add_error("uncover", _("Choose a cover, or take it away."))
        if data.get("stays") and data.get("unpublish_at"):
            self.add_error("stays", _("Give an end, or say that there is none."))
        if not self.errors and not self.order():
            raise ValidationError(_("Say what is to be changed."))
        return data

    def order(self) -> bulk.Order:
        """The form as an order."""
        data = self.cleaned_data
        role = data["role"] or BylineRole.AUTHOR
        return bulk.Order(
            values=dict([*self._values(), *self._choices()]),
            add_tags=tuple(data["add_tags"]),
            remove_tags=tuple(data["remove_tags"]),
            credit=(data["credit"], role) if data["credit"] else None,
            uncredit=data["uncredit"],
            step=data["step"],
        )

    def _values(self) -> Iterator[tuple[str, Any]]:
        """What is set as it is, by its name in a story's state."""
        data = self.cleaned_data
        for name in ("category", "cover"):
            if data[name]:
                yield name, data[name].pk
        for name in ("source", "publisher"):
            if data[name]:
                yield name, None if data[name] == NONE else int(data[name])
        for name in ("publish_at", "unpublish_at"):
            if data[name]:
                yield name, data[name].astimezone(UTC).isoformat()
        for gone, name in (("stays", "unpublish_at"), ("uncover", "cover")):
            if data[gone]:
                yield name, None

    def _choices(self) -> Iterator[tuple[str, Any]]:
        for name in ("allows_comments", "allows_reactions", "is_highlighted"):
            if chosen := self.cleaned_data[name]:
                yield name, chosen == "yes"
        if chosen := self.cleaned_data["language"]:
            yield "language", chosen


class BulkMixin(OwnListMixin):
    """A list of stories of which many can be changed by one order."""

    def get_urls(self) -> list[URLPattern]:
        """Put the page before those of the rows."""
        guard = self.admin_site.admin_view
        return [
            path("bulk/", guard(self.bulk_page), name="news_article_bulk"),
            *super().get_urls(),
        ]

    @admin.action(description=gettext_lazy("Change the chosen stories …"), permissions=["change"])
    def change_chosen(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> HttpResponse | None:
        """Go and say what is to be changed of them."""
        ids = list(queryset.values_list("pk", flat=True)[: MOST + 1])
        if len(ids) > MOST:
            messages.error(request, too_many())
            return None
        return redirect(f"{self.address_of('bulk')}?ids={','.join(map(str, ids))}")

    def bulk_page(self, request: HttpRequest) -> HttpResponse:
        """First the form, then what would become of each story, then what became of it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        initial = {"ids": request.GET.get("ids", ""), "role": BylineRole.AUTHOR}
        form = OrderForm(request.POST if is_sent else None, initial=initial, label_suffix="")
        if not is_sent or "back" in request.POST or not form.is_valid():
            return self._form(request, form)
        articles = self._stories(request, form.cleaned_data["ids"])
        if "confirmed" in request.POST:
            return self._report(request, form, articles)
        lines = bulk.try_out(form.order(), articles, by=request.user)
        return self._page(
            request,
            "admin/news/article/bulk_preview.html",
            _("What would change"),
            form=form,
            lines=lines,
            count=sum(bool(line.changes) for line in lines),
        )

    def _form(self, request: HttpRequest, form: OrderForm) -> HttpResponse:
        try:
            ids = numbers_in(str(form["ids"].value() or ""))[:MOST]
        except ValidationError:
            ids = []
        stories = self._stories(request, ids)
        title = _("Change stories")
        template = "admin/news/article/bulk.html"
        return self._page(request, template, title, form=form, stories=stories, media=form.media)

    def _report(
        self, request: HttpRequest, form: OrderForm, articles: list[Article]
    ) -> HttpResponse:
        stamps = {article.pk: request.POST.get(f"stamp-{article.pk}", "") for article in articles}
        lines = bulk.carry_out(form.order(), articles, stamps, by=request.user)
        for line in lines:
            if line.changes:
                said = "; ".join(f"{name}: {old} → {new}" for name, old, new in line.changes)
                self.log_change(request, line.article, said)
        count = sum(bool(line.changes) for line in lines)
        return self._page(
            request,
            "admin/news/article/bulk_report.html",
            ngettext("%d story changed", "%d stories changed", count) % count,
            lines=lines,
        )

    def _stories(self, request: HttpRequest, ids: list[int]) -> list[Article]:
        """Those of the stories that the user sees, in the order they were chosen in."""
        found = self.get_queryset(request).select_related("category").in_bulk(ids)  # type: ignore[union-attr]
        return [found[pk] for pk in ids if pk in found]


def too_many() -> str:
    """Why an order is refused that nobody would read through."""
    return _("Choose at most %d stories at a time.") % MOST


def _person(name: str) -> int | None:
    """The number of the one byline of this name. Raises ValidationError."""
    name = name.strip()
    if not name:
        return None
    named = Q(name_zh__iexact=name) | Q(name_en__iexact=name)
    people = list(Byline.objects.filter(named).values_list("pk", flat=True)[:2])
    if len(people) != 1:
        reason = _("Several people are called %s.") if people else _("Nobody is called %s.")
        raise ValidationError(reason % name)
    return people[0]
