"""What every page of the site shares; the ground floor that everyone may import."""

from portal.site.models.missed import MissedPath
from portal.site.models.notice import Notice
from portal.site.models.page import Page
from portal.site.models.redirect import Redirect
from portal.site.models.settings import (
    CommentPolicy,
    CommentProfile,
    Pigment,
    ReviewStages,
    SiteSettings,
)

__all__ = [
    "CommentPolicy",
    "CommentProfile",
    "MissedPath",
    "Notice",
    "Page",
    "Pigment",
    "Redirect",
    "ReviewStages",
    "SiteSettings",
]
