"""The prose editor in a form: a field for stories' texts, and what its page needs.

The editor's tools are modules of ours over django-prose-editor (`static/news/admin/editor/`);
what they write is brought into the stored form by `news.body.clean`, the one sanitiser.
"""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django import forms
from django.core.exceptions import PermissionDenied
from django.forms.widgets import Media
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django_prose_editor.widgets import ProseEditorWidget, prose_editor_media
from js_asset import Media as AssetMedia

from news.admin.body_shelves import documents, stories
from news.admin.body_tidy import MAX_LENGTH, tidied
from news.body import PROVIDERS, clean
from news.models import Article

# The base style that Tiptap, the editor inside, puts into the page; it changes with Tiptap, and
# a browser test fails when it does.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

# Blocks made of entries, each with its parts.
ENTRIES = (
    *("Entries", "FactBox", "FactTitle", "FactList", "FactRow", "FactLabel", "FactValue"),
    *("Timeline", "Moment", "MomentWhen", "MomentWhat"),
    *("Questions", "Question", "QuestionAsked"),
)

# What the editor asks the desk for, by the end of its address.
SHELVES = {"documents": documents, "stories": stories, "tidy": tidied}


class BodyWidget(ProseEditorWidget):
    """The prose editor with a tool for each block of the grammar."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, preset="configurable")

    @property
    def media(self) -> Media:
        """Load the editor and our style sheet; the tools follow by the import map."""
        return prose_editor_media(preset=self.preset) + Media(
            css={"all": ["news/admin/library.css", "news/admin/editor/editor.css"]}
        )

    def get_config(self) -> dict[str, Any]:
        """Name the editor's parts, in the order in which marks are nested."""
        return {
            "js_modules": [static("news/admin/editor/index.js")],
            "extensions": {
                "Document": True,
                "Paragraph": True,
                "Text": True,
                "HardBreak": True,
                "Heading": {"levels": [2, 3]},
                "BulletList": True,
                "OrderedList": True,
                "PlainListItem": True,
                "PlainQuote": True,
                "PlainLink": {
                    "defaultProtocol": "https",
                    "linkOnPaste": True,
                    "storiesUrl": _address("news_body_stories"),
                },
                "Bold": True,
                "Italic": True,
                "Subscript": True,
                "Superscript": True,
                "PlainTable": {"resizable": False},
                "TableRow": True,
                "PlainTableCell": True,
                "PlainTableHeader": True,
                "MediaFigure": {
                    "pickerUrl": _address("news_image_picker"),
                    "documentsUrl": _address("news_body_documents"),
                    "providers": _providers(),
                },
                "Pictures": {"pickerUrl": _address("news_image_picker")},
                **dict.fromkeys(ENTRIES, True),
                "PullQuote": True,
                "PullSignature": True,
                "PageBreak": True,
                "Note": True,
                "Carried": True,
                "PasteClean": {"pickerUrl": _address("news_image_picker")},
                "History": True,
                "Dropcursor": True,
                "Gapcursor": True,
                "TrailingNode": True,
                "NoSpellCheck": True,
                "Tidy": {"url": _address("news_body_tidy")},
                "Find": True,
                "Punctuation": True,
                "Desk": True,
                "Toolbar": True,
            },
        }


class BodyField(forms.CharField):
    """A story's text, cleaned into the stored form."""

    widget = BodyWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": MAX_LENGTH, "required": False} | kwargs)

    def clean(self, value: Any) -> str:
        """Answer the text in its stored form, or nothing when there are no words or blocks."""
        return clean(super().clean(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the length to the field: the browser would count markup as words."""
        return {}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare stored forms, so that opening and saving is no change."""
        return clean(initial or "") != clean(data or "")


class BodyAdminMixin:
    """For the ModelAdmin whose form holds a BodyField: the page's policy admits the editor."""

    def get_urls(self) -> list[URLPattern]:
        """Add what the editor chooses from, once, for whoever may see stories."""
        urls: list[URLPattern] = super().get_urls()  # type: ignore[misc]
        if self.model is not Article:  # type: ignore[attr-defined]
            return urls
        shelves = [
            path(f"body/{name}/", self._shelf(shelf), name=f"news_body_{name}")
            for name, shelf in SHELVES.items()
        ]
        return [*shelves, *urls]

    def _shelf(self, shelf: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
        def shown(request: HttpRequest) -> HttpResponse:
            if not self.has_view_permission(request):  # type: ignore[attr-defined]
                raise PermissionDenied
            return shelf(request)

        return self.admin_site.admin_view(shown)  # type: ignore[attr-defined]

    @method_decorator(csp_update({"style-src": [EDITOR_STYLE]}))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Admit the one style that the editor brings."""
        return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Give the import map and every script of the page the nonce of its policy."""
        context["media"] = AssetMedia.from_media(
            context["media"],
            nonce=str(request.csp_nonce),  # type: ignore[attr-defined]
        )
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]


def _address(name: str) -> str:
    try:
        return reverse(f"admin:{name}")
    except NoReverseMatch:
        return ""


def _providers() -> list[dict[str, str]]:
    return [
        {"key": provider.key, "name": str(provider.name), "address": provider.addresses}
        for provider in PROVIDERS.values()
    ]
