"""What all pages of the desk share."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from portal.lib.admin import BoundedPaginator, MomentField, Refused, refusing

EXACT = datetime(2026, 6, 17, 22, 40, 12, 345678, tzinfo=UTC)


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [
        (EXACT, "2026-06-18T06:40", False),
        (EXACT, "2026-06-18T06:41", True),
        (EXACT, "", True),
        (None, "", False),
        (None, "2026-06-18T06:40", True),
        (EXACT, "nonsense", True),
    ],
)
def test_a_moment_shown_to_the_minute_is_not_changed_by_being_shown(initial, typed, changed):
    assert MomentField().has_changed(initial, typed) is changed


def test_a_refusal_keeps_the_words_of_the_deed():
    with pytest.raises(Refused) as caught, refusing(KeyError):
        raise ValidationError({"title": "Too long."})
    assert caught.value.error.message_dict == {"title": ["Too long."]}
    with pytest.raises(Refused) as caught, refusing(LookupError):
        raise LookupError("Not there.")
    assert caught.value.error.messages == ["Not there."]


@pytest.mark.django_db
def test_rows_are_counted_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "most", 3)
    Group.objects.bulk_create(Group(name=f"{number}") for number in range(5))
    assert BoundedPaginator(Group.objects.order_by("name"), 2).count == 3
    assert BoundedPaginator(Group.objects.filter(name="1").order_by("name"), 2).count == 1


@pytest.mark.parametrize("table", ["comments/comment", "comments/thread", "accounts/user"])
def test_what_is_not_there_answers_404(administrator, client_of, table):
    client = client_of(administrator)
    for door in ("change", "delete", "history"):
        assert client.get(f"/admin/{table}/999999/{door}/").status_code in (404, 403)
    assert client.get(f"/admin/{table}/999999/change/").status_code == 404
