"""The whole page of a story that nobody has asked for yet, for whoever looks at its markup."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import override

from news.editing import State
from news.views.preview import show, stage_version


def page(pk: int, state: State) -> str:
    """The page of a version as a reader without an account would get it."""
    site = urlsplit(settings.SITE_URL)
    staged = stage_version(pk, state)
    with override(staged.story.language):
        request = HttpRequest()
        request.method = "GET"
        request.path = request.path_info = staged.story.get_absolute_url()
        request.META |= {"HTTP_HOST": site.netloc, "wsgi.url_scheme": site.scheme}
        request.user = AnonymousUser()
        return show(request, staged).content.decode()
