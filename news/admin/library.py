"""The image library and the documents: a wall of pictures, uploads, where each is used."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from news import renditions, uploads
from news.admin.article_list import YesNoFilter
from news.admin.desk import NewsAdmin
from news.admin.fields import module, numbers_in
from news.admin.upload_form import DocumentUploadForm, ImageUploadForm, Kept
from news.imaging import PictureError
from news.models import Document, DocumentUse, Image, ImageUse
from portal.lib.admin import DeskForm, refusing

PICKED_AT_ONCE = 24
MOST_ASKED = 200
"""Pictures asked for by number in one call: a long gallery with its text."""

SHOWN_USES = 50


class AltFilter(YesNoFilter):
    title = gettext_lazy("alternative text")
    parameter_name = "alt"
    condition = ~Q(alt_zh="") | ~Q(alt_en="")


class RightsFilter(admin.SimpleListFilter):
    title = gettext_lazy("rights")
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ended", _("Ended")), ("ending", _("End one day")), ("open", _("Without end"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        conditions = {
            "ended": Q(rights_end__lt=today),
            "ending": Q(rights_end__gte=today),
            "open": Q(rights_end__isnull=True),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


class UploaderFilter(admin.SimpleListFilter):
    title = gettext_lazy("whose")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Uploaded by me"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(uploader=request.user.pk) if self.value() == "1" else queryset


class LibraryAdmin(NewsAdmin):
    """Files: taken in by a form of their own, described afterwards, deleted by a deed."""

    upload_form: type[forms.BaseForm]
    upload_template = "admin/news/upload_form.html"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take files in; what is refused is named in the form."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.upload_form(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                kept = self._keep(request, form)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._tell_kept(request, kept)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Add %s") % self.opts.verbose_name_plural,
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, self.upload_template, context)

    def _keep(self, request: HttpRequest, form: Any) -> Kept:
        with transaction.atomic():
            kept: Kept = form.keep(by=request.user)
            for row in kept.new:
                self.log_addition(request, row, [{"added": {}}])
        return kept

    def _tell_kept(self, request: HttpRequest, kept: Kept) -> HttpResponse:
        """Say what is new and what was there already, and go where it can be described."""
        if kept.new:
            count = len(kept.new)
            text = ngettext("%d file was added.", "%d files were added.", count) % count
            messages.success(request, text)
        for row in kept.known:
            address = self.address_of("change", row.pk)
            text = _("This file is in the library already:")
            messages.warning(request, format_html('{} <a href="{}">{}</a>', text, address, row))
        if len(kept.new) + len(kept.known) == 1:
            return redirect(self.address_of("change", kept.first.pk))
        return redirect(self.address_of("changelist"))

    @admin.display(description=gettext_lazy("used in"))
    def where_used(self, row: Any) -> SafeString | str:
        """Every story and topic that needs it, with the way there."""
        uses = row.uses.select_related("article", "topic").defer("article__body", "topic__body")
        places = list(uses.order_by("-pk")[:SHOWN_USES])
        if not places:
            return _("Nowhere yet.")
        return format_html_join(SafeString("<br>"), "{}", ((_use(place),) for place in places))


def _use(use: ImageUse | DocumentUse) -> SafeString:
    thing = use.article or use.topic
    kind = "article" if use.article else "topic"
    address = reverse(f"admin:news_{kind}_change", args=[thing.pk])
    place = f" · {use.get_place_display()}" if isinstance(use, ImageUse) else ""
    return format_html('<a href="{}">{}</a>{}', address, thing, place)


class ImageForm(DeskForm):
    """What is said of a picture."""

    class Meta:
        model = Image
        fields = "__all__"
        widgets = {
            "caption_zh": forms.Textarea({"rows": 2}),
            "caption_en": forms.Textarea({"rows": 2}),
        }

    class Media:
        js = [module("focal"), module("counters")]


@admin.register(Image)
class ImageAdmin(LibraryAdmin):
    list_display = ["original_name", "credit", "created_at"]
    list_filter = [UploaderFilter, AltFilter, RightsFilter, "ai_label", "created_at"]
    search_fields = ["caption_zh", "caption_en", "alt_zh", "credit", "original_name"]
    list_per_page = 48
    sortable_by: list[str] = []
    form = ImageForm
    upload_form = ImageUploadForm
    readonly_fields = ["preview", "facts", "where_used"]
    fieldsets = [
        (None, {"fields": ["preview", ("focal_x", "focal_y"), "facts", "where_used"]}),
        (
            gettext_lazy("What readers see"),
            {
                "fields": [
                    ("alt_zh", "alt_en"),
                    ("caption_zh", "caption_en"),
                    ("credit", "credit_en"),
                    "ai_label",
                ]
            },
        ),
        (
            gettext_lazy("Rights"),
            {"fields": [("rights_holder", "licence"), "rights_end", "original_name"]},
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        picker = self.admin_site.admin_view(self.picker)
        return [path("picker/", picker, name="news_image_picker"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).select_related("uploader")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Let the pictures of the page know their cuts and how often they are used."""
        changelist = super().get_changelist_instance(request)
        changelist.result_list = with_thumbs(changelist.result_list, counted=True)
        return changelist

    def picker(self, request: HttpRequest) -> JsonResponse:
        """Answer pictures to choose from: by `q`, a page at a time, or by `ids`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).newest_first()
        if wanted := request.GET.get("ids"):
            try:
                rows = rows.filter(pk__in=numbers_in(wanted)[:MOST_ASKED])
            except ValidationError:
                rows = rows.none()
            return _as_json(rows, has_more=False)
        rows, _more = self.get_search_results(request, rows, request.GET.get("q", "").strip())
        start = (_page_number(request) - 1) * PICKED_AT_ONCE
        found = list(rows[start : start + PICKED_AT_ONCE + 1])
        return _as_json(found[:PICKED_AT_ONCE], has_more=len(found) > PICKED_AT_ONCE)

    @admin.display(description=gettext_lazy("picture"))
    def preview(self, image: Image) -> SafeString | str:
        """The whole picture; the script puts the focal point on it."""
        shown = renditions.picture(_unexpired(image), "figure")
        if shown is None:
            return _("No cut of this picture exists yet.")
        return format_html(
            '<span class="cover focus-on"><img src="{}" width="{}" height="{}" alt="{}"></span>',
            shown.src,
            shown.width,
            shown.height,
            image.alt,
        )

    @admin.display(description=gettext_lazy("file"))
    def facts(self, image: Image) -> SafeString:
        return format_html(
            '{} × {} · {} · {} · <a href="{}">{}</a>',
            image.width,
            image.height,
            image.format.upper(),
            filesizeformat(image.size),
            image.file.url,
            _("Original"),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with refusing(PictureError, renditions.NotTheOriginalError, FileNotFoundError):
            uploads.describe_image(obj)

    def erase(self, request: HttpRequest, obj: Image) -> None:
        with refusing(uploads.StillUsedError):
            uploads.delete_image(obj)
        self.tell()


def _page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return max(int(typed), 1) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


def with_thumbs(rows: Iterable[Image], *, counted: bool = False) -> list[Image]:
    """Give each picture `thumb`, the address of a small cut, and with `counted` its `use_count`."""
    images = list(rows)
    renditions.for_page(images)
    counts = _use_counts(images) if counted else {}
    for image in images:
        shown = renditions.picture(_unexpired(image), "list")
        image.thumb = shown.src if shown else ""
        image.use_count = counts.get(image.pk, 0)
    return images


def _use_counts(images: list[Image]) -> dict[int, int]:
    uses = ImageUse.objects.filter(image__in=images).order_by().values("image")
    return {row["image"]: row["count"] for row in uses.annotate(count=Count("pk"))}


def _unexpired(image: Image) -> Image:
    """The desk sees pictures whose rights have ended; readers do not."""
    if image.has_expired:
        image = Image(**{f.attname: getattr(image, f.attname) for f in Image._meta.concrete_fields})
        image.rights_end = None
    return image


def _as_json(rows: Iterable[Image], *, has_more: bool) -> JsonResponse:
    pictures = [
        {
            "id": image.pk,
            "title": str(image),
            "alt": image.alt,
            "caption": image.caption,
            "credit": image.credit_line,
            "thumb": image.thumb,
            "width": image.width,
            "height": image.height,
        }
        for image in with_thumbs(rows)
    ]
    return JsonResponse({"results": pictures, "next": has_more})


class DocumentForm(DeskForm):
    class Meta:
        model = Document
        fields = ["title"]


@admin.register(Document)
class DocumentAdmin(LibraryAdmin):
    list_display = ["title_or_name", "kind", "weight", "uploader", "created_at"]
    list_display_links = ["title_or_name"]
    list_filter = [UploaderFilter, "kind", "created_at"]
    list_select_related = ["uploader"]
    search_fields = ["title", "name"]
    form = DocumentForm
    upload_form = DocumentUploadForm
    readonly_fields = ["file_link", "where_used"]
    fields = ["title", "file_link", "where_used"]

    @admin.display(description=gettext_lazy("document"))
    def title_or_name(self, document: Document) -> str:
        return str(document)

    @admin.display(description=gettext_lazy("size"))
    def weight(self, document: Document) -> str:
        return filesizeformat(document.size)

    @admin.display(description=gettext_lazy("file"))
    def file_link(self, document: Document) -> SafeString:
        address, name = document.get_absolute_url(), document.name
        return format_html('<a href="{}">{}</a> · {}', address, name, self.weight(document))

    def erase(self, request: HttpRequest, obj: Document) -> None:
        with refusing(uploads.StillUsedError):
            uploads.delete_document(obj)
        self.tell()
