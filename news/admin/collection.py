"""Collections of pictures: made, named, filled and emptied from the list of the library."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from news.models import Collection, Image
from portal.lib.admin import DeskAdmin
from portal.lib.text import clean_line

NO_SUCH = gettext_lazy("There is no collection “%s”. Type its name beside the action.")


class CollectionAction(ActionForm):
    """The collection that an action is about: typed, as new ones are; known ones are offered."""

    collection = forms.CharField(
        label=gettext_lazy("Collection"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"placeholder": gettext_lazy("Name of the collection")}),
    )


def collect(pictures: QuerySet[Image], name: str, *, by: Any) -> Collection:
    """Put pictures into a collection, which is made where there is none of the name.

    Raises ValidationError.
    """
    name = clean_line(name)[:80]
    if not name:
        raise ValidationError(_("Type the name of the collection beside the action."))
    collection = _named(name)
    if collection is None and not by.has_perm("news.add_collection"):
        raise ValidationError(_("There is no collection “%s”, and you may make none.") % name)
    collection = collection or Collection.objects.create(name=name)
    collection.images.add(*pictures.values_list("pk", flat=True))
    return collection


class PutTogether:
    """Actions of the library that put pictures into collections and take them out."""

    @admin.action(
        permissions=["change"], description=gettext_lazy("Put into the collection named beside")
    )
    def put_into_collection(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        """Add the pictures to a collection, which is made where there is none of the name."""
        try:
            collection = collect(queryset, request.POST.get("collection", ""), by=request.user)
        except ValidationError as error:
            messages.error(request, error.message)
            return
        count = queryset.count()
        text = ngettext(
            "%(n)d picture was put into “%(name)s”.",
            "%(n)d pictures were put into “%(name)s”.",
            count,
        )
        messages.success(request, text % {"n": count, "name": collection})

    @admin.action(
        permissions=["change"], description=gettext_lazy("Take out of the collection named beside")
    )
    def take_out_of_collection(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        """Take the pictures out of a collection; they stay in the library."""
        name = clean_line(request.POST.get("collection", ""))
        collection = _named(name)
        if collection is None:
            messages.error(request, NO_SUCH % name)
            return
        collection.images.remove(*queryset.values_list("pk", flat=True))
        text = _("The pictures chosen are not in “%s” any more; the library keeps them.")
        messages.success(request, text % collection)


def _named(name: str) -> Collection | None:
    return Collection.objects.filter(name=name).first()


@admin.register(Collection)
class CollectionAdmin(DeskAdmin):
    list_display = ["name", "look", "created_at"]
    search_fields = ["name"]
    fields = ["name", "look"]
    readonly_fields = ["look"]

    @admin.display(description=gettext_lazy("images"))
    def look(self, collection: Collection) -> SafeString | str:
        """The way to the pictures of the collection, where more are put in and taken out."""
        if not collection.pk:
            return _("Save it, then put pictures in from the list of the library.")
        address = reverse("admin:news_image_changelist")
        return format_html(
            '<a href="{}?collection={}">{}</a>', address, collection.pk, _("Look at its pictures")
        )
