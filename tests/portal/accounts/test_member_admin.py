"""Members and roles at the desk."""

import pytest
from django.contrib.auth.models import Group

from portal.accounts.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "quite-another-word"


@pytest.fixture
def runner(make_user):
    """An administrator who is no superuser."""
    return make_user("主管", role="administrator")


def change_form(user: User, **fields: object) -> dict[str, object]:
    """What the change form posts for a member."""
    values = {
        "username": user.username,
        "email": user.email,
        "shown_name": user.shown_name,
        "shows_reactions": "on",
        "language": user.language,
        "is_active": "on",
    }
    return values | fields


def test_an_administrator_adds_a_member(runner, client_of):
    form = {
        "username": "新来的",
        "email": "New@news.example",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = client_of(runner).post("/admin/accounts/user/add/", form)
    assert response.status_code == 302
    member = User.objects.get_by_natural_key("新来的")
    assert member.check_password(PASSWORD)
    assert member.email == "new@news.example"


def test_a_name_taken_in_another_spelling_is_refused(runner, client_of):
    make_user("Bei")
    form = {
        "username": "ＢＥＩ",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = client_of(runner).post("/admin/accounts/user/add/", form)
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["username"]


def test_an_administrator_gives_a_role(runner, client_of):
    member = make_user("bei")
    role = Group.objects.get(name="reporter")
    form = change_form(member, is_staff="on", groups=[role.pk])
    response = client_of(runner).post(f"/admin/accounts/user/{member.pk}/change/", form)
    assert response.status_code == 302
    member.refresh_from_db()
    assert member.is_staff
    assert list(member.groups.all()) == [role]


def test_an_administrator_makes_no_superuser(runner, client_of):
    member = make_user("bei")
    form = change_form(member, is_superuser="on")
    client_of(runner).post(f"/admin/accounts/user/{member.pk}/change/", form)
    member.refresh_from_db()
    assert not member.is_superuser


@pytest.mark.parametrize("door", ["change/", "password/", "delete/"])
def test_an_administrator_does_not_touch_a_superuser(runner, administrator, client_of, door):
    address = f"/admin/accounts/user/{administrator.pk}/{door}"
    response = client_of(runner).post(address, change_form(administrator, post="yes"))
    assert response.status_code == 403
    assert User.objects.filter(pk=administrator.pk, is_superuser=True).exists()


def test_a_member_is_deleted(runner, client_of):
    member = make_user("bei")
    address = f"/admin/accounts/user/{member.pk}/delete/"
    assert client_of(runner).post(address, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=member.pk).exists()


def test_a_lost_second_factor_is_taken_away(runner, administrator, editor, client_of):
    form = {
        "action": "take_away_second_factor",
        "_selected_action": [editor.pk, administrator.pk],
    }
    response = client_of(runner).post("/admin/accounts/user/", form)
    assert response.status_code == 302
    assert not User.objects.get(pk=editor.pk).has_second_factor
    assert User.objects.get(pk=administrator.pk).has_second_factor


@pytest.mark.parametrize("query", ["", "?is_staff__exact=1", "?q=bei"])
def test_the_list_of_members_costs_the_same_for_all(
    runner, client_of, query, django_assert_max_num_queries
):
    for number in range(5):
        make_user(f"bei{number}")
    client = client_of(runner)
    client.get("/admin/accounts/user/")  # the frame's settings, notices and pages are now known
    with django_assert_max_num_queries(12):
        response = client.get(f"/admin/accounts/user/{query}")
    assert response.status_code == 200


def test_only_a_superuser_changes_roles(runner, administrator, client_of):
    role = Group.objects.get(name="reporter")
    address = f"/admin/auth/group/{role.pk}/change/"
    assert client_of(runner).get("/admin/auth/group/").status_code == 200
    assert client_of(runner).post(address, {"name": "reporter"}).status_code == 403
    assert client_of(administrator).post(address, {"name": "reporter"}).status_code == 302


def test_secrets_of_authenticators_are_shown_to_nobody(administrator, client_of):
    assert client_of(administrator).get("/admin/mfa/authenticator/").status_code == 404
