"""Sitemaps: which addresses there are, told to search engines.

The archive is told in parts by the ids of the stories, so that a part costs the same however long
the archive is; `writing` knows the format, `stories` and `places` what to write.
"""
