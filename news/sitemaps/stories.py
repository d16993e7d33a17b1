"""Stories in sitemaps: the archive part by part, and the news of two days."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, DateTimeField, Max, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import override

from news import renditions
from news.languages import page_languages, story_language
from news.models import Article, Correction, ImageUse, Placement, SitemapPart
from news.models.article import ArticleQuerySet
from news.placements import next_change
from news.sitemaps.languages import addresses, alternates, offered
from news.sitemaps.writing import Entry, News
from portal.lib.addresses import absolute, in_language
from portal.lib.caching import cached
from portal.lib.horizon import note_change, note_changes
from portal.lib.words import to_traditional
from portal.site.current import site

PART = 1000
"""Ids in a part. With pictures and languages it is half a megabyte; 50,000 pages are allowed."""

PARTS_SECONDS = 900
"""Which parts there are costs a step for each; so it is not asked at each request."""

RECENT_CHANGES = 2_000
"""Stories changed last, among which revised ones are looked for: some weeks of a busy desk."""

NEWS_AGE = timedelta(hours=48)
NEWS_ENTRIES = 1000
"""The limits that news search engines set."""

NEWS_LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw", "en": "en"}

LAST_WORDED = Coalesce("amended_at", "at")
"""When a correction last got other words."""

_LAST_LIVE = """(SELECT article_id FROM news_placement
    WHERE +category_id IS NULL {}
    AND publish_at <= %s AND (unpublish_at IS NULL OR unpublish_at > %s)
    ORDER BY article_id DESC LIMIT 1)"""
"""The plus keeps databases from walking the list of the site, which is ordered by time."""

_LAST_OF_PARTS = f"""
    WITH RECURSIVE part(story) AS (
        SELECT {_LAST_LIVE.format("")}
        UNION ALL
        SELECT {_LAST_LIVE.format("AND article_id < part.story / %s * %s")}
        FROM part WHERE part.story IS NOT NULL
    ) SELECT story FROM part WHERE story IS NOT NULL"""  # noqa: S608 (no word of anybody's)

IMAGES = 1000
"""As many pictures of one page as search engines take."""


def parts() -> dict[int, datetime]:
    """The parts that have stories, with the last change of each."""
    return cached("sitemap:parts", _read_parts, ttl=PARTS_SECONDS)


def part(number: int) -> list[Entry]:
    """The live stories of one part in every language they can be read in."""
    ids = range(number * PART, (number + 1) * PART)
    stories = _stories(ids)
    corrected = _corrected(ids)
    paths = _paths(stories)
    pictures = _pictures(ids)
    languages = offered()
    entries = []
    for story in stories:
        moments = (story.publish_at, story.revised_at, corrected.get(story.pk))
        changed = max(moment for moment in moments if moment)
        urls = addresses(paths[story.translation_group], languages)
        entries += [
            Entry(urls[page], changed, alternates(urls), pictures.get(story.pk, []))
            for page in page_languages(story.language)
            if page in urls
        ]
    return entries


def newest() -> datetime | None:
    """When the newest of the news came; None where there are none."""
    languages = map(story_language, offered())
    found = [_newest(language, 1) for language in dict.fromkeys(languages)]
    return max((at for rows in found for at, _pk in rows), default=None)


def news() -> list[Entry]:
    """What was published within two days, newest first."""
    shown = [
        (at, pk, page)
        for page in offered()
        for at, pk in _newest(story_language(page), NEWS_ENTRIES)
    ]
    shown = sorted(shown, key=lambda row: row[:2], reverse=True)[:NEWS_ENTRIES]
    stories = _narrow(Article.objects.filter(pk__in={pk for _at, pk, _page in shown}))
    # What is retracted is news no more.
    told = [story for story in filter(_is_told, stories) if not story.is_retracted]
    found = {story.pk: story for story in told}
    names = {page: _name_in(page) for page in offered()}
    for language in {story_language(page) for page in names}:
        note_change(next_change(None, language))
    note_changes(at + NEWS_AGE for at, *_ in shown)
    return [_news_entry(found[pk], at, page, names[page]) for at, pk, page in shown if pk in found]


def _read_parts() -> dict[int, datetime]:
    """The parts there are, with the last change of each that is or ever was known."""
    found = _changed_parts()
    told = dict(SitemapPart.objects.filter(pk__in=found).values_list("pk", "changed_at"))
    later = {number: at for number, at in found.items() if number not in told or told[number] < at}
    if later:
        _keep_latest(later)
    return found | told | later


def _keep_latest(later: dict[int, datetime]) -> None:
    """Keep what is later than what others have kept meanwhile."""
    rows = [SitemapPart(number=number, changed_at=at) for number, at in later.items()]
    SitemapPart.objects.bulk_create(rows, ignore_conflicts=True)
    cases = [When(number=number, then=Value(at)) for number, at in later.items()]
    latest = Greatest("changed_at", Case(*cases, output_field=DateTimeField()))
    SitemapPart.objects.filter(number__in=later).update(changed_at=latest)


def _changed_parts() -> dict[int, datetime]:
    """When the last story of each part came, or what changed lately in it."""
    last = Placement.objects.in_section(None).filter(article__in=_last_of_parts())
    rows = last.order_by("article").values_list("article", "publish_at")
    found = {pk // PART: at for pk, at in rows}
    for pk, at in _recent_changes():
        if pk // PART in found:
            found[pk // PART] = max(found[pk // PART], at)
    return found


def _last_of_parts() -> list[int]:
    """The id of the last live story of each part: a step along the index for a part."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_LAST_OF_PARTS, [now, now, PART, PART, now, now])
        return [pk for (pk,) in cursor.fetchall()]


