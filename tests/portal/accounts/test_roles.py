"""The roles: what the command makes, and that it takes back what is no longer written down."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from portal.accounts import roles
from portal.accounts.models import User

pytestmark = pytest.mark.django_db


def set_up() -> None:
    call_command("setup_roles", verbosity=0)


def rights_of(name: str) -> set[str]:
    permissions = Group.objects.get(name=name).permissions.select_related("content_type")
    return {roles.code_of(permission) for permission in permissions}


def test_each_role_is_a_group_with_its_rights():
    Group.objects.all().delete()
    set_up()
    assert {role.name: set(role.rights) for role in roles.ROLES} == {
        group.name: rights_of(group.name) for group in Group.objects.all()
    }


def test_setting_up_twice_changes_nothing():
    set_up()
    before = {group.pk: rights_of(group.name) for group in Group.objects.all()}
    set_up()
    assert before == {group.pk: rights_of(group.name) for group in Group.objects.all()}


def test_a_right_that_was_removed_is_taken_back():
    set_up()
    group = Group.objects.get(name="reporter")
    group.permissions.add(Permission.objects.get(codename="publish_article"))
    set_up()
    assert "news.publish_article" not in rights_of("reporter")


def test_a_group_made_by_hand_is_left_alone():
    group = Group.objects.create(name="interns")
    group.permissions.add(Permission.objects.get(codename="view_article"))
    set_up()
    assert rights_of("interns") == {"news.view_article"}


def test_a_right_nobody_knows_is_an_error():
    role = roles.Role("ghost", "Ghost", frozenset({"news.haunt_article"}))
    with pytest.raises(roles.UnknownRight, match=r"news\.haunt_article"):
        roles.set_up_role(role)


@pytest.mark.parametrize(
    ("role", "right", "has_it"),
    [
        ("reporter", "news.add_article", True),
        ("reporter", "news.publish_article", False),
        ("editor", "news.publish_article", True),
        ("editor", "news.delete_category", False),
        ("editor", "comments.moderate_comment", False),
        ("chief editor", "comments.moderate_comment", True),
        ("chief editor", "news.change_frontpage", True),
        ("chief editor", "accounts.change_user", False),
        ("picture editor", "news.delete_image", True),
        ("picture editor", "news.publish_article", False),
        ("moderator", "comments.moderate_comment", True),
        ("moderator", "news.change_article", False),
        ("administrator", "accounts.change_user", True),
    ],
)
def test_who_may_do_what(make_user, role, right, has_it):
    user = make_user("somebody", role=role)
    assert User.objects.get(pk=user.pk).has_perm(right) is has_it


def test_titles_are_what_people_read():
    assert roles.title_of(Group(name="interns")) == "interns"
    assert roles.title_of(Group(name="reporter")) == str(roles.ROLES[0].title)
