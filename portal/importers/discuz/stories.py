"""Articles with all their pages, and the pictures and files that belong to them."""

import re
from collections.abc import Iterator
from sqlite3 import Row

from portal.importers import records
from portal.importers.discuz.bodies import Attached, local_path, read_body
from portal.importers.discuz.sections import source_key
from portal.importers.discuz.site import Site, id_of, line, moment, text, whole
from portal.importers.discuz.trash import BINNED
from portal.importers.markup import Body, Picture
from portal.importers.records import Article, Document, Reads, Record, Relations

STATES = {0: "published", 1: "review", BINNED: "binned"}
"""Anything else was looked at there and put aside."""

# 文/图: who wrote the words took the pictures too.
_WORDS_AND_PICTURES = re.compile(
    r"[（(](?:\S{0,4}?(?:记者|通讯员))?\s*([^\s（()）/]{2,8})\s*(?:文\s*/\s*图|图\s*/\s*文)\s*[)）]"
)
_CUT_MARK = re.compile(r"\s*\.{3,}$")


def documents(site: Site) -> Iterator[Document]:
    """The files that are no pictures."""
    for row in site.all("SELECT * FROM portal_attachment WHERE NOT isimage ORDER BY attachid"):
        yield Document(
            foreign_id=str(row["attachid"]),
            path=_path(row["attachment"]),
            name=line(row["filename"]),
            uploader_id=id_of(row["uid"]),
        )


def articles(site: Site) -> Iterator[Record]:
    """Every article that is not in the bin, each after the pictures it shows."""
    reader = Reader(site)
    for row in site.all("SELECT * FROM portal_article_title ORDER BY aid"):
        yield from reader.article(row)
    yield from reader.pictures_left()


def relations(site: Site) -> Iterator[Relations]:
    """Related articles, both ways, of every article that has any."""
    for row in site.all("SELECT aid FROM portal_article_title ORDER BY aid"):
        related = site.all(
            "SELECT raid FROM (SELECT raid, displayorder, 0 AS back FROM portal_article_related"
            " WHERE aid = ?1 UNION ALL SELECT aid, 1000000, 1 FROM portal_article_related"
            " WHERE raid = ?1) WHERE raid IN (SELECT aid FROM portal_article_title)"
            " AND raid <> ?1 GROUP BY raid ORDER BY min(back), min(displayorder), raid",
            row["aid"],
        )
        if ids := tuple(str(other["raid"]) for other in related):
            yield Relations(foreign_id=str(row["aid"]), related_ids=ids)
    lost = site.number(
        "SELECT count(*) FROM portal_article_related WHERE aid NOT IN (SELECT aid FROM"
        " portal_article_title) OR raid NOT IN (SELECT aid FROM portal_article_title)"
    )
    if lost:
        site.report.note(
            "Related stories", f"{lost} rows lead from or to stories that are not here."
        )


def reads(site: Site) -> Iterator[Reads]:
    """How often each article was read; a story without a row was not."""
    for row in site.all(
        "SELECT aid, max(viewnum) AS viewnum FROM portal_article_count"
        " WHERE aid IN (SELECT aid FROM portal_article_title) GROUP BY aid ORDER BY aid"
    ):
        yield Reads(foreign_id=str(row["aid"]), view_count=max(0, whole(row["viewnum"])))