def _recent_changes() -> Iterator[tuple[int, datetime]]:
    """Which stories came, were revised or corrected lately, and when."""
    live = Placement.objects.in_section(None).live().newest_first()
    for language in dict.fromkeys(map(story_language, offered())):
        came = live.in_language(language).values_list("article", "publish_at")
        yield from came[:RECENT_CHANGES]
    changed = Article.objects.order_by("-updated_at", "-pk").values_list("pk", "revised_at")
    revised = dict(changed[:RECENT_CHANGES])
    yield from ((pk, at) for pk, at in revised.items() if at)
    worded = Correction.objects.filter(article__in=revised).order_by()
    yield from worded.values_list("article", LAST_WORDED)


def _stories(ids: range) -> list[Article]:
    """The live stories of some ids."""
    rows = list(_narrow(Article.objects.filter(pk__gte=ids.start, pk__lt=ids.stop)))
    now = timezone.now()
    moments = (at for row in rows for at in (row.publish_at, row.unpublish_at) if at)
    note_changes(at for at in moments if at > now)
    return list(filter(_is_told, rows))


def _narrow(rows: ArticleQuerySet) -> ArticleQuerySet:
    """All that is asked of a story here.

    Whether it is live is asked of each, not of the database: by the state SQLite would walk all
    that is published.
    """
    return rows.order_by("pk").only(
        *("title", "slug", "language", "translation_group", "jump_url", "state"),
        *("publish_at", "unpublish_at", "revised_at", "corrected_as"),
    )


def _is_told(story: Article) -> bool:
    """A story that only leads elsewhere is none of our pages."""
    return story.is_live() and not story.jump_url


def _corrected(ids: range) -> dict[int, datetime]:
    rows = Correction.objects.filter(article__gte=ids.start, article__lt=ids.stop).order_by()
    newest = rows.values("article").annotate(newest=Max(LAST_WORDED))
    return dict(newest.values_list("article", "newest"))


def _paths(stories: list[Article]) -> dict[Any, dict[str, str]]:
    """The paths of each story and its translations, by translation group and language."""
    paths: dict[Any, dict[str, str]] = defaultdict(dict)
    groups = {story.translation_group for story in stories}
    for story in filter(_is_told, _narrow(Article.objects.filter(translation_group__in=groups))):
        paths[story.translation_group][story.language] = story.get_absolute_url()
    return paths


def _pictures(ids: range) -> dict[int, list[str]]:
    """The addresses of the pictures of some stories: cover, text and gallery."""
    uses = ImageUse.objects.filter(article__gte=ids.start, article__lt=ids.stop)
    found = list(uses.select_related("image").order_by("pk"))
    renditions.for_page(use.image for use in found)
    urls: dict[int, dict[str, None]] = defaultdict(dict)
    for use in found:
        if use.article_id and (shown := renditions.picture(use.image, "figure")):
            urls[use.article_id][absolute(renditions.large(use.image) or shown.src)] = None
    return {pk: list(addresses)[:IMAGES] for pk, addresses in urls.items()}


def _newest(language: str, count: int) -> list[tuple[datetime, int]]:
    rows = Placement.objects.in_section(None).in_language(language).live()
    rows = rows.filter(publish_at__gte=timezone.now() - NEWS_AGE).newest_first()
    return list(rows.values_list("publish_at", "article")[:count])


def _name_in(page: str) -> str:
    with override(page):
        return _said(site().name, page)


def _news_entry(article: Article, at: datetime, page: str, name: str) -> Entry:
    return Entry(
        url=absolute(in_language(article.get_absolute_url(), page)),
        news=News(name, NEWS_LANGUAGES[page], at, _said(article.title, page)),
    )


def _said(text: str, page: str) -> str:
    return to_traditional(text) if page == "zh-hant" else text
