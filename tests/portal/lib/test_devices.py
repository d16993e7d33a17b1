"""A device is remembered by a number that cannot be made up."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.lib.http.devices import COOKIE, device_of, new_device, remember_device


def come_back(cookie: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    return device_of(request)


def test_device_comes_back_with_its_number():
    device = new_device()
    response = HttpResponse()
    remember_device(response, device)
    cookie = response.cookies[COOKIE]
    assert come_back(cookie.value) == device
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("cookie", ["", "abc", "abc:forged", ":", "中:文"])
def test_made_up_numbers_are_nobodys(cookie: str):
    assert come_back(cookie) == ""


def test_no_two_devices_are_alike():
    assert new_device() != new_device()
