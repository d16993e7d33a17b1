"""The image library and the documents: a wall of pictures, uploads, where each is used."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from news import renditions, uploads
from news.admin.choosing import Choosing
from news.admin.collection import CollectionAction, PutTogether
from news.admin.desk import NewsAdmin
from news.admin.fetching import Fetching
from news.admin.fields import CropsField, module
from news.admin.image_filters import IMAGE_FILTERS, UploaderFilter
from news.admin.showing import picture_data, unexpired, with_thumbs
from news.admin.upload_form import DocumentUploadForm, ImageUploadForm, Kept
from news.imaging import Picture, PictureError
from news.models import Document, DocumentUse, Image, ImageUse, Slot
from portal.lib.admin import DeskForm, refusing

SHOWN_USES = 50


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
        for row, others in kept.near:
            text = _("%s looks like a picture of the library:") % row
            links = ((self.address_of("change", other.pk), other) for other in others)
            named = format_html_join(" · ", '<a href="{}">{}</a>', links)
            messages.warning(request, format_html("{} {}", text, named))
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


def _slot_use(slot: Slot) -> SafeString:
    address = reverse("admin:news_article_change", args=[slot.article_id])
    place = f"{slot.version} · {slot.get_area_display()}"
    return format_html('<a href="{}">{}</a> · {}', address, slot.article, place)


class ImageForm(DeskForm):
    """What is said of a picture."""

    crops = CropsField(label=gettext_lazy("Crops by hand"))
    new_file = forms.FileField(
        label=gettext_lazy("Replace the file"),
        required=False,
        widget=forms.FileInput,
        help_text=gettext_lazy(
            "Every place shows the new picture; crops, words and rights stay as they are."
        ),
    )

    class Meta:
        model = Image
        fields = "__all__"
        widgets = {
            "caption_zh": forms.Textarea({"rows": 2}),
            "caption_en": forms.Textarea({"rows": 2}),
        }

    def clean_new_file(self) -> Picture | None:
        """Answer the picture that is to take the place, looked at as every upload is."""
        file = self.cleaned_data["new_file"]
        try:
            return uploads.open_upload(file) if file else None
        except PictureError as error:
            raise ValidationError(str(error)) from error

    class Media:
        js = [module("focal"), module("counters")]


@admin.register(Image)
class ImageAdmin(PutTogether, Choosing, Fetching, LibraryAdmin):
    class Media:
        css = {"all": ["news/admin/library.css"]}
        js = [module("shelf")]

    list_display = ["original_name", "credit", "created_at"]
    list_filter = IMAGE_FILTERS
    search_fields = ["caption_zh", "caption_en", "alt_zh", "credit", "keywords", "original_name"]
    list_per_page = 48
    sortable_by: list[str] = []
    form = ImageForm
    upload_form = ImageUploadForm
    readonly_fields = ["preview", "facts", "where_used"]
    action_form = CollectionAction
    actions = ["put_into_collection", "take_out_of_collection"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "preview",
                    ("focal_x", "focal_y"),
                    "crops",
                    "facts",
                    "new_file",
                    "where_used",
                ]
            },
        ),
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
        (
            gettext_lazy("Where it comes from"),
            {"fields": [("taken_at", "creator"), "keywords"]},
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        upload = self.admin_site.admin_view(require_POST(self.upload))
        return [
            path("upload/", upload, name="news_image_upload"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).select_related("uploader")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Let the pictures of the page know their cuts and how often they are used."""
        changelist = super().get_changelist_instance(request)
        changelist.result_list = with_thumbs(changelist.result_list, counted=True)
        return changelist

    def upload(self, request: HttpRequest) -> JsonResponse:
        """Take one picture in for a script, which shows how far it is and what became of it.

        One that looks like another is kept only when asked for with `anyway`.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.take_in(request, request.FILES)

    def take_in(self, request: HttpRequest, files: Any) -> JsonResponse:
        """Keep the picture that came, or say what is wrong with it or looks like it."""
        form = ImageUploadForm(request.POST, files)
        if not form.is_valid():
            return JsonResponse({"errors": _messages_of(form)}, status=400)
        near = [] if request.POST.get("anyway") else form.near()
        if near:
            return JsonResponse({"near": picture_data(near)}, status=409)
        try:
            kept = self._keep(request, form)
        except ValidationError as error:
            return JsonResponse({"errors": error.messages}, status=400)
        return JsonResponse({"is_new": bool(kept.new), **picture_data([kept.first])[0]})

    @admin.display(description=gettext_lazy("picture"))
    def preview(self, image: Image) -> SafeString | str:
        """The whole picture; the script puts the focal point on it."""
        shown = renditions.picture(unexpired(image), "figure")
        if shown is None:
            return _("No cut of this picture exists yet.")
        return format_html(
            '<span class="cover focus-on"><img src="{}" width="{}" height="{}" alt="{}"></span>',
            shown.src,
            shown.width,
            shown.height,
            image.alt,
        )

    @admin.display(description=gettext_lazy("used in"))
    def where_used(self, row: Any) -> SafeString | str:
        """Stories and topics, and the fronts whose slots show it in place of a story's own."""
        slots = row.slots.select_related("article", "version__front_page__category")
        newest = slots.defer("article__body").order_by("-version__pk", "-pk")[:SHOWN_USES]
        fronts = [_slot_use(slot) for slot in newest]
        if not fronts:
            return super().where_used(row)
        break_ = SafeString("<br>")
        on_fronts = format_html_join(break_, "{}", ((front,) for front in fronts))
        if not row.uses.exists():
            return on_fronts
        return format_html("{}{}{}", super().where_used(row), break_, on_fronts)

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
            if picture := form.cleaned_data["new_file"]:
                uploads.replace_file(obj, picture)

    def erase(self, request: HttpRequest, obj: Image) -> None:
        with refusing(uploads.StillUsedError):
            uploads.delete_image(obj)
        self.tell()


def _messages_of(form: forms.BaseForm) -> list[str]:
    return [message for errors in form.errors.values() for message in errors]


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
