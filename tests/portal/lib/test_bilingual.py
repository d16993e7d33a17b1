"""A name in two languages answers in that of the page."""

from dataclasses import dataclass

import pytest
from django.utils import translation

from portal.lib.bilingual import Bilingual, is_chinese


@dataclass
class Dish:
    name_zh: str
    name_en: str
    name = Bilingual("name")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh-hans", "面条"), ("zh-hant", "面条"), ("en", "Noodles"), ("fr", "Noodles")],
)
def test_name_follows_the_language_of_the_page(language: str, expected: str):
    with translation.override(language):
        assert Dish("面条", "Noodles").name == expected


def test_missing_name_is_that_of_the_other_language():
    with translation.override("en"):
        assert Dish("面条", "").name == "面条"
    with translation.override("zh-hant"):
        assert Dish("", "Noodles").name == "Noodles"


def test_nameless_row_has_an_empty_name():
    assert Dish("", "").name == ""


def test_task_without_a_language_reads_chinese():
    with translation.override(None):
        assert Dish("面条", "Noodles").name == "面条"


def test_one_cannot_set_the_pair():
    with pytest.raises(AttributeError, match="name_zh and name_en"):
        Dish("面条", "Noodles").name = "Nouilles"


def test_the_class_tells_its_fields():
    assert (Dish.name.zh, Dish.name.en) == ("name_zh", "name_en")


@pytest.mark.parametrize("code", ["zh", "zh-hans", "zh-Hant", "zh_TW", "ZH-cn"])
def test_every_chinese_code_is_chinese(code: str):
    assert is_chinese(code)


@pytest.mark.parametrize("code", [None, "", "en", "zha"])
def test_other_codes_are_not(code: str | None):
    assert not is_chinese(code)
