"""Where stories come from and who signs them: sources, bylines and tags."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from news import renditions
from news.admin.article_list import YesNoFilter
from news.admin.desk import NewsAdmin
from news.admin.merging import MergingMixin
from news.models import Byline, Source, Tag, TaggedArticle
from news.naming import save_named
from portal.lib.admin import DeskForm


class CreditAdmin(MergingMixin, NewsAdmin):
    """Rows that have pages of their own; a new slug leaves the old address leading on."""

    picture = ""
    """The field whose picture stands at the head of that page."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_named(obj)
        if self.picture and (picture := getattr(obj, self.picture)):
            renditions.order(picture, "square")


@admin.register(Source)
class SourceAdmin(CreditAdmin):
    picture = "logo"
    list_display = ["name_zh", "name_en", "kind", "url", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name_zh", "name_en", "slug"]
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [
        (None, {"fields": [("name_zh", "name_en"), ("slug", "kind"), "url", "is_active"]}),
        (_("What readers see"), {"fields": ["logo", "description_zh", "description_en"]}),
        (_("Licence note"), {"fields": ["licence_note_zh", "licence_note_en"]}),
    ]


@admin.register(Byline)
class BylineAdmin(CreditAdmin):
    picture = "photo"
    list_display = ["name_zh", "name_en", "title_zh", "user", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name_zh", "name_en", "slug"]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]
    prepopulated_fields = {"slug": ["name_en"]}
    fieldsets = [
        (None, {"fields": [("name_zh", "name_en"), ("title_zh", "title_en"), "slug"]}),
        (_("What readers see"), {"fields": ["photo", "bio_zh", "bio_en"]}),
        (_("Belongs to"), {"fields": ["user", "is_active"]}),
    ]


class EnglishFilter(YesNoFilter):
    title = _("has an English name")
    parameter_name = "english"
    condition = ~Q(name_en="")


class TagForm(DeskForm):
    """A tag; its slug is made from its name where none is typed."""

    class Meta:
        model = Tag
        fields = ["name", "name_en", "slug"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = bool(self.instance.pk)


@admin.register(Tag)
class TagAdmin(CreditAdmin):
    list_display = ["name", "name_en", "slug", "story_count"]
    list_filter = [EnglishFilter]
    search_fields = ["name", "name_en", "slug"]
    sortable_by: list[str] = ["name", "name_en"]
    form = TagForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the stories of the rows shown, not of all tags, hence a subquery."""
        stories = TaggedArticle.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
        counted = stories.annotate(count=Count("pk")).values("count")
        return super().get_queryset(request).annotate(story_count=Subquery(counted))

    @admin.display(description=_("stories"))
    def story_count(self, tag: Any) -> int:
        return tag.story_count or 0
