"""HTTP for any site: posts from pages that carry no token, guarded files, small answers."""

from portal.lib.http.answers import (
    HttpResponseSeeOther,
    HttpResponseTooManyRequests,
    no_store,
    page_number,
    see_other,
)
from portal.lib.http.devices import device_of, new_device, remember_device
from portal.lib.http.files import serve_file
from portal.lib.http.posts import (
    READER_POSTS,
    ReaderPost,
    beacon_post,
    is_same_origin,
    reader_post,
)

__all__ = [
    "READER_POSTS",
    "HttpResponseSeeOther",
    "HttpResponseTooManyRequests",
    "ReaderPost",
    "beacon_post",
    "device_of",
    "is_same_origin",
    "new_device",
    "no_store",
    "page_number",
    "reader_post",
    "remember_device",
    "see_other",
    "serve_file",
]
