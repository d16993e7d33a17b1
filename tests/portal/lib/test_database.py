import pytest
from django.contrib.auth.models import Group
from django.db import connection

from portal.lib.housekeeping import refresh_statistics


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL does it by itself")
def test_sqlite_learns_how_large_its_tables_are() -> None:
    Group.objects.bulk_create(Group(name=f"组{number}") for number in range(200))

    refresh_statistics.func()

    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'auth_group'")
        (stat,) = cursor.fetchone()
    assert int(stat.split()[0]) >= 200
