"""The demo city is whole: its files parse, its keys meet, and no sentence is said twice."""

import html
import re
import tomllib
from collections import defaultdict
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

import portal.demo
from news import body as body_engine
from portal.demo.stories import Story, StoryError, load_stories, parse_story, span

DEMO = Path(portal.demo.__file__).parent
CITY = tomllib.loads((DEMO / "city.toml").read_text(encoding="utf-8"))
STORIES = load_stories(DEMO / "stories")
LEAST_HAN = 400
LEAST_WORDS = 250
SHORTEST_SENTENCE = 8
MOST_PICTURE_BYTES = 8_000_000

chinese = [story for story in STORIES if story.language == "zh-hans"]
english = [story for story in STORIES if story.language == "en"]


def named(stories):
    return pytest.mark.parametrize("story", stories, ids=lambda s: f"{s.key}.{s.language}")


def keys(table: str, field: str = "key") -> set[str]:
    return {row[field] for row in CITY[table]}


def words_of(story: Story) -> str:
    """What a reader reads in the body; every block stands on a line of its own."""
    told = re.sub(r'<aside class="note">.*?</aside>', "", story.body)
    told = re.sub(
        r"</?(?:p|h\d|li|d[lt]|dd|t[hdr]|figcaption|summary|caption|time)\b[^>]*>", "\n", told
    )
    return html.unescape(re.sub(r"<[^>]+>", "", told))


def sentences_of(story: Story) -> list[str]:
    said = f"{words_of(story)}\n{story.summary}"
    ends = r"[。！？\n]" if story.language == "zh-hans" else r"[.?!](?=\s|$)|\n"
    return [part.strip(" ”“’‘\"'") for part in re.split(ends, said)]


def test_there_are_enough_stories_and_translations():
    assert len(chinese) >= 80
    assert len(english) >= 15


@named(chinese)
def test_a_chinese_story_is_long_enough(story):
    assert len(re.findall(r"[\u4e00-\u9fff]", words_of(story))) >= LEAST_HAN


@named(english)
def test_a_translation_is_long_enough(story):
    assert len(words_of(story).split()) >= LEAST_WORDS


def test_no_sentence_occurs_twice():
    heard = defaultdict(list)
    for story in STORIES:
        for sentence in sentences_of(story):
            if len(sentence) >= SHORTEST_SENTENCE:
                heard[sentence].append(f"{story.key}.{story.language}")
    assert {sentence: where for sentence, where in heard.items() if len(where) > 1} == {}


@named(STORIES)
def test_every_key_of_a_story_exists(story):
    sections = {story.section, *story.extra_sections}
    assert sections <= keys("sections", "path")
    assert story.source in keys("sources")
    assert {credit.byline for credit in story.bylines if credit.byline} <= keys("bylines")
    assert set(story.pictures) <= keys("pictures")
    assert set(story.documents) <= keys("documents")
    assert set(story.related) <= {
        other.key for other in STORIES if other.language == story.language
    }
    assert story.key not in story.related


@named(STORIES)
def test_every_tag_has_a_name_in_both_languages(story):
    names = CITY["tags"].keys() if story.language == "zh-hans" else CITY["tags"].values()
    assert set(story.tags) <= set(names)


@named(english)
def test_a_translation_has_its_original(story):
    assert story.translation_of == story.key
    assert story.key in {original.key for original in chinese}


@named(STORIES)
def test_the_body_is_in_the_stored_grammar(story):
    ids = count(1)
    stored = re.sub(
        r'(data-(?:image|document))="[^"]+"', lambda m: f'{m[1]}="{next(ids)}"', story.body
    )
    cleaned = body_engine.clean(stored)
    assert body_engine.clean(cleaned) == cleaned
    assert re.sub(r"\s+", "", cleaned) == re.sub(r"\s+", "", stored)


def test_every_block_of_the_grammar_occurs():
    everything = "\n".join(story.body for story in chinese)
    for mark in BLOCKS_AND_MARKS:
        assert mark in everything, mark


def test_every_state_occurs():
    states = {story.state for story in STORIES}
    assert states == {"published", "draft", "review", "withdrawn", "scheduled"}


def test_pictures_and_documents_are_there_and_light():
    pictures = [DEMO / "pictures" / f"{key}.webp" for key in keys("pictures")]
    assert sum(path.stat().st_size for path in pictures) <= MOST_PICTURE_BYTES
    assert all((DEMO / "documents" / name).is_file() for name in keys("documents", "file"))
    assert all(row["alt_zh"] and row["alt_en"] and row["credit_zh"] for row in CITY["pictures"])


def test_sections_stand_below_their_parents_to_the_third_level():
    paths = [row["path"] for row in CITY["sections"]]
    assert all(path.rpartition("/")[0] in ("", *paths[:place]) for place, path in enumerate(paths))
    assert sum(path.count("/") == 2 for path in paths) >= 2


def test_comments_answer_earlier_ones_on_the_same_story():
    heard = {}
    known = {(story.key, story.language) for story in STORIES}
    speakers = {*CITY["readers"]["names"], *keys("staff", "username")}
    for row in CITY["comments"]:
        assert (row["story"], row["language"]) in known
        assert bool(row.get("guest")) != (row.get("member") in speakers)
        if "reply_to" in row:
            assert heard[row["reply_to"]] == (row["story"], row["language"])
        heard[row["number"]] = (row["story"], row["language"])


def test_nobody_speaks_before_the_story_or_after_today():
    ages = {(story.key, story.language): story.age for story in STORIES}
    for row in [*CITY["comments"], *CITY["corrections"]]:
        assert timedelta() < span(row["after"]) < ages[row["story"], row["language"]]


def test_topics_corrections_and_fronts_name_stories_we_have():
    known = {(story.key, story.language) for story in STORIES}
    for row in CITY["topics"]:
        assert {(key, row["language"]) for key in row["stories"]} <= known
    for row in CITY["corrections"]:
        assert (row["story"], row["language"]) in known
    for row in CITY["fronts"]:
        shown = [row["lead"], *row["beside"], *row["secondary"], *row["row"]]
        assert {(key, row["language"]) for key in shown} <= known


def test_a_broken_file_is_named(tmp_path):
    path = tmp_path / "news-broken.zh.html"
    path.write_text("title: 没有正文\n", encoding="utf-8")
    with pytest.raises(StoryError, match=r"news-broken\.zh\.html: no line ---"):
        parse_story(path)


def test_an_unknown_header_is_refused(tmp_path):
    path = tmp_path / "news-broken.zh.html"
    path.write_text("titel: 打错了\n---\n<p>正文</p>\n", encoding="utf-8")
    with pytest.raises(StoryError, match="not a header line: titel"):
        parse_story(path)


BLOCKS_AND_MARKS = [
    "<p>", "<h2>", "<h3>", "<ul><li>", "<ol><li>", "<li><p>",
    "<strong>", "<em>", '<a href="', "<sub>", "<sup>", "<br>",
    "<blockquote><p>", '<blockquote class="pull">', '<aside class="fact">', '<aside class="note">',
    "<table><caption>", '<td class="r">', '<ol class="timeline">', '<section class="qa">',
    '<figure data-image="', '<div class="duo">', '<div class="gallery">', '<figure data-video="',
    '<figure data-document="', '<hr class="page" data-title="',
]  # fmt: skip
