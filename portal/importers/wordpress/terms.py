"""Categories and tags, as posts name them."""

from collections.abc import Iterator
from urllib.parse import unquote

from news.models.category import MAX_DEPTH
from portal.importers.records import Address, Category, Tag
from portal.importers.wordpress.export import Facts
from portal.importers.wordpress.site import Site, key_of, line, named

NO_CATEGORY = "uncategorized"
"""The section of posts that have none; by this name WordPress makes it."""


def categories(site: Site) -> Iterator[Category]:
    """The sections, each after its parent; circles are cut, branches too deep shortened."""
    rows = list(site.rows.execute("SELECT * FROM term WHERE kind = 'category' ORDER BY slug"))
    parents = {row["slug"]: row["parent"] for row in rows}
    lines = {slug: _lineage(slug, parents, site) for slug in parents}
    for place, row in enumerate(sorted(rows, key=lambda row: len(lines[row["slug"]]))):
        above = lines[row["slug"]]
        if len(above) >= MAX_DEPTH:
            site.report.note("Sections", f"{row['slug']} stood {len(above) + 1} deep and moved up.")
        yield Category(
            foreign_id=key_of(row["slug"]),
            name=line(row["name"]),
            parent_id=key_of(above[: MAX_DEPTH - 1][-1]) if above else "",
            slug=unquote(row["slug"]),
            position=place,
            description=line(row["description"]),
        )
    lost = (item for item in site.items("post") if category_ids(site, item) == [NO_CATEGORY])
    if NO_CATEGORY not in parents and next(lost, None):
        yield Category(
            foreign_id=NO_CATEGORY, name="Uncategorized", slug=NO_CATEGORY, in_navigation=False
        )


def _lineage(slug: str, parents: dict[str, str], site: Site) -> list[str]:
    """All that stand above, from the top down; a circle ends where it closes."""
    above: list[str] = []
    at = parents[slug]
    while at and at not in above:
        if at == slug:
            site.report.note("Sections", f"{slug} stood below itself and is now on top.")
            return []
        if at not in parents:
            site.report.note("Sections", f"{slug}: {at}, which stood above it, is not here.")
            break
        above.append(at)
        at = parents[at]
    else:
        if at:  # Below a circle, not in it.
            above = []
    return above[::-1]


def category_ids(site: Site, item: Facts) -> list[str]:
    """The sections of a post; the first is the one that a plugin calls primary."""
    slugs = [slug for slug, kind, _ in item["terms"] if kind == "category"]
    primary = item["meta"].get("_yoast_wpseo_primary_category")
    if primary:
        row = site.rows.execute(
            "SELECT slug FROM term WHERE kind = 'category' AND number = ?", (primary,)
        ).fetchone()
        if row and row["slug"] in slugs:
            slugs.insert(0, row["slug"])
    return [key_of(slug) for slug in dict.fromkeys(slugs)] or [NO_CATEGORY]


def section_paths(site: Site, item: Facts) -> list[str]:
    """The sections of a post as addresses name them, with those above."""
    rows = site.rows.execute("SELECT slug, parent FROM term WHERE kind = 'category'")
    parents = {row["slug"]: row["parent"] for row in rows}
    slugs = [slug for slug, kind, _ in item["terms"] if kind == "category"] or [NO_CATEGORY]
    return ["/".join([*_above(slug, parents), slug]) for slug in slugs]


def _above(slug: str, parents: dict[str, str]) -> list[str]:
    above: list[str] = []
    at = parents.get(slug, "")
    while at and at not in (slug, *above):
        above.append(at)
        at = parents.get(at, "")
    return above[::-1]


def tags(site: Site) -> Iterator[Tag]:
    """The tags that posts have; the others are counted."""
    used = set(tags_used(site))
    unused = 0
    for row in site.rows.execute("SELECT * FROM term WHERE kind = 'post_tag' ORDER BY slug"):
        if row["slug"] in used:
            name = line(row["name"])[:100]
            yield Tag(foreign_id=key_of(row["slug"]), name=name or unquote(row["slug"])[:100])
        else:
            unused += 1
    site.report.skip("tag", "that no post has", unused)


def names(site: Site) -> Iterator[Address]:
    """The names and numbers that old addresses knew terms by."""
    for row in site.rows.execute("SELECT * FROM term WHERE kind = 'category' ORDER BY slug"):
        target = key_of(row["slug"])
        for name in dict.fromkeys((row["slug"], unquote(row["slug"]))):
            yield named("category_name", name, Category.kind, target)
        if row["number"]:
            yield named("cat", row["number"], Category.kind, target)
    for tag in tags_used(site):
        for name in dict.fromkeys((tag, unquote(tag))):
            yield named("tag", name, Tag.kind, key_of(tag))


def tags_used(site: Site) -> list[str]:
    return sorted(
        {
            slug
            for item in site.items("post")
            for slug, kind, _ in item["terms"]
            if kind == "post_tag"
        }
    )
