"""The door of the desk: the site's own sign-in, and a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user
from django.test import Client

from portal.accounts import second_factor
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "pass-word-26"
SECRET = "JBSWY3DPEHPK3PXP"


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def make_staff(name: str = "编辑部的人", **fields):
    return make_user(name, is_staff=True, **fields)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_visitor_signs_in_by_the_sites_own_form():
    response = Client().get("/admin/", follow=True)
    path, _status = response.redirect_chain[-1]
    assert path.startswith("/accounts/login/?next=")
    assert b'name="login"' in response.content


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
def test_a_member_gets_403_and_no_form(reader, client_of, path):
    response = client_of(reader).get(path)
    assert response.status_code == 403
    for field in (b"login", b"username", b"password"):
        assert b'name="%s"' % field not in response.content


def test_staff_with_a_second_factor_enter(editor, client_of):
    assert client_of(editor).get("/admin/").status_code == 200


def test_staff_signed_in_are_sent_on_by_the_old_form(editor, client_of):
    response = client_of(editor).get("/admin/login/?next=/admin/accounts/")
    assert response.url == "/admin/accounts/"
    response = client_of(editor).get("/admin/login/?next=https://evil.example/")
    assert response.url == "/admin/"


def test_staff_without_a_second_factor_set_one_up_and_come_back(settings):
    settings.STAFF_MFA = "required"
    staff = make_staff(is_superuser=True)
    client = Client()
    target = "/admin/accounts/user/?q=bei"
    response = client.get(target, follow=True)
    form = {"login": staff.username, "password": PASSWORD, "next": target}
    response = client.post("/accounts/login/", form)
    assert response.url == target
    response = client.get(target)
    assert response.url == "/accounts/2fa/"
    assert target not in client.get("/accounts/2fa/").content.decode()

    page = client.get("/accounts/2fa/totp/activate/")
    assert page.url.startswith("/accounts/reauthenticate/")
    page = client.post(page.url, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    page = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}, follow=True)
    assert page.status_code == 200
    assert 'href="/admin/accounts/user/?q=bei"' in page.content.decode()
    assert client.get(target).status_code == 200
    assert second_factor.WAY_BACK not in client.session


def test_recovery_codes_alone_are_no_second_factor(settings):
    staff = make_staff()
    Authenticator.objects.create(user=staff, type="recovery_codes", data={})
    assert second_factor.must_set_up(staff)


def test_where_it_is_offered_staff_enter_and_are_told_once(settings):
    settings.STAFF_MFA = "offered"
    client = signed_in(make_staff())
    assert "/accounts/2fa/" in client.get("/admin/").content.decode()
    assert "/accounts/2fa/" not in client.get("/admin/").content.decode()


def test_a_second_factor_is_asked_for_at_sign_in():
    staff = make_staff()
    TOTP.activate(staff, SECRET)
    client = Client()
    response = client.post("/accounts/login/", {"login": staff.username, "password": PASSWORD})
    assert response.url == "/accounts/2fa/authenticate/"
    assert client.get("/admin/").status_code == 302
    assert get_user(client).is_anonymous
    page = client.get(response.url)
    assert page.status_code == 200
    client.post(response.url, {"code": "000000"})
    assert get_user(client).is_anonymous
    client.post(response.url, {"code": code_now(SECRET)})
    assert get_user(client) == staff


def test_the_first_factor_ends_sessions_a_password_alone_began(
    django_capture_on_commit_callbacks,
):
    staff = make_staff()
    form = {"login": staff.username, "password": PASSWORD}
    old, new = Client(), Client()
    old.post("/accounts/login/", form)
    new.post("/accounts/login/", form)
    confirm = "/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/"
    page = new.post(confirm, {"password": PASSWORD}, follow=True)
    code = code_now(page.context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        new.post("/accounts/2fa/totp/activate/", {"code": code})
    assert get_user(old).is_anonymous
    assert get_user(new) == staff


def test_the_password_is_changed_on_the_one_page_for_it(editor, client_of):
    assert client_of(editor).get("/admin/password_change/").url == "/accounts/password/change/"


def test_the_desk_speaks_the_language_of_the_user(client_of, make_user):
    english = make_user("Ann", role="editor", language="en")
    response = client_of(english).get("/admin/")
    assert response.headers["Content-Language"] == "en"


def test_the_scripts_of_the_desk_get_their_texts(editor, client_of):
    response = client_of(editor).get("/admin/jsi18n/")
    assert response.status_code == 200
    assert b"gettext" in response.content
