"""The names under which addresses of the old site knew things, besides their numbers."""

from collections.abc import Iterable, Iterator

from portal.importers.discuz.site import Site, id_of, line, whole
from portal.importers.records import (
    Address,
    Article,
    Category,
    Document,
    Member,
    Picture,
    Topic,
    alias,
)

DEEPEST = 4


def aliases(site: Site) -> Iterator[Address]:
    """All names, each once; of two things with one name the first has it."""
    met: set[str] = set()
    for address in _all(site):
        if address.foreign_id not in met:
            met.add(address.foreign_id)
            yield address


def _all(site: Site) -> Iterator[Address]:
    yield from _of_sections(site)
    yield from _of_stories(site)
    yield from _of_files(site)
    yield from _of_topics(site)
    yield from _of_writers(site)


def _of_sections(site: Site) -> Iterator[Address]:
    """Folders, where every section above has one too, and domains of sections on top."""
    rows = {
        whole(row["catid"]): row
        for row in site.all("SELECT catid, upid, foldername, domain FROM portal_category")
    }
    for catid, row in rows.items():
        line_up = [row]
        while (above := rows.get(whole(line_up[-1]["upid"]))) and len(line_up) < DEEPEST:
            line_up.append(above)
        folders = [line(each["foldername"]) for each in reversed(line_up)]
        label = line(line_up[-1]["domain"])
        if len(line_up) == 1 and label:
            yield _address("host", label, Category.kind, catid)
        if all(folders):
            yield _address("folder", "/".join(folders), Category.kind, catid)
        if label and len(folders) > 1 and all(folders[1:]):
            yield _address("folder", "/".join((label, *folders[1:])), Category.kind, catid)


def _of_stories(site: Site) -> Iterator[Address]:
    """Pages written out as HTML, and the threads and blogs that became stories."""
    root = str(site.array("makehtml").get("articlehtmldir") or "").strip("/")
    for row in site.all(
        "SELECT aid, id, idtype, htmlname, htmldir FROM portal_article_title ORDER BY aid"
    ):
        if name := line(row["htmlname"]):
            folder = line(row["htmldir"]).strip("/")
            for place in _places(root, folder):
                yield _address("html", f"{place}{name}", Article.kind, row["aid"])
        subject = {"tid": "thread", "blogid": "blog"}.get(str(row["idtype"]))
        if subject and id_of(row["id"]):
            yield _address(subject, id_of(row["id"]), Article.kind, row["aid"])


def _places(root: str, folder: str) -> Iterable[str]:
    """The folder of a page, which may be written with or without the root of all of them."""
    below = f"{root}/{folder}" if root and not f"{folder}/".startswith(f"{root}/") else folder
    return [f"{place}/" if place else "" for place in dict.fromkeys((folder, below))]


def _of_files(site: Site) -> Iterator[Address]:
    """Pictures by their number, documents by their path: the other way round they are known."""
    for row in site.all("SELECT attachid, attachment, isimage FROM portal_attachment"):
        path = f"portal/{row['attachment'] or ''}"
        if whole(row["isimage"]):
            yield _address("attachment", id_of(row["attachid"]), Picture.kind, path)
        else:
            yield _address("file", path, Document.kind, row["attachid"])


def _of_topics(site: Site) -> Iterator[Address]:
    for row in site.all("SELECT topicid, name, domain FROM portal_topic ORDER BY topicid"):
        for subject, name in (("topic", line(row["name"])), ("host", line(row["domain"]))):
            if name:
                yield _address(subject, name, Topic.kind, row["topicid"])


def _of_writers(site: Site) -> Iterator[Address]:
    """The names of those who published, who alone may have a page here."""
    for row in site.all(
        "SELECT DISTINCT m.uid, m.username FROM portal_article_title a JOIN common_member m"
        " ON m.uid = a.uid ORDER BY m.uid"
    ):
        yield _address("name", line(row["username"]), Member.kind, row["uid"])


def _address(subject: str, name: str, kind: str, foreign_id: object) -> Address:
    return Address(foreign_id=alias(subject, name), target_kind=kind, target_id=str(foreign_id))
