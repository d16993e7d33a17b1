"""HTTP for any site: posts from pages that carry no token, guarded files, calls to elsewhere."""

from portal.lib.http.answers import (
    HttpResponseSeeOther,
    HttpResponseTooManyRequests,
    choice,
    moved,
    no_store,
    page_number,
    see_other,
)
from portal.lib.http.devices import device_of, new_device, remember_device
from portal.lib.http.files import serve_file
from portal.lib.http.outbound import (
    AddressRefused,
    Answer,
    OutboundError,
    TooLarge,
    TooSlow,
    Unreachable,
    WrongType,
    fetch,
)
from portal.lib.http.posts import (
    READER_POSTS,
    ReaderPost,
    beacon_post,
    is_same_origin,
    reader_post,
    signed_post,
)

__all__ = [
    "READER_POSTS",
    "AddressRefused",
    "Answer",
    "HttpResponseSeeOther",
    "HttpResponseTooManyRequests",
    "OutboundError",
    "ReaderPost",
    "TooLarge",
    "TooSlow",
    "Unreachable",
    "WrongType",
    "beacon_post",
    "choice",
    "device_of",
    "fetch",
    "is_same_origin",
    "moved",
    "new_device",
    "no_store",
    "page_number",
    "reader_post",
    "remember_device",
    "see_other",
    "serve_file",
    "signed_post",
]
