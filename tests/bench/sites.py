"""A seeded site of one size, with state of its own."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.pages import Page
from tests.bench.search import Timing
from tests.bench.server import HOST, ROOT

SITES = ROOT / "var" / "bench"


class Site:
    """A folder with database, cache, media and static files, and how to run commands there."""

    def __init__(self, size: int, folder: Path | None = None) -> None:
        self.size = size
        self.folder = folder or SITES / str(size)
        self.note = self.folder / "seeded.json"
        self.environment = environment(self.folder)

    @property
    def pace(self) -> float:
        """Stories a second, when the site was filled."""
        return float(self._facts()["pace"])

    @property
    def search_pace(self) -> float:
        """Stories a second, when the index of the search was built."""
        return float(self._facts()["search_pace"])

    def prepare(self, say: Callable[[str], None]) -> None:
        """Migrate and seed, unless this was done with the same models and demo."""
        if not self._is_seeded():
            say(f"Seeding {self.size:,} stories in {self.folder.relative_to(ROOT)} ...")
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self._manage("migrate", "--verbosity", "0")
            told = self._manage("seed_demo", "--articles", str(self.size))
            self._remember(pace=pace_in(told), search_pace=pace_in(self._manage("rebuild_search")))
        self._manage("collectstatic", "--no-input", "--verbosity", "0")

    def settle_at(self, port: int) -> None:
        """Make the port part of the site's address."""
        self.environment["SITE_URL"] = f"http://{HOST}:{port}"

    def pages(self) -> list[Page]:
        """The pages to measure, with their queries counted in a process of this site."""
        counted = self._run("-m", "tests.bench.pages")
        return [Page(**page) for page in json.loads(counted)]

    def timings(self) -> list[Timing]:
        """How long searches take, timed in a process of this site."""
        return [Timing(**timing) for timing in json.loads(self._run("-m", "tests.bench.search"))]

    def _is_seeded(self) -> bool:
        if not self.note.is_file():
            return False
        return bool(self._facts()["fingerprint"] == fingerprint())

    def _facts(self) -> dict[str, Any]:
        return dict(json.loads(self.note.read_text("ascii")))

    def _remember(self, **paces: float) -> None:
        facts = {**paces, "fingerprint": fingerprint()}
        self.note.write_text(json.dumps(facts), encoding="ascii")

    def _manage(self, *arguments: str) -> str:
        return self._run("manage.py", *arguments)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout


def environment(folder: Path) -> dict[str, str]:
    """The environment of a site in production, with none of this machine's knobs."""
    example = (ROOT / ".env.example").read_text("utf-8")
    knobs = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    ours = {name for name in os.environ if name.removesuffix("_FILE") in knobs}
    return {name: value for name, value in os.environ.items() if name not in ours} | {
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "LOG_LEVEL": "ERROR",
        # Measured is how pages are made; what it costs to keep them has a row of its own.
        "PAGE_CACHE_MB": "0",
    }


def fingerprint() -> str:
    """Sum up what the seeded database depends on."""
    digest = hashlib.sha256()
    for path in sorted(_ingredients()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _ingredients() -> Iterator[Path]:
    for app in ("portal", "news", "comments"):
        yield from (ROOT / app).rglob("migrations/*.py")
    yield from (ROOT / "news" / "search").rglob("*.py")
    yield from (ROOT / "portal" / "demo").glob("*.py")
    yield from (ROOT / "portal" / "demo").glob("*.toml")


def pace_in(told: str) -> float:
    """The pace that `seed_demo` told last; 0 where it had nothing to fill."""
    paces = re.findall(r"([\d,]+) a second", told)
    return float(paces[-1].replace(",", "")) if paces else 0.0
