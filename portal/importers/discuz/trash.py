"""The bin: whole rows of articles as serialised texts, put back among the others."""

from portal.importers.discuz.serialised import unserialise
from portal.importers.discuz.site import Site, whole

BINNED = 9
"""A status that the old site does not use."""


def put_back(site: Site) -> None:
    """Let binned articles be read like all others; one that is damaged stays away, reported."""
    known = [row["name"] for row in site.all("PRAGMA table_info(portal_article_title)")]
    for row in list(site.all("SELECT aid, content FROM portal_article_trash ORDER BY aid")):
        try:
            found = unserialise(str(row["content"] or ""), site.encoding)
        except ValueError as error:
            site.report.note("Broken data", f"Binned article {row['aid']}: {error}")
            continue
        is_live = site.number("SELECT count(*) FROM portal_article_title WHERE aid = ?", row["aid"])
        if not isinstance(found, dict) or is_live or not whole(found.get("catid")):
            continue
        values = {name: found.get(name) for name in known}
        values |= {"aid": row["aid"], "status": BINNED}
        cells = [None if isinstance(cell, dict) else cell for cell in values.values()]
        marks = ", ".join("?" * len(cells))
        site.rows.execute(f"INSERT INTO portal_article_title VALUES ({marks})", cells)  # noqa: S608
