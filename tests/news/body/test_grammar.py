"""Each block of the grammar: what comes in, what is stored, what readers get."""

from pathlib import Path

import pytest
from django.utils import translation

from news.body import BLOCKS, Block, clean, pages, references, render

from .shelf import SHELF

GOLDEN = Path(__file__).parents[2] / "data" / "body"


def golden(name: str, part: str) -> str:
    return (GOLDEN / name / f"{part}.html").read_text(encoding="utf-8").removesuffix("\n")


def test_every_block_has_a_golden_sample_and_no_sample_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {block.name for block in BLOCKS}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_what_comes_in_is_stored_in_the_one_form(block: Block) -> None:
    stored = golden(block.name, "stored")
    assert clean(golden(block.name, "input")) == stored
    assert clean(stored) == stored


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_what_is_stored_is_shown_in_the_markup_of_the_design(block: Block) -> None:
    with translation.override("en"):
        assert render(golden(block.name, "stored"), SHELF) == golden(block.name, "rendered")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_the_declared_example_is_canonical(block: Block) -> None:
    assert clean(block.html) == block.html


def test_a_story_of_every_block_is_stored_unchanged() -> None:
    story = "".join(block.html for block in BLOCKS)
    assert clean(story) == story
    assert len(pages(story)) == 2
    assert references(story).images == [12, 1, 2, 3]
