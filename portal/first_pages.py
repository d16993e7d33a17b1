"""The flat pages a new site begins with, for its editors to make their own."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from news import body
from portal.site.models import Page

TEXTS = Path(__file__).with_name("first_pages.toml")


@transaction.atomic
def set_up_pages() -> list[Page]:
    """Make the pages where there is none yet; what editors made of them stays as it is."""
    if Page.objects.exists():
        return []
    return [save_page(entry) for entry in tomllib.loads(TEXTS.read_text("utf-8"))["pages"]]


def save_page(entry: dict[str, Any]) -> Page:
    """Save a page under its slug, its texts made safe."""
    texts = {name: body.clean(entry[name]) for name in ("body_zh", "body_en") if name in entry}
    return Page.objects.update_or_create(slug=entry["slug"], defaults=entry | texts)[0]
