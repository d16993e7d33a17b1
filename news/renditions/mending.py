"""Looking whether files that were missing are back, and cutting anew what can be cut."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.storage import default_storage

from news.caching import stories_changed
from news.imaging import Box, Cut, PictureError
from news.models import MissingPicture, Rendition
from news.renditions.making import NotTheOriginalError, make
from news.renditions.uses import first_cuts
from portal.lib.schedule import periodic
from portal.lib.tasks import task

LOOKED_AT_ONCE = 100


@periodic(every=timedelta(minutes=5))
@task
def look_again() -> None:
    """Take the pictures off the list whose files are all there, or could be made again."""
    rows = MissingPicture.objects.select_related("image").order_by("looked_at", "pk")
    for row in rows[:LOOKED_AT_ONCE]:
        mend(row)


def mend(row: MissingPicture) -> bool:
    """Cut anew what is lost of a picture whose original is there; tell whether all is well."""
    image = row.image
    if not default_storage.exists(image.file.name):
        row.put_off()
        return False
    lost = [cut for cut in image.renditions.all() if not default_storage.exists(cut.file.name)]
    Rendition.objects.filter(pk__in=[cut.pk for cut in lost]).delete()
    wanted = {Cut(Box.parse(cut.box), cut.width, cut.format) for cut in lost}
    try:
        make(image, first_cuts(image) | wanted)
    except (NotTheOriginalError, PictureError):
        row.put_off()
        return False
    row.delete()
    stories_changed()
    return True
