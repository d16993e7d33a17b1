"""Gathering what the check-up looks at: a constant number of queries, however long the story."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from news import editing, links, seo, similar
from news.body.grammar import number_of
from news.body.tree import Element, parse
from news.categories import tree
from news.checkup.finding import Place
from news.checkup.story import Alike, PictureFacts, SourceFacts, Story, Twin, Word
from news.editing import State
from news.models import (
    Article,
    CheckupSettings,
    HouseWord,
    Image,
    Source,
)
from news.ninjs import ninjs
from news.previewing import Staged, stage
from news.social_card import cuts_title
from portal.lib.addresses import absolute
from portal.lib.bilingual import is_chinese

REPRINTED = frozenset({Source.Kind.PARTNER, Source.Kind.AGENCY, Source.Kind.GOVERNMENT})
"""Sources whose stories were published elsewhere before."""

MIDDLE = 50


_drawers: list[Callable[[int, State], str]] = []


def draw_pages_with(draw: Callable[[int, State], str]) -> None:
    """Tell how the whole page of a version is drawn: pages are made at the doors, above."""
    _drawers[:] = [draw]


def story_of(article: Article, state: State, rules: CheckupSettings) -> Story:
    """All that is looked at of a story as `state` would make it."""
    trial = editing.filled(article, state)
    html = trial.body
    # A picture in several places is looked at once, where it stands first.
    places = list({spot[0]: spot for spot in reversed([*_picture_places(state, html)])}.values())
    places.reverse()
    images = Image.objects.in_bulk({pk for pk, _place, _is_cover in places})
    source = trial.source
    staged = stage(article, state)
    shown = _shown(staged, state)
    with override(trial.language):
        names = tuple((row.name, row.role) for row in staged.around.bylines)
    return Story(
        language=trial.language,
        title=trial.title,
        summary=trial.summary,
        body=html,
        jump_url=trial.jump_url,
        ai_label=trial.ai_label,
        original_url=trial.original_url,
        original_title=trial.original_title,
        source=SourceFacts(source.name, source.kind in REPRINTED) if source else None,
        bylines=names,
        tags=tuple(state["tags"]),
        pictures=tuple(
            _facts_of(images[pk], place, is_cover=is_cover)
            for pk, place, is_cover in places
            if pk in images
        ),
        missing_pictures=tuple((pk, place) for pk, place, _c in places if pk not in images),
        twin=_twin(trial),
        words=words(),
        alike=tuple(
            Alike(row.article.pk, row.article.title, row.share)
            for row in similar.find(html, without=article)
        ),
        dead_links=links.dead_among(html),
        today=timezone.localdate(),
        title_most=rules.title_most,
        summary_most=rules.summary_most,
        page=shown.page,
        json_ld=shown.json_ld,
        ninjs=shown.ninjs,
        is_title_clipped=shown.is_title_clipped,
    )


def words() -> tuple[Word, ...]:
    """The house's list, as far as it is in use."""
    return tuple(word_of(row) for row in HouseWord.objects.filter(is_active=True))


def word_of(row: HouseWord) -> Word:
    """An entry of the list as the engine takes it."""
    exceptions = tuple(line.strip() for line in row.exceptions.splitlines() if line.strip())
    return Word(row.pattern, row.kind, row.suggestion, exceptions)


def _picture_places(state: State, html: str) -> Iterator[tuple[int, Place, bool]]:
    if state["cover"]:
        yield state["cover"], Place("cover"), True
    for block, node in enumerate(parse(html)):
        for figure in _figures(node):
            if number := number_of(figure.attributes.get("data-image", "")):
                yield number, Place("body", block), False
    for item in state["gallery"]:
        yield item["image"], Place("gallery"), False


def _figures(node: Any) -> Iterator[Element]:
    if isinstance(node, Element):
        if node.tag == "figure":
            yield node
        for child in node.elements():
            yield from _figures(child)


def _facts_of(image: Image, place: Place, *, is_cover: bool) -> PictureFacts:
    return PictureFacts(
        pk=image.pk,
        name=str(image),
        place=place,
        alt=image.alt,
        credit=image.credit,
        rights_end=image.rights_end,
        ai_label=image.ai_label,
        ratio=image.width / image.height,
        has_focal_point=(image.focal_x, image.focal_y) != (MIDDLE, MIDDLE),
        is_cover=is_cover,
    )


def _twin(article: Article) -> Twin | None:
    """The story in another language, as its readers would see it."""
    rows = Article.objects.filter(translation_group=article.translation_group)
    rows = rows.exclude(pk=article.pk).exclude(state=Article.State.BINNED)
    for row in rows.only("language", "title", "summary", "body"):
        if is_chinese(row.language) != is_chinese(article.language):
            return Twin(row.language, row.title, row.summary, row.body)
    return None


@dataclass(frozen=True)
class _Shown:
    page: str = ""
    json_ld: tuple[dict[str, Any], ...] = ()
    ninjs: dict[str, Any] = field(default_factory=dict)
    is_title_clipped: bool = False


def _shown(staged: Staged, state: State) -> _Shown:
    """What would go out: the whole page as readers get it, its data for machines."""
    story, around = staged.story, staged.around
    if story.jump_url:
        return _Shown()
    with override(story.language):
        lineage = tree().lineage(story.category_id)
        canonical = absolute(reverse("news:article", args=[story.pk]))
        # Before the head, which takes the pictures this gathers.
        for_partners = ninjs(story, around)
        head = seo.head_of(story, around, lineage, canonical)
        return _Shown(
            page="".join(draw(story.pk, state) for draw in _drawers),
            json_ld=tuple(head["data"]),
            ninjs=for_partners,
            is_title_clipped=cuts_title(head["card"]),
        )
