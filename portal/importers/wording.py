"""The words of reports in the language of whoever reads them.

A report is kept in English, whoever ran the import: its kinds, reasons and headings are the ids
of their translations, and a line is recognised by the sentence it was made of. What is
recognised by nothing, the report of an earlier version or an error of a library, is shown as it
is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

Words = Callable[[], str]

KINDS: dict[str, Words] = {
    "member": lambda: pgettext("import", "members"),
    "reaction kind": lambda: pgettext("import", "kinds of reactions"),
    "category": lambda: pgettext("import", "sections"),
    "source": lambda: pgettext("import", "sources"),
    "byline": lambda: pgettext("import", "bylines"),
    "tag": lambda: pgettext("import", "tags"),
    "page": lambda: pgettext("import", "pages"),
    "picture": lambda: pgettext("import", "pictures"),
    "document": lambda: pgettext("import", "documents"),
    "article": lambda: pgettext("import", "stories"),
    "related": lambda: pgettext("import", "related stories"),
    "thread": lambda: pgettext("import", "discussions"),
    "comment": lambda: pgettext("import", "comments"),
    "favourite": lambda: pgettext("import", "saved stories"),
    "grant": lambda: pgettext("import", "rights in sections"),
    "topic": lambda: pgettext("import", "topics"),
    "address": lambda: pgettext("import", "old addresses"),
    "reactions": lambda: pgettext("import", "counts of reactions"),
    "reads": lambda: pgettext("import", "counts of reads"),
    "portrait": lambda: pgettext("import", "portraits"),
    "reaction": lambda: pgettext("import", "reactions"),
}

OUTCOMES: dict[str, Words] = {
    "read": lambda: pgettext("import", "read"),
    "created": lambda: pgettext("import", "created"),
    "matched": lambda: pgettext("import", "matched"),
    "updated": lambda: pgettext("import", "updated"),
    "unchanged": lambda: pgettext("import", "unchanged"),
    "edited here": lambda: pgettext("import", "edited here"),
    "skipped": lambda: pgettext("import", "skipped"),
    "older": lambda: pgettext("import", "older"),
    "restored": lambda: pgettext("import", "restored"),
    "deleted": lambda: pgettext("import", "deleted"),
    "forgotten": lambda: pgettext("import", "forgotten"),
    "kept": lambda: pgettext("import", "kept"),
}

REASONS = (
    _("its id came before"),
    _("of topics that do not exist"),
    _("of stories in the bin"),
    _("of stories that do not exist"),
    _("of stories that are not here"),
    _("without words"),
    _("given twice by one member"),
    _("counted without a name: its member is gone"),
    _("counted without a name: given under a hidden one"),
    _("counted without a name: its member was not brought"),
    _("of a kind that is not known"),
    _("of a kind that was not brought"),
    _("not among the attachments"),
    _("not among the uploads"),
    _("not among the avatars"),
    _("deleted in the thread of their story"),
    _("files that cannot be read as a story"),
    _("without a time or without a name"),
    _("without a name, a title or a time"),
    _("with a name that was met before"),
    _("with a number that was met before"),
    _("rows without a title or a date"),
    _("spam"),
    _("deleted"),
    _("in no known form"),
    _("of no state"),
    _("in the bin"),
    _("of stories and pages in the bin"),
    _("of files and other things, which have no comments here"),
    _("of members who sign no stories: readers see the first letter of a name"),
    _("of the unknown state %(name)s"),
    _("pingbacks, which no person wrote"),
    _("trackbacks, which no person wrote"),
    _("that no post has"),
    _("status %(name)s"),
    _("deleted here since"),
    _("leads to what was not brought"),
    _("its story was not brought"),
    _("their story was not brought"),
    _("its page was not brought"),
    _("its topic was not brought"),
    _("its parent was not brought"),
    _("its section was not brought"),
    _("its story or its member was not brought"),
    _("its section or its member was not brought"),
    _("its address leads to no story here"),
    _("has another name now; confirm the order of the reactions"),
)
"""Why records were skipped."""

DEFERRED = (
    _("binned articles that cannot be read"),
    _("shares: nobody shows friends here what they read"),
    _("threads that are no stories: there is no forum here"),
    _("blogs that are no stories: there are no blogs here"),
    _("replies to threads whose stories have comments of their own"),
    _("comments on blogs whose stories have comments of their own"),
    _("favourites of threads, blogs and boards that are no stories"),
    _("reactions to blogs and pictures: only stories have them here"),
    _("avatars: name their folder with --avatars"),
    _("posts of the type %(name)s"),
    _("terms of %(name)s"),
)
"""What has no counterpart here."""

HEADINGS = (
    _("Addresses that lead to no story here"),
    _("Attachments left out"),
    _("Broken data"),
    _("Changed at the source, and left as it is here"),
    _("Codes without their contents"),
    _("Comments whose parent is not here, standing alone"),
    _("Covers missing"),
    _("Damaged pages, of which only the words came"),
    _("Files that break off"),
    _("Files that could not be fetched"),
    _("Films and sounds of other sites, left as links"),
    _("Friendly links"),
    _("Files left out"),
    _("Items left out"),
    _("Kept unpublished"),
    _("Members shown by their user name"),
    _("Members with another name"),
    _("Members with rights in sections, who need a role to come to the desk"),
    _("Members without a password"),
    _("Members without e-mail"),
    _("Members whose password is in no known form"),
    _("Navigation"),
    _("Numbers met twice, of which the first came"),
    _("Pages with another address"),
    _("Pictures credited to their story's writer or to the site"),
    _("Pictures missing"),
    _("Pictures of other sites, left as links"),
    _("Posts left out because of their length"),
    _("Posts without a number, left out"),
    _("Reactions"),
    _("Related stories"),
    _("Rows left out"),
    _("Scripts taken out"),
    _("Sections"),
    _("Sections that were here already, whose settings stay"),
    _("Sections with another address"),
    _("Stories left as drafts"),
    _("Texts cut"),
    _("Without a counterpart here"),
    _("Words that became links by themselves"),
    _("Words that were replaced, held or refused"),
)
"""What lines are gathered under."""

LINES = (
    _("%(name)s: no plain file inside"),
    _("%(name)s: %(number)s bytes are no characters of its encoding"),
    _("%(name)s: %(number)s bytes"),
    _("%(number)s texts hold bytes that are no characters."),
    _("click%(number)s is %(name)s"),
    _("Article %(id)s: %(number)s of click%(slot)s, which has no name"),
    _("Binned article %(id)s: %(rest)s"),
    _("Article %(id)s: %(rest)s"),
    _("Topic %(id)s: %(rest)s"),
    _("Comment %(id)s"),
    _("%(name)s stood below itself and is now on top."),
    _("%(name)s had no parent and is now on top."),
    _("%(name)s stood %(number)s deep and moved up."),
    _("%(name)s: %(other)s, which stood above it, is not here."),
    _("The order of the reactions could not be read: it is the usual one."),
    _("%(number)s rows lead from or to stories that are not here."),
    _("%(name)s, item %(number)s"),
    _("%(name)s, line %(number)s: no JSON"),
    _("%(name)s, line %(number)s: what stands before came"),
    _("%(name)s: declares entities; what stands before came"),
    _("%(name)s: one element of more than 64 MB"),
    _("%(name)s, row %(number)s: no title"),
    _("%(name)s, row %(number)s: no date can be read in “%(rest)s”"),
    _("(a page or section)"),
    _("%(name)s: %(number)s characters"),
    _("%(name)s, behind a password: %(rest)s"),
    _("%(name)s, private: %(rest)s"),
    _("%(kind)s %(id)s: here “%(here)s”, there “%(there)s”"),
    _("%(name)s, %(field)s: %(number)s characters, %(most)s fit"),
    _("%(name)s: %(slug)s was taken, now %(other)s"),
    _("%(name)s: without an e-mail too: staff set a password"),
    _("%(name)s (uid %(id)s): %(rest)s"),
    _("%(name)s (uid %(id)s)"),
)
"""What a line says, the more exact before the more general."""

_SHAPES = {
    "number": r"\d[\d,]*",
    "slot": r"\d+",
    "most": r"\d+",
    "id": r"\S+",
    "kind": r"[a-z]+(?: kind)?",
    "slug": r"\S+",
    "field": r"\w+",
}
"""What a part of a sentence looks like; any words where it says nothing."""


def kind(code: str) -> str:
    """What people call a kind of record."""
    return KINDS[code]() if code in KINDS else code


def outcome(code: str) -> str:
    """What became of records."""
    return OUTCOMES[code]() if code in OUTCOMES else code


def reason(text: str) -> str:
    return _said(text, REASONS)


def deferred(text: str) -> str:
    return _said(text, DEFERRED)


def heading(text: str) -> str:
    return _said(text, HEADINGS)


def line(text: str) -> str:
    return _said(text, LINES)


def _said(text: str, sentences: tuple[str, ...]) -> str:
    for sentence in sentences:
        if found := _pattern(sentence).fullmatch(text):
            facts = found.groupdict()
            if "kind" in facts:
                facts["kind"] = kind(facts["kind"])
            return gettext(sentence) % facts if facts else gettext(sentence)
    return text


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """The sentence with a group for each of its parts."""
    pieces = re.split(r"%\((\w+)\)s", sentence)
    for place, piece in enumerate(pieces):
        is_part = place % 2
        shape = _SHAPES.get(piece, ".*?")
        pieces[place] = f"(?P<{piece}>{shape})" if is_part else re.escape(piece)
    return re.compile("".join(pieces), re.DOTALL)
