"""One attribute for two fields: a name kept in Chinese and in English."""

from __future__ import annotations

from typing import Any, overload

from django.utils.translation import get_language


def is_chinese(language: str | None) -> bool:
    """Say whether a language code is one of Chinese: zh, zh-hans, zh-Hant, zh_TW ..."""
    return (language or "").lower().replace("_", "-").split("-")[0] == "zh"


class Bilingual:
    """Answer ``name_zh`` or ``name_en`` by the active language, or the other when that is empty.

    Simplified and Traditional Chinese share the zh field: a Traditional page is converted as a
    whole afterwards. With no active language (a bare task) the answer is the Chinese one. ::

        class Category(models.Model):
            name_zh = models.CharField(max_length=60)
            name_en = models.CharField(max_length=60, blank=True)
            name = Bilingual("name")
    """

    def __init__(self, name: str) -> None:
        self.zh = f"{name}_zh"
        self.en = f"{name}_en"

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> Bilingual: ...

    @overload
    def __get__(self, row: object, owner: type) -> str: ...

    def __get__(self, row: object | None, owner: type) -> Bilingual | str:
        if row is None:
            return self
        language = get_language()
        if language is None or is_chinese(language):
            return getattr(row, self.zh) or getattr(row, self.en) or ""
        return getattr(row, self.en) or getattr(row, self.zh) or ""

    def __set__(self, row: object, value: Any) -> None:
        message = f"{self.name} is made of {self.zh} and {self.en}: set one of those."
        raise AttributeError(message)
