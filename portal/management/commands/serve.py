"""One command that gets the site ready and keeps all its parts running."""

import socket
import sys
import time
from argparse import ArgumentParser
from contextlib import closing, suppress
from http.client import HTTPConnection
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from portal.demo import accounts, seeding
from portal.lib.database import count_missing_migrations, look_again, without_time_limit
from portal.lib.static import collect_if_changed
from portal.supervisor import Part, Supervisor

# The web server must answer within this time, or the welcome is not said.
ANSWER_SECONDS = 60.0


class Command(BaseCommand):
    """Migrates, seeds the demo, collects static files, then serves until told to stop."""

    help = "Serve the site: web server, worker and scheduler under one supervisor."
    # Checks read the database's tables, which may have to be made first.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prepare-only", action="store_true", help="get ready, do not serve")

    def handle(self, *args: Any, prepare_only: bool, **options: Any) -> None:
        """Get ready, then serve until Ctrl-C or SIGTERM; SIGHUP brings in new code."""
        if not prepare_only:
            refuse_taken_port()
        self.prepare()
        if prepare_only:
            return
        connections.close_all()
        supervisor = Supervisor(parts())
        supervisor.start()
        if wait_for_answer(supervisor):
            self.welcome()
        supervisor.watch()
        self.say("Good-bye.")

    def prepare(self) -> None:
        """Bring database, demo and static files up to date."""
        missing = count_missing_migrations()
        if missing:
            self.say(f"Database: {missing} migrations to apply ...")
            without_time_limit()
            call_command("migrate", interactive=False, verbosity=0)
            call_command("setup_roles", verbosity=0)
            call_command("setup_pages", verbosity=0)
            look_again()
        if settings.DEMO and seeding.is_empty():
            self.say("Demo: the first start fills the portal with the demo city ...")
            call_command("seed_demo", stdout=self.stdout)
        accounts.let_in(settings.DEMO)
        began = time.monotonic()
        if collect_if_changed():
            self.say(f"Static files: collected in {time.monotonic() - began:.1f} s.")

    def welcome(self) -> None:
        """Say where the site is and who may sign in; nobody is asked anything."""
        self.say("")
        self.say(f"  The site     {settings.SITE_URL}/")
        self.say(f"  The desk     {settings.SITE_URL}/admin/")
        self.say(f"  Its health   {settings.SITE_URL}/healthz")
        if settings.DEMO:
            self.say(f"  Demo accounts (kept in {accounts.passwords_file()}):")
            for username, password in accounts.passwords().items():
                self.say(f"    {username:<16} {password}")
        elif not get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
            self.say("  Nobody may administer the site yet. Make somebody who may:")
            self.say(f"    {sys.executable} manage.py createsuperuser")
        self.say("")
        connections.close_all()

    def say(self, line: str) -> None:
        """Print a line at once."""
        self.stdout.write(line)
        self.stdout.flush()


def refuse_taken_port() -> None:
    """Raise CommandError when somebody else listens where we mean to."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Cannot listen at {settings.HOST}:{settings.PORT}: {error.strerror}. "
                "Another copy may be running; set PORT to serve elsewhere."
            ) from error


def parts() -> list[Part]:
    """Return what has to run."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    place = [settings.HOST, str(settings.PORT)]
    size = [str(settings.WEB_WORKERS), str(settings.WEB_THREADS)]
    web = [sys.executable, "-m", "portal.webserver", *place, *size]
    return [
        Part("The web server", web, reloads_itself=True),
        *(
            Part(f"Worker {number + 1}", [*manage, "work"])
            for number in range(settings.TASK_WORKERS)
        ),
        Part("The scheduler", [*manage, "schedule"]),
    ]


def wait_for_answer(supervisor: Supervisor) -> bool:
    """Wait until the web server answers anything at all; return False when it never does."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline and not supervisor.stopped.wait(0.1):
        client = HTTPConnection(settings.HOST, settings.PORT, timeout=ANSWER_SECONDS)
        with closing(client), suppress(OSError):
            client.request("HEAD", "/healthz")
            client.getresponse()
            return True
    return False
