"""A page with nothing but the editor: addresses for the tests that drive its tools."""

from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import URLPattern, URLResolver, path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import JavaScriptCatalog
from js_asset import Media

from news.admin.body import EDITOR_STYLE, BodyAdminMixin, BodyField
from news.admin.body_tidy import tidied
from news.models import Topic

PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
PICTURES = [
    {"id": number, "title": f"picture {number}", "alt": f"alt {number}", "thumb": PIXEL}
    | {"caption": f"caption {number}", "credit": "罗一川", "width": 960, "height": 640}
    for number in (1, 2, 12)
]
PAGE = """<!doctype html><html lang="zh-Hans"><head><title>Editor</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/admin/css/base.css">
<script src="/admin/jsi18n/"></script>{{ media }}</head>
<body><main><h1>Editor</h1>
<form method="post">{{ form.as_div }}<button id="save">Save</button></form></main>
</body></html>"""


def words(request: HttpRequest) -> HttpResponse:
    """The scripts' words in English, as the tests name buttons."""
    with translation.override("en"):
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin"])(request)


class StoryForm(forms.Form):
    body = BodyField(label="正文")


stored = {"body": ""}


@csrf_exempt
@csp_update({"style-src": [EDITOR_STYLE]})
def page(request: HttpRequest) -> HttpResponse:
    form = StoryForm(request.POST or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        stored.update(form.cleaned_data)
        form = StoryForm(initial=stored)
    media = Media.from_media(form.media, nonce=str(request.csp_nonce))  # type: ignore[attr-defined]
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form, "media": media}))


def picker(request: HttpRequest) -> JsonResponse:
    wanted = {int(number) for number in request.GET.get("ids", "").split(",") if number}
    words = request.GET.get("q", "")
    found = [
        picture
        for picture in PICTURES
        if picture["id"] in wanted or (not wanted and words in str(picture["title"]))
    ]
    return JsonResponse({"results": found, "next": False})


def lines(request: HttpRequest) -> JsonResponse:
    rows = [{"id": 5, "title": "The plan", "about": "PDF", "address": "/a/5/"}]
    return JsonResponse({"results": rows, "next": False})


class Desk(admin.AdminSite):
    """A desk with the image library's endpoint."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("jsi18n/", words, name="jsi18n"),
            path("library/", picker, name="news_image_picker"),
            path("files/", lines, name="news_body_documents"),
            path("stories/", lines, name="news_body_stories"),
            path("tidy/", csrf_exempt(tidied), name="news_body_tidy"),
            path("jump/", lines, name="jump"),
            path("jump/answers/", lines, name="jump_answers"),
            *super().get_urls(),
        ]


class TopicForm(forms.ModelForm):
    body = BodyField()

    class Meta:
        model = Topic
        fields = ("body",)


class TopicAdmin(BodyAdminMixin, admin.ModelAdmin):
    form = TopicForm


desk = Desk("admin")
desk.register(Topic, TopicAdmin)

urlpatterns = [path("", page), path("admin/", desk.urls)]
