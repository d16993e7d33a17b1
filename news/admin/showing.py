"""Pictures as the desk shows them: with their small cuts, also after their rights have ended."""

import copy
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.http import JsonResponse

from news import renditions
from news.models import Image, ImageUse


def with_thumbs(rows: Iterable[Image], *, counted: bool = False) -> list[Image]:
    """Give each picture `thumb`, the address of a small cut, and with `counted` its `use_count`."""
    images = list(rows)
    renditions.for_page(images)
    counts = _use_counts(images) if counted else {}
    for image in images:
        shown = renditions.picture(unexpired(image), "list")
        image.thumb = shown.src if shown else ""
        whole = renditions.picture(unexpired(image), "figure")
        image.whole = whole.src if whole else ""
        image.use_count = counts.get(image.pk, 0)
    return images


def _use_counts(images: list[Image]) -> dict[int, int]:
    uses = ImageUse.objects.filter(image__in=images).order_by().values("image")
    return {row["image"]: row["count"] for row in uses.annotate(count=Count("pk"))}


def unexpired(image: Image) -> Image:
    """The desk sees pictures whose rights have ended; readers do not."""
    if image.has_expired:
        # A copy keeps the cuts that were read for the whole page.
        image = copy.copy(image)
        image.rights_end = None
    return image


def as_json(rows: Iterable[Image], *, has_more: bool) -> JsonResponse:
    """A page of pictures to choose from."""
    return JsonResponse({"results": picture_data(rows), "next": has_more})


def picture_data(rows: Iterable[Image]) -> list[dict[str, Any]]:
    """What the scripts of the desk show of pictures."""
    return [
        {
            "id": image.pk,
            "title": str(image),
            "alt": image.alt,
            "caption": image.caption,
            "credit": image.credit_line,
            "thumb": image.thumb,
            "whole": image.whole,
            "width": image.width,
            "height": image.height,
        }
        for image in with_thumbs(rows)
    ]
