"""In which languages a page is told."""

from django.conf import settings

from news.languages import page_languages
from portal.lib.addresses import absolute, html_language, in_language
from portal.site.current import site


def offered() -> list[str]:
    """The languages this site shows."""
    shown = site()
    hidden = {"zh-hant": not shown.shows_traditional, "en": not shown.shows_english}
    return [code for code, _name in settings.LANGUAGES if not hidden.get(code)]


def addresses(paths: dict[str, str], languages: list[str]) -> dict[str, str]:
    """Full addresses by language of the page, of the paths by language of the stories.

    The paths are those of the site's own language, without a prefix.
    """
    return {
        page: absolute(in_language(path, page))
        for language, path in paths.items()
        for page in page_languages(language)
        if page in languages
    }


def alternates(urls: dict[str, str]) -> dict[str, str]:
    """The same by the names that search engines know; nothing where there is one alone."""
    if len(urls) < 2:
        return {}
    return {html_language(language): url for language, url in urls.items()}
