"""The guarded way to files: renditions for everybody, originals for staff, documents by use."""

from __future__ import annotations

import re
from datetime import date

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from news import renditions
from news.models import Document, Image
from portal.lib.http import serve_file

TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
}

_RENDITION = re.compile(
    r"images/renditions/[0-9a-f]{2}/([0-9a-f]{16})-[0-9a-f]{8}-\d{1,5}\.(jpg|webp|avif)", re.ASCII
)
_ORIGINAL = re.compile(r"images/originals/(?:[\w-]+/)?[\w.-]+\.(jpg|png|webp|avif|gif)", re.ASCII)

#: How long others may keep a picture whose rights end one day, in seconds.
EXPIRING_MAX_AGE = 3600


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a rendition to anybody, an original with its metadata to staff, and nothing else.

    Only names of the form we give are looked for, so that no path leads elsewhere.
    """
    if name := _RENDITION.fullmatch(path):
        return _rendition(request, path, name[1], TYPES[name[2]])
    if (name := _ORIGINAL.fullmatch(path)) and request.user.has_perm("news.view_image"):
        return serve_file(request, path, content_type=TYPES[name[1]])
    raise Http404("No such file.")


def _rendition(
    request: HttpRequest, path: str, checksum_start: str, content_type: str
) -> HttpResponseBase:
    ends = _rights_end(checksum_start)
    if (
        ends is not None
        and ends < timezone.localdate()
        and not request.user.has_perm("news.view_image")
    ):
        raise Http404("The rights to this picture have ended.")
    try:
        response = serve_file(request, path, content_type=content_type, immutable=True)
    except Http404:
        renditions.note_rendition(path, checksum_start)
        raise
    if ends is not None:
        response.headers["Cache-Control"] = f"public, max-age={EXPIRING_MAX_AGE}"
    return response


def _rights_end(checksum_start: str) -> date | None:
    """Answer when the rights to the picture with such a checksum end, if ever they do."""
    last = checksum_start + "g"  # Sorts behind every checksum that begins so.
    images = Image.objects.filter(checksum__gte=checksum_start, checksum__lt=last)
    return images.values_list("rights_end", flat=True).order_by("rights_end").first()


@require_safe
def document(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Send a document as an attachment, audio and video in their place on the page.

    Readers get what a live story or topic names; staff get all.
    """
    file = get_object_or_404(Document, pk=pk)
    if not (_is_public(file) or request.user.has_perm("news.view_document")):
        raise Http404("No such document.")
    return send_document(request, file)


def send_document(request: HttpRequest, file: Document) -> HttpResponseBase:
    """Send a file to whoever may have it. Raises Http404 where it is lost."""
    return serve_file(
        request,
        file.file.name,
        content_type=file.mime,
        filename=file.name,
        as_attachment=file.kind == Document.Kind.DOCUMENT,
    )


def _is_public(file: Document) -> bool:
    """Whether a live story or topic uses it; few do, and each is asked."""
    users = [use.article or use.topic for use in file.uses.select_related("article", "topic")]
    return any(user is not None and user.is_live() for user in users)
