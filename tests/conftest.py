"""What every test may ask for: the cast, a clock that stands still, the worker, a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone, translation
from django_tasks_db.management.commands import db_worker
from pytest_django import DjangoDbBlocker

from portal.lib.caching import forget
from portal.site import missed
from tests import migrated

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "no chromium on this machine"

# Whoever asks for one of these asks the database; fixtures of fixtures count as well.
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}

# A Friday morning in Shanghai.
MORNING = datetime(2026, 7, 10, 0, 30, tzinfo=UTC)


class Clock:
    """The time of the tests: it moves only when told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        """Move on by hours=, minutes= and so on, as `timedelta` takes them."""
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the time."""
    standing = Clock(MORNING)
    monkeypatch.setattr(timezone, "now", standing)
    return standing


# No thread writes down behind a test's back; who wants it calls `missed.flush`.
missed.FLUSH_SECONDS = 86_400


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Begin with a copy of the migrated database."""
    with django_db_blocker.unblock():
        migrated.bring()


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Take the file of SQLite as it was copied; a PostgreSQL is copied as it is made."""
    return connection.vendor == "sqlite" or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let every test begin with the roles, also after one that committed."""
    with django_db_blocker.unblock():
        beginning = migrated.Beginning()
    TransactionTestCase._fixture_teardown = lambda _: beginning.come_back()


@pytest.fixture
def migrated_folder(tmp_path: Path, django_db_modify_db_settings: None) -> Path:
    """A folder of state for a site that runs on its own, where the database is migrated already."""
    if connection.vendor == "sqlite":
        shutil.copy(migrated.kept_file(), tmp_path / "db.sqlite3")
    return tmp_path


@pytest.fixture(autouse=True)
def clean_slate() -> Iterator[None]:
    """Begin each test with an empty cache and in the site's own language."""
    cache.clear()
    forget()
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def committed(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager],
) -> Callable[[], AbstractContextManager]:
    """`with committed():` what is made inside counts as committed, so that pages cache again."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def run_tasks(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Do the work that waits for the worker, as the worker would."""
    # Between tasks it would close the connection that holds the transaction of the test.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def run() -> None:
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)

    return run


@pytest.fixture
def make_user(db: None) -> Callable[..., object]:
    """Make a person: `make_user("name", role="editor")`; staff carry a second factor."""

    def make(username: str, *, role: str = "", **fields: object) -> object:
        user = get_user_model().objects.create_user(username, password="pass-phrase", **fields)
        if role:
            give_role(user, role)
        return user

    return make


def give_role(user: object, role: str) -> None:
    """Put the person into a role's group, with what every member of staff has."""
    if not Group.objects.filter(name=role).exists():
        # Also a bench gives roles, on a site of its own.
        call_command("setup_roles", verbosity=0)
    user.groups.add(Group.objects.get(name=role))  # type: ignore[attr-defined]
    user.is_staff = True  # type: ignore[attr-defined]
    user.save()  # type: ignore[attr-defined]
    give_second_factor(user)


def give_second_factor(user: object) -> None:
    """Let the person have an authenticator."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})


@pytest.fixture
def reader(make_user: Callable[..., object]) -> object:
    """A member who reads and comments."""
    return make_user("读者")


@pytest.fixture
def stranger(make_user: Callable[..., object]) -> object:
    """Another member, who has no part in the story."""
    return make_user("陌生人")


@pytest.fixture
def editor(make_user: Callable[..., object]) -> object:
    """A member of staff who writes and publishes."""
    return make_user("编辑", role="editor")


@pytest.fixture
def chief(make_user: Callable[..., object]) -> object:
    """The chief editor."""
    return make_user("总编辑", role="chief editor")


@pytest.fixture
def moderator(make_user: Callable[..., object]) -> object:
    """A member of staff who looks after comments."""
    return make_user("审核员", role="moderator")


@pytest.fixture
def administrator(make_user: Callable[..., object]) -> object:
    """The person who may do everything."""
    return make_user("管理员", role="administrator", is_superuser=True)


@pytest.fixture
def client_of() -> Callable[[object], Client]:
    """Give a client in which somebody is signed in."""

    def sign_in(user: object) -> Client:
        client = Client()
        client.force_login(user)  # type: ignore[arg-type]
        return client

    return sign_in


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Use the chromium of the machine."""
    return browser_type_launch_args | {"executable_path": CHROMIUM}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """Browse as a reader of the city would."""
    return browser_context_args | {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        # What one test kept on the device would ask the server of the next.
        "service_workers": "block",
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks the database, and what drives a browser, which is skipped without one."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not os.environ.get("REQUIRE_BROWSER"):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the browser tests that were skipped."""
    skipped = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if NO_CHROMIUM in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("browser tests skipped: install chromium to run them")
        for nodeid in sorted(skipped):
            terminalreporter.line(nodeid)
