"""Who asks, and how the doors answer a script and a person."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from comments.readers import Reader
from portal.lib.http import device_of, no_store


def reader_of(request: HttpRequest) -> Reader | None:
    """A member, a device we know, or nobody we know."""
    if request.user.is_authenticated:
        return Reader(member=request.user)
    device = device_of(request)
    return Reader(device=device) if device else None


def is_script(request: HttpRequest) -> bool:
    return not request.accepts("text/html")


def refuse(
    request: HttpRequest, message: str, *, back: Any = None, status: int = 400, retry: int = 0
) -> HttpResponse:
    """Say why something cannot be done, with the way back to the comment it was about."""
    if is_script(request):
        response: HttpResponse = JsonResponse({"message": message}, status=status)
    else:
        context = {"message": message, "comment": back}
        response = render(request, "comments/not_done.html", context, status=status)
    if retry:
        response.headers["Retry-After"] = str(retry)
    return no_store(response)
