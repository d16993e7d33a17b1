"""The form of a story: fields and rows that together are its whole editorial state."""

import uuid
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from news import editing
from news.admin.body import BodyField
from news.admin.desk import RowForm, RowsFormSet, SortableInline
from news.admin.fields import (
    ImageField,
    SectionField,
    SectionsField,
    StoriesField,
    StoryField,
    TagsField,
    module,
)
from news.models import Article, ArticleByline, Byline, GalleryItem
from news.permissions import granted_sections, may_edit
from portal.lib.admin import DeskForm
from portal.lib.text import join_tags, split_hints

COUNTED = {"kicker": 8, "title": 32, "short_title": 16, "summary": 120, "seo_description": 120}
"""Characters that are enough; the script counts towards them, nothing forbids more."""

LONGEST_HINTED_TITLE = 240


class ArticleForm(DeskForm):
    """Everything an editor decides about a story."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_HINTED_TITLE,
        widget=forms.Textarea({"rows": 2, "class": "big"}),
        help_text=_("A | is a hint where the line may end."),
    )
    summary = forms.CharField(
        label=_("Summary"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Drawn from the text where empty."),
    )
    body = BodyField(label=_("Text"))
    category = SectionField(label=_("Section"))
    extra_categories = SectionsField(label=_("Further sections"))
    cover = ImageField(label=_("Cover"), required=False)
    tags = TagsField(label=_("Tags"), help_text=_("Parted by ， 、 or ；"))
    related_stories = StoriesField(label=_("Related stories"))
    translation_of = StoryField(label=_("Translation of"))

    class Meta:
        model = Article
        fields = [
            name
            for name in (*editing.TEXTS, *editing.REFERENCES, *editing.SWITCHES, *editing.TIMES)
            if name != "title_breaks"
        ] + ["extra_categories", "tags"]

    class Media:
        js = [module("counters")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._tell_what_is_there()
        elif self.user is not None:
            self.initial.setdefault("publisher", self.user.pk)
        self._offer_what_is_allowed()
        for name, enough in COUNTED.items():
            if name in self.fields:
                self.fields[name].widget.attrs["data-enough"] = enough

    def _tell_what_is_there(self) -> None:
        story = self.instance
        rows = story.related_rows.select_related("related").defer("related__body")
        related = [row.related for row in rows]
        siblings = Article.objects.filter(translation_group=story.translation_group)
        originals = list(siblings.exclude(pk=story.pk).defer("body").order_by("pk")[:1])
        self.initial |= {
            "title": story.title_breaks or story.title,
            "tags": join_tags(self.initial.get("tags", [])),
            "related_stories": [row.pk for row in related],
            "translation_of": originals[0] if originals else None,
        }
        self.fields["related_stories"].show(related)
        self.fields["translation_of"].show(originals)

    def _offer_what_is_allowed(self) -> None:
        """Offer all sections to who has the role, else those where a grant lets them write."""
        user = self.user
        if "publisher" in self.fields:
            staff = get_user_model().objects.filter(
                Q(is_staff=True, is_active=True) | Q(pk=self.instance.publisher_id)
            )
            self.fields["publisher"].queryset = staff
        may_everywhere = user is None or user.has_perm("news.change_article")
        if not may_everywhere and not user.has_perm("news.publish_article"):
            granted = granted_sections(user, "may_publish", "may_manage")
            self.fields["category"].allow(granted | {self.instance.category_id})

    def clean_title(self) -> str:
        """Answer the title without its hints, which are kept beside it."""
        title, self.title_breaks = split_hints(self.cleaned_data["title"])
        longest = Article._meta.get_field("title").max_length or 0
        if len(title) > longest:
            raise ValidationError(_("A title has at most %d characters.") % longest)
        return title

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("publish_at"), cleaned.get("unpublish_at")
        if start and end and end <= start:
            self.add_error("unpublish_at", _("A story ends after it has begun."))
        original = cleaned.get("translation_of")
        if original and original.language == cleaned.get("language"):
            self.add_error("translation_of", _("A translation is in another language."))
        return cleaned

    def state(self) -> editing.State:
        """What was typed, as the editorial state; times nobody touched are left as they are."""
        cleaned = self.cleaned_data
        state: editing.State = {
            name: cleaned[name]
            for name in (*editing.TEXTS, *editing.SWITCHES)
            if name in cleaned and name != "body"
        }
        state |= {"title_breaks": self.title_breaks, "body": cleaned["body"]}
        for name in editing.REFERENCES:
            state[name] = cleaned[name].pk if cleaned[name] else None
        for name in editing.TIMES:
            if name in self.changed_data:
                state[name] = _iso(cleaned[name])
        if "translation_of" in self.changed_data:
            original = cleaned["translation_of"]
            state["translation_group"] = str(
                original.translation_group if original else uuid.uuid4()
            )
        return state | {
            "extra_categories": cleaned["extra_categories"],
            "tags": cleaned["tags"],
            "related": cleaned["related_stories"],
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


class StoryRows(SortableInline):
    """Rows of a story, for whoever may change the story; `apply` writes them, not the rows."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return obj is None or may_edit(request.user, obj)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


class CreditForm(RowForm):
    """One name under a story: a person we know, or a name typed."""

    class Meta:
        model = ArticleByline
        fields = ["byline", "free_name", "role", "position"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("byline") and not cleaned.get("free_name"):
            raise ValidationError(_("Choose a person or type a name."))
        if cleaned.get("byline"):
            cleaned["free_name"] = ""
        return cleaned


class CreditRows(RowsFormSet):
    """Names whose choices are read once for all rows."""

    @cached_property
    def people(self) -> list[tuple[Any, str]]:
        return [("", "---------"), *((row.pk, row.name) for row in Byline.objects.all())]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "byline" in form.fields:
            form.fields["byline"].choices = self.people  # type: ignore[attr-defined]

    def state(self) -> list[dict[str, Any]]:
        """The rows as the editorial state has them."""
        return [
            {
                "byline": row["byline"].pk if row["byline"] else None,
                "name": row["free_name"],
                "role": row["role"],
            }
            for row in self.kept()
        ]


class CreditInline(StoryRows):
    model = ArticleByline
    form = CreditForm
    formset = CreditRows
    state_key = "bylines"
    verbose_name = _("credit")
    verbose_name_plural = _("Credits")
    classes = ("side",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """People are chosen here and made elsewhere: there is no room for the stock's buttons."""
        if db_field.name == "byline":
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class GalleryRows(RowsFormSet):
    def state(self) -> list[dict[str, Any]]:
        """The rows as the editorial state has them."""
        return [{"image": row["image"].pk, "caption": row["caption"]} for row in self.kept()]


class GalleryForm(RowForm):
    class Meta:
        model = GalleryItem
        fields = ["image", "caption", "position"]
        widgets = {"caption": forms.Textarea({"rows": 2})}


class GalleryInline(StoryRows):
    model = GalleryItem
    form = GalleryForm
    formset = GalleryRows
    state_key = "gallery"
    picks_several = True
    verbose_name = _("picture")
    verbose_name_plural = _("Gallery")
