"""The pictures of members, which lie in folders made of their numbers."""

from collections.abc import Iterator
from pathlib import Path

from portal.importers.attachments import Attachments
from portal.importers.discuz.site import Site, line, whole
from portal.importers.records import Portrait

FOLDER = "avatar/"
"""What their paths begin with here, beside the attachments."""

PLACES = ("", "avatar/", "data/avatar/", "uc_server/data/avatar/")
"""Where below the given folder they may lie: of UCenter's own, or of X3.5 without it."""

FORMS = ("avatar_big", "real_avatar_big", "avatar_middle", "real_avatar_middle", "avatar_small")
"""The largest first."""


class WithAvatars(Attachments):
    """The files of a site, and its avatars under their own folder."""

    def __init__(self, files: Attachments, folder: Path) -> None:
        super().__init__(files.root)
        self.files = files
        self.avatars = Attachments(folder.resolve())

    def find(self, path: str) -> Path | None:
        if not path.startswith(FOLDER):
            return self.files.find(path)
        inner = path.removeprefix(FOLDER)
        found = (self.avatars.find(f"{place}{inner}") for place in PLACES)
        return next((file for file in found if file), None)


def portraits(site: Site) -> Iterator[Portrait]:
    """The picture of each member who has one; who says so and has none is counted."""
    if not isinstance(site.attachments, WithAvatars):
        return
    for row in site.all("SELECT uid, username FROM common_member WHERE avatarstatus > 0"):
        names = (path_of(whole(row["uid"]), form) for form in FORMS)
        path = next((name for name in names if site.attachments.find(name)), "")
        if path:
            yield Portrait(
                foreign_id=str(row["uid"]), path=path, name=line(row["username"]), credit=site.name
            )
        else:
            site.report.skip("portrait", "not among the avatars")


def path_of(uid: int, form: str) -> str:
    """12345 is avatar/000/01/23/45_avatar_big.jpg."""
    digits = f"{uid:09}"
    folder = f"{digits[:3]}/{digits[3:5]}/{digits[5:7]}"
    return f"{FOLDER}{folder}/{digits[7:]}_{form}.jpg"
