"""The form of a story: fields and rows that together are its whole editorial state."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from news import editing
from news.admin.article_work import People, newsroom, people
from news.admin.body import BodyField
from news.admin.desk import RowForm, RowsFormSet, SortableInline
from news.admin.fields import (
    CropsField,
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
from news.traditional import hints
from portal.lib.admin import DeskForm
from portal.lib.text import split_hints

COUNTED = {"kicker": 8, "title": 32, "short_title": 16, "summary": 120, "seo_description": 120}
"""Characters that are enough; the script counts towards them, nothing forbids more."""

LONGEST_HINTED_TITLE = 240


class Carried(forms.Field):
    """What the form carries along unseen; it is no change of the story."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class CarriedNumber(Carried, forms.IntegerField):
    """A number carried along."""


class ArticleForm(DeskForm):
    """Everything an editor decides about a story; it shows the working version.

    `content` is what it shows, `base` the number of the version that was made from.
    """

    content: editing.State = {}
    people: People | None = None
    initial_told: Mapping[str, Any] = {}
    base = CarriedNumber(error_messages={"required": _("Please open this story anew.")})
    draft_version = CarriedNumber(required=False)
    sending = Carried(required=False)

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
    cover_crops = CropsField(label=_("Crops of the cover"))
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
        css = {"all": ["news/admin/versions.css", "news/admin/checkup.css"]}
        js = [module("counters"), module("autosave"), module("checkup"), module("panels")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._tell_what_is_there()
            self.initial |= self.initial_told
        self._offer_what_is_allowed()
        self._hint_at_ambiguous_words()
        for name, enough in COUNTED.items():
            if name in self.fields:
                self.fields[name].widget.attrs["data-enough"] = enough

    def _tell_what_is_there(self) -> None:
        story, content = self.instance, self.content or editing.state_of(self.instance)
        group, names = uuid.UUID(content["translation_group"]), content["related"]
        wanted = Article.objects.filter(Q(pk__in=names) | Q(translation_group=group))
        found = {row.pk: row for row in wanted.exclude(pk=story.pk).defer("body")}
        related = [found[pk] for pk in names if pk in found]
        siblings = [row for row in found.values() if row.translation_group == group]
        originals = sorted(siblings, key=lambda row: row.pk)[:1]
        self.initial |= {name: value for name, value in content.items() if name in self.fields}
        self.initial |= {name: _moment(content[name]) for name in editing.TIMES}
        self.initial |= {"base": story.working_number, "sending": uuid.uuid4().hex}
        self.initial |= {
            "title": content["title_breaks"] or content["title"],
            "tags": "，".join(content["tags"]),
            "related_stories": [row.pk for row in related],
            "translation_of": originals[0] if originals else None,
        }
        self.fields["related_stories"].show(related)
        self.fields["translation_of"].show(originals)

    def _hint_at_ambiguous_words(self) -> None:
        """Name what has several Traditional forms, and what the converter chose."""
        field = self.fields.get("traditional_terms")
        if field is None:
            return
        field.widget.attrs["rows"] = 3
        if self.instance.pk and self.instance.language == "zh-hans":
            pairs = [f"{hint.simplified} → {hint.traditional}" for hint in hints(self.instance)]
            if pairs:
                told = _("Please look at: %s") % "　".join(pairs)
                field.help_text = format_lazy("{} {}", field.help_text, told)

    def _offer_what_is_allowed(self) -> None:
        """Offer all sections to who has the role, else those where a grant lets them write."""
        user = self.user
        if "publisher" in self.fields:
            field = self.fields["publisher"]
            field.queryset = newsroom(self.instance.publisher_id)
            self.people = people(self.instance.publisher_id)
            field.choices = [("", "---------"), *self.people]
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
        embargo = cleaned.get("embargo_until")
        if start and embargo and start < embargo:
            told = _("The embargo ends later than the story appears. Change one of the two times.")
            self.add_error("embargo_until", told)
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


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


class StoryRows(SortableInline):
    """Rows of a story, for whoever may change the story; `apply` writes them, not the rows."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return obj is None or may_edit(request.user, obj)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


class StateRows(RowsFormSet):
    """Rows of the working version, which need not be rows of the database yet.

    Who may not change the story sees the rows readers see instead: `given` is None then.
    """

    def __init__(
        self, *args: Any, given: Iterable[dict[str, Any]] | None = None, **kwargs: Any
    ) -> None:
        self.is_given = given is not None
        rows = [self.shown(row) | {"position": place} for place, row in enumerate(given or [])]
        if rows and not args and kwargs.get("data") is None:
            kwargs["initial"] = rows
            self.extra = len(rows) + 1
        super().__init__(*args, **kwargs)

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row of the editorial state as the form's fields have it."""
        return row

    def get_queryset(self) -> Any:
        return self.model._default_manager.none() if self.is_given else super().get_queryset()

    def initial_form_count(self) -> int:
        return 0 if self.is_given else super().initial_form_count()


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


class CreditRows(StateRows):
    """Names whose choices are read once for all rows."""

    @cached_property
    def people(self) -> list[tuple[Any, str]]:
        return [("", "---------"), *((row.pk, row.name) for row in Byline.objects.all())]

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"byline": row["byline"], "free_name": row["name"], "role": row["role"]}

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


class GalleryRows(StateRows):
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