class Reader:
    """Reads bodies one by one; the site remembers which pictures came along."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.met = site.pictures_met
        self.shelves = Attached(
            path_of=local_path,
            has=lambda path: site.attachments.find(path) is not None,
            has_document=self._has_document,
            picture_of_id=self._picture_of_id,
            picture_of_post=self._picture_of_post,
            base=site.base,
        )

    def article(self, row: Row) -> Iterator[Record]:
        site = self.site
        pages = site.all(
            "SELECT title, content FROM portal_article_content WHERE aid = ?"
            " ORDER BY pageorder, cid",
            row["aid"],
        )
        body = read_body(
            ((line(page["title"]), page["content"] or "") for page in pages), self.shelves
        )
        body.tell(site.report, f"Article {row['aid']}")
        if body.without.total():
            site.report.note(
                "Codes without their contents", f"Article {row['aid']}: {body.without.total()}"
            )
        cover = self._cover(row)
        found = _WORDS_AND_PICTURES.search(re.sub(r"<[^>]*>", " ", body.html))
        credit = found[1] if found else line(row["author"])
        for picture in (*body.pictures, *([Picture(cover)] if cover else [])):
            yield from self.picture(picture, credit)
        yield self._record(row, body, cover)

    def _record(self, row: Row, body: Body, cover: str) -> Article:
        return Article(
            foreign_id=str(row["aid"]),
            # | would be read as a hint for a line break.
            title=line(row["title"]).replace("|", "｜"),
            category_id=id_of(row["catid"]),
            published=moment(row["dateline"]),
            state=STATES.get(whole(row["status"]), "withdrawn"),
            body=body.html,
            summary=_summary(row["summary"]),
            author=line(row["author"]),
            source_id=source_key(row["from"]),
            source_url=line(row["fromurl"]),
            publisher_id=id_of(row["uid"]),
            cover_id=cover,
            jump_url=line(row["url"]),
            is_highlighted=_is_highlighted(line(row["highlight"])),
            allows_comments=bool(whole(row["allowcomment"])),
            tags=self._tags(whole(row["tag"])),
        )

    def _tags(self, mask: int) -> tuple[str, ...]:
        """Eight tags at most, a bit each; one without a name says nothing."""
        names = self.site.tag_names
        return tuple(names[bit] for bit in sorted(names) if mask >> (bit - 1) & 1)

    def _cover(self, row: Row) -> str:
        """The path of the cover, which has the folder that attachments have not."""
        named = line(row["pic"])
        path = local_path(named) or named
        if not path:
            return ""
        if whole(row["remote"]) or "://" in path or not self.shelves.has(path):
            self.site.report.note("Covers missing", f"Article {row['aid']}: {path}")
            return ""
        return path

    def picture(self, picture: Picture, credit: str) -> Iterator[records.Picture]:
        """The record of a picture, the first time that it is met."""
        if picture.path in self.met:
            return
        self.met.add(picture.path)
        row = next(
            self.site.all(
                "SELECT filename, uid FROM portal_attachment WHERE attachment = ? LIMIT 1",
                picture.path.removeprefix("portal/"),
            ),
            None,
        )
        yield records.Picture(
            foreign_id=picture.path,
            name=line(row["filename"]) if row else picture.path.rpartition("/")[2],
            caption=picture.caption,
            alt=picture.alt or picture.caption,
            credit=picture.credit,
            credit_otherwise=credit or self.site.name,
            uploader_id=id_of(row["uid"]) if row else "",
        )

    def pictures_left(self) -> Iterator[records.Picture]:
        """The pictures that no article shows; the library keeps them."""
        for row in self.site.all("SELECT * FROM portal_attachment WHERE isimage ORDER BY attachid"):
            path = _path(row["attachment"])
            if path in self.met:
                continue
            if self.site.attachments.find(path) is None:
                self.site.report.skip("picture", "not among the attachments")
            else:
                yield from self.picture(Picture(path), "")

    def _has_document(self, attachment_id: str) -> bool:
        row = self._attachment(attachment_id)
        return row is not None and self.site.attachments.find(_path(row["attachment"])) is not None

    def _picture_of_id(self, attachment_id: str) -> str:
        row = self._attachment(attachment_id)
        return _path(row["attachment"]) if row is not None and whole(row["isimage"]) else ""

    def _picture_of_post(self, attachment_id: str) -> str:
        """Pictures of posts lie in a folder of their own."""
        row = next(
            self.site.all(
                "SELECT attachment FROM forum_attachment WHERE aid = ? AND isimage LIMIT 1",
                int(attachment_id[:15]),
            ),
            None,
        )
        return f"forum/{row['attachment']}" if row is not None else ""

    def _attachment(self, attachment_id: str) -> Row | None:
        query = "SELECT * FROM portal_attachment WHERE attachid = ?"
        return next(self.site.all(query, int(attachment_id[:15])), None)


def _path(attachment: str | None) -> str:
    """Attachments are named without the folder that bodies and covers name."""
    return f"portal/{attachment or ''}"


def _summary(value: str | None) -> str:
    """The summary without indents; three dots where it was cut."""
    return _CUT_MARK.sub("……", re.sub(r"[\u3000\xa0]+", "", text(value)))


def _is_highlighted(style: str) -> bool:
    """colour|bold|italic|underline, any of them on."""
    return any(part.strip() not in ("", "0") for part in style.split("|"))
