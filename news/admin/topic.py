"""Topics at the desk: an introduction in the grammar, and stories in an order."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from news import topics
from news.admin.body import BodyAdminMixin, BodyField
from news.admin.desk import NewsAdmin
from news.admin.fields import StoriesField
from news.models import Topic
from portal.lib.admin import DeskForm, refusing


class TopicForm(DeskForm):
    """A topic with its stories."""

    body = BodyField(label=_("Text"))
    story_list = StoriesField(label=_("Stories"), most=300)

    class Meta:
        model = Topic
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            rows = self.instance.stories.select_related("article").defer("article__body")
            stories = [row.article for row in rows]
            self.initial["story_list"] = [story.pk for story in stories]
            self.fields["story_list"].show(stories)


@admin.register(Topic)
class TopicAdmin(BodyAdminMixin, NewsAdmin):
    list_display = ["title", "language", "is_published", "is_open", "publish_at", "story_count"]
    list_filter = ["language", "is_published", "is_open"]
    search_fields = ["title", "slug"]
    form = TopicForm
    fieldsets = [
        (None, {"fields": ["title", ("slug", "language"), "summary", "body", "story_list"]}),
        (
            _("Publishing"),
            {"fields": ["is_published", "is_open", "publish_at"]},
        ),
        (_("What readers see"), {"fields": ["cover", "pigment", "editor"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).annotate(story_count=Count("stories"))

    @admin.display(description=_("stories"))
    def story_count(self, topic: Any) -> int:
        return topic.story_count

    @admin.display(description=_("stories"))
    def story_list(self, topic: Topic) -> str:
        return ", ".join(str(row.article) for row in topic.stories.select_related("article"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with refusing():
            topics.save_topic(obj, form.cleaned_data["story_list"])

    def erase(self, request: HttpRequest, obj: Topic) -> None:
        topics.delete_topic(obj)
