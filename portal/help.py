"""The guides of the desk: a file for each language, and which part belongs to which page.

A guide is one template in each of the languages it is written in: `admin/help/editor.zh.html`.
Traditional Chinese is made from Simplified. A further guide is a line in GUIDES and its two
files.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from portal.lib.bilingual import is_chinese
from portal.lib.html import convert_text_nodes
from portal.lib.words import to_traditional

GUIDES = {
    "editor": gettext_lazy("Guide for editors"),
    "moderator": gettext_lazy("Guide for moderators"),
    "operator": gettext_lazy("Guide for operators"),
}

PARTS = {
    "index": "editor#today",
    "news_article_change": "editor#writing",
    "news_article_add": "editor#writing",
    "news_article_changelist": "editor#stories",
    "news_article_versions": "editor#versions",
    "news_article_compare": "editor#versions",
    "news_article_version": "editor#versions",
    "news_article_merge": "editor#versions",
    "news_article_correct": "editor#corrections",
    "news_article_amend": "editor#corrections",
    "news_image_changelist": "editor#pictures",
    "news_image_change": "editor#pictures",
    "news_image_add": "editor#pictures",
    "news_collection_changelist": "editor#pictures",
    "news_collection_change": "editor#pictures",
    "news_collection_add": "editor#pictures",
    "news_frontpage_changelist": "editor#front",
    "news_frontpage_change": "editor#front",
    "news_frontversion_changelist": "editor#front",
    "news_frontversion_change": "editor#front",
    "comments_queue": "moderator#queue",
    "comments_decide": "moderator#decisions",
    "comments_comment_changelist": "moderator#queue",
    "comments_comment_change": "moderator#decisions",
    "comments_thread_changelist": "moderator#queue",
    "comments_thread_change": "moderator#queue",
    "comments_sanction": "moderator#sanctions",
    "comments_sanction_changelist": "moderator#sanctions",
    "comments_decision_changelist": "moderator#decisions",
    "comments_legalnotice_changelist": "moderator#reports",
    "comments_legalnotice_change": "moderator#reports",
    "comments_wordrule_changelist": "moderator#words",
    "comments_wordrule_add": "moderator#words",
    "comments_wordrule_change": "moderator#words",
    "comments_wordrule_list": "moderator#words",
    "comments_statistics": "moderator#statistics",
    "comments_alert_changelist": "moderator#notices",
    "comments_alert_add": "moderator#notices",
    "comments_alert_change": "moderator#notices",
    "site_sitesettings_change": "operator#settings",
    "importers_importrun_changelist": "operator#moving",
    "importers_importrun_change": "operator#moving",
}
"""Guide and part by the name of the page's address; all others lead to the first guide."""


def address_for(request: HttpRequest) -> str:
    """Where help on this page stands."""
    match = request.resolver_match
    guide, _, part = PARTS.get((match and match.url_name) or "", "editor").partition("#")
    address = reverse("admin:help", args=[guide])
    return f"{address}#{part}" if part else address


def page(request: HttpRequest, guide: str, context: dict[str, object]) -> HttpResponse:
    """Show a guide in the language of the user."""
    if guide not in GUIDES:
        raise Http404("No such guide.")
    language = get_language() or ""
    shown = {
        "title": GUIDES[guide],
        "guide": guide,
        "guides": GUIDES,
        "text": f"admin/help/{guide}.{'zh' if is_chinese(language) else 'en'}.html",
    }
    response = TemplateResponse(request, "admin/help/page.html", context | shown).render()
    if language == "zh-hant":
        html = response.content.decode(response.charset)
        response.content = convert_text_nodes(html, to_traditional)
    return response
