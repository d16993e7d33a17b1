"""The walls of the house: who may import whom, read from the code itself."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from portal.lib.http.posts import READER_POSTS

ROOT = Path(__file__).resolve().parent.parent
OURS = ("portal", "news", "comments")

# Within news and comments, from the top: doors, desk, models, engines.
DOORS = {"views", "admin", "feeds", "sitemaps", "forms", "templatetags", "management", "urls"}
DOORS |= {"media_urls", "uploads"}
ENGINES = ("body", "imaging", "tree")
FLOORS = {"door": 3, "desk": 2, "models": 1, "engine": 0}

# Each dependency has one importing room: to leave it, that room alone is rebuilt.
IMPORTERS = {
    "django_tasks": ("portal.lib.tasks",),
    "django_tasks_db": ("portal.lib.tasks", "portal.management.commands.work"),
    "nh3": ("news.body", "portal.lib.html"),
    "opencc": ("portal.lib.words",),
    "granian": ("portal.webserver",),
    "whitenoise": ("portal.lib.static",),
    "redis": ("portal.lib.cachestore",),
    "dj_database_url": ("portal.stores",),
    "import_export": ("news.admin.sheets",),
    "tablib": ("news.admin.sheets",),
    "openpyxl": ("news.admin.sheets", "portal.importers.tables"),
    "lxml": ("portal.importers",),
    "borax": ("portal.lib.dates",),
    "html5lib": ("news.checkup.markup",),
    "mammoth": ("news.body.word",),
    "PIL": ("news.imaging",),
    "pylopdf_fonts_zh_cn": ("news.imaging.fonts",),
    "pylopdf_fonts_zh_tw": ("news.imaging.fonts",),
}


@cache
def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name; migrations are history, not architecture."""
    found = {}
    for top in OURS:
        for path in (ROOT / top).rglob("*.py"):
            if "migrations" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                found[name] = path
    return found


@cache
def imports_of(module: str) -> frozenset[str]:
    """The modules that this one imports, at its top or within its functions."""
    return imported(module, ast.walk(parsed(module)))


@cache
def loaded_by(module: str) -> frozenset[str]:
    """The modules of ours that must be loaded before this one: imports at its top level."""
    return imported(module, iter(parsed(module).body)) & modules().keys()


def parsed(module: str) -> ast.Module:
    """The module as a tree, without what only a type checker reads."""
    return OnlyWhatRuns().visit(ast.parse(read(modules()[module])))


class OnlyWhatRuns(ast.NodeTransformer):
    """Takes out the blocks under `if TYPE_CHECKING`."""

    def visit_If(self, node: ast.If) -> ast.AST | None:
        """Leave out the block of the type checker, keep others."""
        is_for_types = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return None if is_for_types else self.generic_visit(node)


def imported(module: str, nodes: Iterator[ast.AST]) -> frozenset[str]:
    """The modules that the import statements among these nodes name."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = source_of(node, module)
            names |= {shortened(f"{source}.{alias.name}") for alias in node.names}
    return frozenset(names)


def source_of(node: ast.ImportFrom, module: str) -> str:
    """The full name of what is imported from; a dot means the package of the module."""
    if not node.level:
        return node.module or ""
    is_package = modules()[module].name == "__init__.py"
    parts = module.split(".")
    base = parts[: len(parts) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def shortened(name: str) -> str:
    """Of `a.module.function` keep the module; names from elsewhere stay as they are."""
    if name in modules():
        return name
    parent = name.rpartition(".")[0]
    return parent if parent in modules() else name


def all_imports() -> Iterator[tuple[str, str]]:
    """Pairs of importer and imported."""
    for module in modules():
        for name in imports_of(module):
            yield module, name


def is_within(name: str, *packages: str) -> bool:
    """Whether the name is one of the packages, or lies in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def floor_of(module: str) -> str | None:
    """The floor of a module of news or comments; apps.py belongs to none, for it joins them."""
    _, _, rest = module.partition(".")
    room = rest.partition(".")[0]
    if room in {"apps", ""}:
        return None
    if room in DOORS:
        return "door"
    if room == "models":
        return "models"
    return "engine" if room in ENGINES else "desk"


def broken(walls: Iterator[tuple[str, str]]) -> str:
    """The broken walls as text to read."""
    return "\n".join(f"{module} imports {name}" for module, name in sorted(walls))


def test_foundation_imports_nothing_of_ours() -> None:
    assert not broken(
        (module, name)
        for module, name in all_imports()
        if is_within(module, "portal.lib")
        and is_within(name, *OURS)
        and not is_within(name, "portal.lib")
    )


def test_site_stands_on_the_foundation_alone() -> None:
    assert not broken(
        (module, name)
        for module, name in all_imports()
        if is_within(module, "portal.site")
        and is_within(name, *OURS)
        and not is_within(name, "portal.lib", "portal.site")
    )


