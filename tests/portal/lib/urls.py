"""Addresses of a cooking site, which has dishes to praise and no stories."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from portal.lib.http import beacon_post, reader_post


def praise(request: HttpRequest, pk: int) -> HttpResponse:
    return JsonResponse({"pk": pk, "fields": dict(request.POST.lists())})


def seen(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("counted", status=204, headers={"X-Counted": "1"})


dishes = [
    *reader_post("praise/<int:pk>/", praise, "praise", question="Praise it?", shows=("words",)),
    *reader_post("advise/<int:pk>/", praise, "advise", asks_without_script=True),
    *beacon_post("seen/<int:pk>/", seen, "seen"),
]
urlpatterns = [
    path("admin/", admin.site.urls),
    path("dishes/", include((dishes, "dishes"))),
]
