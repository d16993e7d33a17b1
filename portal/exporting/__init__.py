"""Leaving: a whole portal as a folder of documented files, and the same portal built from one.

The folder, format 1
====================

    manifest.json          what is here; written last, so a folder without it is not whole
    NOUN.jsonl             one file for each noun, such as news.article.jsonl
    articles.ninjs.jsonl   what readers may see now, as IPTC ninjs 3.1; not read by an import
    media.jsonl            one line for each file that a row names
    media/                 those files under their own names

manifest.json is one object: `format` "masthead", `version` 1, `written_at`, `migrations` (the
newest ones of each app), `nouns` (by noun: `count` and `sha256` of its file), and `count` and
`sha256` of `articles.ninjs.jsonl` (`ninjs`, which may be missing) and of `media.jsonl` (`media`,
with `bytes` in all and how many files were `missing`).

A NOUN.jsonl holds one row a line, in the order of its key: one JSON object in UTF-8, a member for
each column. A column that points to another row is called `..._id` and holds the key of that row,
which is the same on the portal that is built. Two things are named instead: a kind of thing
(`content_type_id`: "news.article") and a right (`permission_id`: "news.article.add_article"). Times
are ISO 8601 in UTC, dates ISO 8601, files the names below media/; texts of stories are the HTML of
the desk's grammar (see news/body), revisions hold the story's state as JSON.

A line of media.jsonl is `{"name": ..., "size": bytes, "sha256": ...}`; or `{"name": ...,
"missing": true}` where a row names a file that was not there.

What is left out stands in `portal.exporting.nouns.LEFT_OUT`, each with its reason: sessions,
tokens, second factors, caches, the search index, the queue of tasks. Members come without their
passwords: they set new ones by letter or sign in by code.
"""

from portal.exporting.folder import CannotRead, CannotWrite
from portal.exporting.reading import read_site
from portal.exporting.writing import write_site

__all__ = ["CannotRead", "CannotWrite", "read_site", "write_site"]
