"""The picker of the image library: what it offers, its filters, and the picture looked at.

A script draws it (`static/news/admin/library.js`); here is what it asks for and sends.
"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from news import renditions, uploads
from news.admin.collection import collect
from news.admin.fields import numbers_in
from news.admin.image_filters import PICKER_FILTERS
from news.admin.showing import as_json, picture_data
from news.imaging import PictureError
from news.models import Image

PICKED_AT_ONCE = 24
MOST_ASKED = 200
"""Pictures asked for by number in one call: a long gallery with its text."""

NAMED_USES = 3


class DescribeForm(forms.ModelForm):
    """What is said of a picture before it is put into a story."""

    class Meta:
        model = Image
        fields = ["alt_zh", "alt_en", "caption_zh", "caption_en", "credit", "rights_end"]


class Choosing:
    """What the picker asks the desk of pictures for."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("picker/", view(require_safe(self.picker)), name="news_image_picker"),
            path("picker/filters/", view(require_safe(self.filters)), name="news_image_filters"),
            path("picker/<int:pk>/", view(self.describe), name="news_image_describe"),
            path(
                "picker/<int:pk>/collect/",
                view(require_POST(self.collect)),
                name="news_image_collect",
            ),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def picker(self, request: HttpRequest) -> JsonResponse:
        """Answer pictures to choose from: by `q` and filters, a page at a time, or by `ids`."""
        rows = self._seen(request).newest_first()
        if wanted := request.GET.get("ids"):
            try:
                rows = rows.filter(pk__in=numbers_in(wanted)[:MOST_ASKED])
            except ValidationError:
                rows = rows.none()
            return as_json(rows, has_more=False)
        for kind in PICKER_FILTERS:
            if kind.parameter_name in request.GET:
                chosen = kind(request, dict(request.GET.lists()), Image, self)  # type: ignore[arg-type]
                rows = chosen.queryset(request, rows)
        words = request.GET.get("q", "").strip()
        rows, _more = self.get_search_results(request, rows, words)  # type: ignore[attr-defined]
        start = (_page_number(request) - 1) * PICKED_AT_ONCE
        found = list(rows[start : start + PICKED_AT_ONCE + 1])
        return as_json(found[:PICKED_AT_ONCE], has_more=len(found) > PICKED_AT_ONCE)

    def filters(self, request: HttpRequest) -> JsonResponse:
        """Answer the filters of the picker: name, title and choices of each."""
        self._seen(request)
        filters = [kind(request, {}, Image, self) for kind in PICKER_FILTERS]  # type: ignore[arg-type]
        answer = [
            {
                "name": one.parameter_name,
                "title": capfirst(str(one.title)),
                "choices": [[str(value), str(name)] for value, name in one.lookup_choices],
            }
            for one in filters
            if one.has_output()
        ]
        return JsonResponse({"filters": answer})

    def describe(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Answer all that is said of a picture, or by POST say it; refusals come by field."""
        image = self._one(request, pk)
        may_change = self.has_change_permission(request, image)  # type: ignore[attr-defined]
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied
            if refused := self._described(request, image):
                return JsonResponse({"errors": refused}, status=400)
        return JsonResponse(_details(image) | {"may_change": may_change})

    def collect(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Put the picture into the collection of a name, and answer all it is in."""
        image = self._one(request, pk)
        if not self.has_change_permission(request, image):  # type: ignore[attr-defined]
            raise PermissionDenied
        name = request.POST.get("collection", "")
        if not name.strip():
            return JsonResponse({"errors": [_("Type the name of the collection.")]}, status=400)
        try:
            kept = collect(Image.objects.filter(pk=pk), name, by=request.user)
        except ValidationError as error:
            return JsonResponse({"errors": error.messages}, status=400)
        return JsonResponse({"id": kept.pk, "name": kept.name, "collections": _collections(image)})

    def _one(self, request: HttpRequest, pk: int) -> Image:
        image = self._seen(request).filter(pk=pk).first()
        if image is None:
            raise Http404("No such picture.")
        return image

    def _described(self, request: HttpRequest, image: Image) -> dict[str, list[str]]:
        """Save what was sent of a picture; answers what is wrong with it, by field."""
        before = DescribeForm(instance=image)
        kept = {name: before[name].value() for name in before.fields}
        form = DescribeForm(kept | request.POST.dict(), instance=image)
        if not form.is_valid():
            return {name: list(errors) for name, errors in form.errors.items()}
        if form.has_changed():
            try:
                uploads.describe_image(image)
            except (PictureError, renditions.NotTheOriginalError, FileNotFoundError) as error:
                return {"credit": [str(error)]}
            message = self.construct_change_message(request, form, [])  # type: ignore[attr-defined]
            self.log_change(request, image, message)  # type: ignore[attr-defined]
        return {}

    def _seen(self, request: HttpRequest) -> Any:
        """The pictures this member of staff may see. Raises PermissionDenied."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        return self.get_queryset(request)  # type: ignore[attr-defined]


def _details(image: Image) -> dict[str, Any]:
    """A picture as the third column of the picker shows it."""
    said = {name: getattr(image, name) or "" for name in DescribeForm.Meta.fields}
    taken = image.taken_at and date_format(localtime(image.taken_at), "SHORT_DATETIME_FORMAT")
    return picture_data([image])[0] | {
        **said,
        "rights_end": image.rights_end.isoformat() if image.rights_end else "",
        "name": image.original_name,
        "taken": taken or "",
        "page": reverse("admin:news_image_change", args=[image.pk]),
        "collections": _collections(image),
        "uses": [_named(use.article or use.topic) for use in _uses(image)],
    }


def _collections(image: Image) -> list[str]:
    return list(image.collections.order_by("name").values_list("name", flat=True))


def _uses(image: Image) -> models.QuerySet[Any]:
    uses = image.uses.select_related("article", "topic").defer("article__body", "topic__body")
    return uses.order_by("-pk")[:NAMED_USES]


def _named(thing: Any) -> dict[str, str]:
    address = reverse(f"admin:news_{thing._meta.model_name}_change", args=[thing.pk])
    return {"name": str(thing), "address": address}


def _page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return max(int(typed), 1) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
