"""Pictures of pasted text that lie elsewhere, brought into the library on request."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from news.uploads.limits import most_bytes
from portal.lib.http import outbound


class Fetching:
    """Fetches one picture from its address, through the client that checks addresses."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.fetch))  # type: ignore[attr-defined]
        return [
            path("fetch/", view, name="news_image_fetch"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def fetch(self, request: HttpRequest) -> JsonResponse:
        """Take the picture at `address` in, as an upload is; a refusal says why."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        address = request.POST.get("address", "").strip()
        try:
            answer = outbound.fetch(address, accepts=("image/",), most_bytes=most_bytes())
        except outbound.OutboundError as error:
            return JsonResponse({"errors": [str(error)]}, status=400)
        if not answer.is_ok:
            text = _("The picture is not to be had: the address answers %d.") % answer.status
            return JsonResponse({"errors": [text]}, status=400)
        file = SimpleUploadedFile(_name_in(answer.url), answer.body, answer.content_type)
        taken: Any = self.take_in(request, MultiValueDict({"files": [file]}))  # type: ignore[attr-defined]
        return taken


def _name_in(address: str) -> str:
    return PurePosixPath(unquote(urlsplit(address).path)).name[:100] or "picture"
