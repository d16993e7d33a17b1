"""Posts and pages with all they show, and the names that old addresses knew them by."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.utils import timezone

from portal.importers import paths, records
from portal.importers.markup import Body, Picture, Shelves, plain
from portal.importers.records import Address, Article, Document, Page, Record, alias
from portal.importers.wordpress import bodies
from portal.importers.wordpress.export import Facts, whole
from portal.importers.wordpress.people import person_ids
from portal.importers.wordpress.site import Site, key_of, line, moment
from portal.importers.wordpress.terms import category_ids, section_paths

UNPUBLISHED = {"draft": "draft", "pending": "review", "private": "draft", "auto-draft": "draft"}
SEEN = ("publish", "future")
HIDDEN = ("trash", "auto-draft", "inherit")

LONGEST_SLUG = 100


class Reader:
    """Reads posts one by one and remembers which files came along."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.met: set[str] = set()
        self.without: Counter[str] = Counter()
        self.shelves = Shelves(
            path_of=site.path_of, has=lambda path: site.attachments.find(path) is not None
        )

    def stories(self) -> Iterator[Record]:
        """Every post and page that is not in the bin, each after the files it shows."""
        for item in self.site.items("post"):
            yield from self._story(item)
        for item in self.site.items("page"):
            yield from self._page(item)
        for name, number in sorted(self.without.items()):
            self.site.report.note("Without a counterpart here", f"{name}: {number:,}")

    def _story(self, item: Facts) -> Iterator[Record]:
        if item["status"] in HIDDEN:
            self.site.report.skip("article", f"status {item['status']}")
            return
        body = self._body(item)
        cover = self._cover(item)
        yield from self._files(body, cover)
        sections = category_ids(self.site, item)
        yield Article(
            foreign_id=item["post_id"],
            title=line(item["title"]).replace("|", "｜") or _opening(body, item),
            category_id=sections[0],
            more_category_ids=tuple(sections[1:]),
            published=moment(item["post_date_gmt"], item["post_date"]) or timezone.now(),
            state=self._state(item),
            body=body.html,
            summary=plain(item["excerpt"]).replace("\n", " "),
            cover_id=key_of(cover),
            byline_ids=tuple(person_ids(self.site, item)),
            allows_comments=item["comment_status"] == "open",
            tags=tuple(_tag_names(item)),
            slug=_slug(item),
            language=self.site.language,
            is_pinned=item["is_sticky"] == "1",
        )
        yield from self._names(item, Article.kind)

    def _state(self, item: Facts) -> str:
        """What a password or a status kept from readers there is kept from them here."""
        if item["post_password"]:
            self._kept(item, "behind a password")
            return "draft"
        if item["status"] in SEEN:
            return "published"
        if item["status"] == "private":
            self._kept(item, "private")
        return UNPUBLISHED.get(item["status"], "draft")

    def _kept(self, item: Facts, why: str) -> None:
        self.site.report.note(
            "Kept unpublished",
            f"{item['post_type']} {item['post_id']}, {why}: {line(item['title'])}",
        )

    def _page(self, item: Facts) -> Iterator[Record]:
        if item["status"] in HIDDEN:
            self.site.report.skip("page", f"status {item['status']}")
            return
        body = self._body(item)
        yield from self._files(body, "")
        is_open = item["status"] == "publish" and not item["post_password"]
        if not is_open:
            self._kept(item, "behind a password" if item["post_password"] else item["status"])
        yield Page(
            foreign_id=item["post_id"],
            title=line(item["title"]) or _opening(body, item),
            slug=unquote(item["post_name"]),
            body=body.html,
            language=self.site.language,
            is_published=is_open,
            allows_comments=item["comment_status"] == "open",
        )
        yield from self._names(item, Page.kind)

    def _body(self, item: Facts) -> Body:
        body = bodies.read(
            item["content"], self.shelves, lambda ids: self._pictures(ids, item["post_id"])
        )
        self.without.update(body.without)
        body.tell(self.site.report, f"{item['post_type']} {item['post_id']}")
        body.html = _with_keys(body)
        return body

    def _pictures(self, ids: list[str], post: str) -> list[tuple[str, str, str]]:
        """The pictures that a gallery shows."""
        shown = [self.site.item(each) for each in ids] if ids else self.site.attachments_of(post)
        return [
            (item["attachment_url"], _alt(item), plain(item["excerpt"]))
            for item in shown
            if item is not None and item["attachment_url"]
        ]

    def _cover(self, item: Facts) -> str:
        number = item["meta"].get("_thumbnail_id")
        picture = self.site.item(number) if number else None
        path = self.site.path_of(picture["attachment_url"]) if picture else ""
        if path and self.shelves.has(path):
            return path
        if number:
            self.site.report.note(
                "Covers missing", f"{item['post_type']} {item['post_id']}: {path or number}"
            )
        return ""

    def _files(self, body: Body, cover: str) -> Iterator[Record]:
        for picture in (*body.pictures, *([Picture(cover)] if cover else [])):
            yield from self._picture(picture)
        for path in body.documents:
            if path not in self.met:
                self.met.add(path)
                name = path.rpartition("/")[2]
                yield Document(foreign_id=key_of(path), path=path, name=name)
                yield self._upload(path, Document.kind)

    def _picture(self, picture: Picture) -> Iterator[Record]:
        if picture.path in self.met:
            return
        self.met.add(picture.path)
        item = self.site.upload(picture.path)
        yield records.Picture(
            foreign_id=key_of(picture.path),
            name=picture.path.rpartition("/")[2],
            caption=picture.caption or (plain(item["excerpt"]) if item else ""),
            alt=picture.alt or (_alt(item) if item else "") or picture.caption,
            credit_otherwise=self.site.name,
        )
        yield self._upload(picture.path, records.Picture.kind)

    def _upload(self, path: str, kind: str) -> Address:
        return Address(foreign_id=alias("upload", path), target_kind=kind, target_id=key_of(path))

    def _names(self, item: Facts, kind: str) -> Iterator[Address]:
        number = item["post_id"]
        yield Address(foreign_id=f"id:{number}", target_kind=kind, target_id=number)
        link = urlsplit(item["link"])
        self.site.dated.append(paths.tidy(item["link"]).count("/") > 3)
        if not link.query and (address := paths.address_of(item["link"], kind, number)):
            yield address
        if kind == Article.kind:
            yield from self._permalinks(item)

    def _permalinks(self, item: Facts) -> Iterator[Address]:
        """The addresses that the operator says readers knew."""
        facts = {
            "post_id": item["post_id"],
            "postname": item["post_name"],
            "author": item["creator"],
        }
        for path in self.site.permalinks.paths(
            facts, moment("", item["post_date"]), lambda: section_paths(self.site, item)
        ):
            link = f"{self.site.base.rstrip('/')}{path}"
            if address := paths.address_of(link, Article.kind, item["post_id"]):
                yield address

    def attachment_pages(self) -> Iterator[Address]:
        """The page of an attachment leads to what shows it, or else to the file itself."""
        for item in self.site.items("attachment"):
            kind, target = self._shown_in(item)
            if not kind:
                continue
            number = item["post_id"]
            for name in ("attachment", "id"):
                yield Address(foreign_id=f"{name}:{number}", target_kind=kind, target_id=target)
            if address := paths.address_of(item["link"], kind, target):
                yield address

    def _shown_in(self, item: Facts) -> tuple[str, str]:
        parent = self.site.item(item["post_parent"]) if whole(item["post_parent"]) else None
        if parent is not None and parent["status"] not in HIDDEN:
            kinds = {"post": Article.kind, "page": Page.kind}
            if parent["post_type"] in kinds:
                return kinds[parent["post_type"]], parent["post_id"]
        path = self.site.path_of(item["attachment_url"])
        return (records.Picture.kind, key_of(path)) if path in self.met else ("", "")

    def pictures_left(self) -> Iterator[Record]:
        """The pictures that no story shows; the library keeps them."""
        for item in self.site.items("attachment"):
            path = self.site.path_of(item["attachment_url"])
            if not path or path in self.met:
                continue
            if self.site.attachments.find(path) is None:
                self.site.report.skip("picture", "not among the uploads")
            elif path.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")):
                yield from self._picture(Picture(path))


def _with_keys(body: Body) -> str:
    """Let figures with very long paths name the keys of these."""
    html = body.html
    for path in (*(each.path for each in body.pictures), *body.documents):
        if key_of(path) != path:
            html = html.replace(f'"{path}"', f'"{key_of(path)}"')
    return html


def _alt(item: Facts) -> str:
    return line(item["meta"].get("_wp_attachment_image_alt", ""))


def _opening(body: Body, item: Facts) -> str:
    """Posts of some formats have no title: their first words stand for it."""
    words = line(plain(body.html))[:40]
    return words or unquote(item["post_name"]) or f"#{item['post_id']}"


def _slug(item: Facts) -> str:
    name = unquote(item["post_name"])
    kept = "".join(mark for mark in name if mark.isalnum() or mark in "-_")
    return kept[:LONGEST_SLUG] if not kept.isdigit() else ""


def _tag_names(item: Facts) -> Iterator[str]:
    for slug, kind, name in item["terms"]:
        if kind == "post_tag":
            yield line(name or unquote(slug))[:100]