@pytest.mark.parametrize("app", ["news", "comments"])
def test_news_and_comments_know_only_themselves_and_the_ground_floor(app: str) -> None:
    assert not broken(
        (module, name)
        for module, name in all_imports()
        if is_within(module, app)
        and is_within(name, *OURS)
        and not is_within(name, app, "portal.lib", "portal.site")
    )


@pytest.mark.parametrize("app", ["news", "comments"])
def test_imports_go_down_the_floors(app: str) -> None:
    def goes_up(module: str, name: str) -> bool:
        above, below = floor_of(module), floor_of(name)
        return bool(above and below) and FLOORS[below] > FLOORS[above]

    assert not broken(
        (module, name)
        for module, name in all_imports()
        if is_within(module, app) and is_within(name, app) and goes_up(module, name)
    )


@pytest.mark.parametrize("app", ["news", "comments"])
def test_engines_need_no_database(app: str) -> None:
    assert not broken(
        (module, name)
        for module, name in all_imports()
        if is_within(module, app)
        and floor_of(module) == "engine"
        and is_within(name, "django.db", "django.http")
    )


def test_importers_do_not_know_the_shell() -> None:
    assert not broken(
        (module, name)
        for module, name in all_imports()
        if is_within(module, "portal.importers")
        and is_within(name, "portal")
        and not is_within(name, "portal.importers", "portal.accounts", "portal.lib", "portal.site")
    )


def test_nobody_imports_in_a_circle() -> None:
    settled: set[str] = set()
    circles: list[str] = []

    def visit(module: str, path: tuple[str, ...]) -> None:
        if module in path:
            circles.append(" -> ".join((*path[path.index(module) :], module)))
        elif module not in settled:
            for name in sorted(loaded_by(module) - {module}):
                visit(name, (*path, module))
            settled.add(module)

    for module in modules():
        visit(module, ())
    assert not circles, "\n".join(circles)


def test_each_dependency_has_one_importing_room() -> None:
    assert not broken(
        (module, name)
        for module, name in all_imports()
        for package, rooms in IMPORTERS.items()
        if is_within(name, package) and not is_within(module, *rooms)
    )


def test_no_room_is_a_junk_drawer() -> None:
    junk = {"utils", "helpers", "services", "common", "misc"}
    assert not [name for name in modules() if name.rpartition(".")[2] in junk]


def test_tasks_stand_beside_their_deeds() -> None:
    drawers = [name for name in modules() if name.rpartition(".")[2] == "tasks"]
    assert drawers == ["portal.lib.tasks"]


def test_every_module_with_periodic_jobs_is_listed() -> None:
    with_jobs = {
        name
        for name, path in modules().items()
        if re.search(r"^@periodic\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert with_jobs == set(settings.PERIODIC_MODULES)


def test_no_template_declares_anything_safe() -> None:
    templates = [path for place in ("templates", *OURS) for path in (ROOT / place).rglob("*.html")]
    bold = [path for path in templates if re.search(r"\|\s*safe\b|autoescape off", read(path))]
    assert templates
    assert not bold


def read(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8")


def test_only_reader_posts_decide_themselves_where_a_post_comes_from() -> None:
    exempt = {
        pattern.callback.reader_post.name  # type: ignore[union-attr]
        if hasattr(pattern.callback, "reader_post")
        else str(pattern)
        for pattern in all_patterns(get_resolver())
        if getattr(pattern.callback, "csrf_exempt", False)
    }
    # Other tests may have declared posts of their own in this process.
    assert exempt <= {post.name for post in READER_POSTS}
    # Whoever adds one adds it here, and thinks about what a stranger's page could do with it.
    assert exempt == {"agree", "end_letters", "post", "react", "save", "seen"}


def all_patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    """Every address, however deep it is included."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern)
        else:
            yield pattern


def test_what_is_measured_in_time_runs_alone() -> None:
    measures = re.compile(r"\b(process_time|perf_counter)\(|monotonic\(\) - ")
    bold = [
        path.name
        for path in (ROOT / "tests").rglob("test_*.py")
        if measures.search(read(path)) and "mark.alone" not in read(path)
    ]
    assert bold == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    lock = read(ROOT / name)
    assert "://" not in lock
    assert "--index-url" not in lock
    pinned = re.findall(r"^[a-z0-9_.-]+(?:\[.*\])?==", lock, re.MULTILINE | re.IGNORECASE)
    assert len(pinned) > 20
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_no_file_names_a_machine() -> None:
    listing = subprocess.run(
        ["git", "grep", "-lE", r"(^|[^A-Za-z0-9_.-])/(work|farm|root)/[a-z.]", "--", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert listing.stdout == ""
