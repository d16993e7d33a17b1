"""What every page of the site shares; the ground floor that everyone may import."""

from portal.site.models.notice import Notice
from portal.site.models.page import Page
from portal.site.models.redirect import Redirect
from portal.site.models.settings import CommentPolicy, Pigment, SiteSettings

__all__ = ["CommentPolicy", "Notice", "Page", "Pigment", "Redirect", "SiteSettings"]
