"""Which stories a page shows: written languages are fewer than the languages of pages."""

from django.utils.translation import get_language

from portal.lib.bilingual import is_chinese


def story_language(page_language: str | None = None) -> str:
    """The language of the stories on pages of `page_language` (the active one).

    Traditional pages show Simplified stories, converted on output.
    """
    language = page_language or get_language()
    return "zh-hans" if language is None or is_chinese(language) else language


def page_languages(language: str) -> list[str]:
    """The languages of the pages that show a story written in `language`."""
    return ["zh-hans", "zh-hant"] if language == "zh-hans" else [language]
