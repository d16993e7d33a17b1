"""Pictures of those who sign stories; other members have none here but the letter of their name."""

from collections.abc import Mapping
from typing import Any

from news import renditions
from news.models import Byline
from portal.importers import records
from portal.importers.writer.desk import Scribe, Skip
from portal.importers.writer.library import PictureScribe

NOT_SIGNING = "of members who sign no stories: readers see the first letter of a name"


class PortraitScribe(Scribe):
    """Gives a byline the picture of its member, unless it has one."""

    kind = records.Portrait.kind
    model = Byline

    def create(self, record: records.Portrait) -> tuple[Byline, str]:
        member = self.id_of(records.Member.kind, record.foreign_id)
        byline = Byline.objects.filter(user=member).first() if member else None
        if byline is None:
            raise Skip(NOT_SIGNING)
        if byline.photo_id:
            return byline, "matched"
        picture = records.Picture(
            foreign_id=record.path,
            name=record.path.rpartition("/")[2],
            alt=byline.name,
            credit_otherwise=record.credit,
            uploader_id=record.foreign_id,
        )
        byline.photo, _ = PictureScribe(self.desk).create(picture)
        byline.save(update_fields=["photo"])
        renditions.order(byline.photo, "square")
        return byline, "created"

    def update(self, row: Byline, record: records.Portrait) -> Byline:
        """A picture once given stays until an editor takes another."""
        return row

    def content(self, row: Byline) -> Mapping[str, Any]:
        return {}
