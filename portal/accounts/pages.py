"""What all pages of the accounts share, allauth's as well as ours."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.lib.addresses import in_language, without_language
from portal.lib.http import no_store

Handler = Callable[[HttpRequest], HttpResponse]


def keep_private(get_response: Handler) -> Handler:
    """Middleware: no cache keeps a page of the accounts, and no search engine lists it."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_account_page(request):
            no_store(response)
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return handle


def alternates(request: HttpRequest) -> dict[str, object]:
    """Context processor: every page of the accounts is there in every language."""
    if not is_account_page(request):
        return {}
    languages = [code for code, _name in settings.LANGUAGES]
    return {"alternates": {code: in_language(request.path, code) for code in languages}}


def is_account_page(request: HttpRequest) -> bool:
    """Whether the address lies under /accounts/, in any language."""
    return without_language(request.path_info).startswith("/accounts/")
