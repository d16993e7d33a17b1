import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def manage(*words: str, **knobs: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the product with nothing but these knobs."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=bare | {"ENV_FILE": os.devnull} | knobs,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_knob_stands_in_the_readme_and_the_example() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    example = (ROOT / ".env.example").read_text("utf-8")
    knobs = {knob.name for knob in settings.KNOBS} | {"SECRET_KEY_FILE"}
    assert set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE)) == knobs
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE)) == knobs


def test_example_shows_the_defaults(tmp_path: Path) -> None:
    shown = manage("showconfig", VAR_DIR=str(tmp_path)).stdout
    example = dict(
        re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    )
    for name, value in re.findall(r"^([A-Z_]+)=(.*?)  # default$", shown, re.MULTILINE):
        plain = value.replace(f"{tmp_path}", "var").replace(f"{ROOT}/", "")
        assert plain in {example[name], "False" if example[name] == "0" else ""}, name


def test_showconfig_masks_secrets(tmp_path: Path) -> None:
    answer = manage(
        "showconfig",
        VAR_DIR=str(tmp_path),
        SECRET_KEY="hush-1",
        DATABASE_URL="postgres://editor:hush-2@db/news",
        CACHE_URL="redis://:hush-3@cache/0",
        EMAIL_URL="smtp://post:hush-4@mail.cn",
    )
    assert "hush" not in answer.stdout + answer.stderr
    assert "DATABASE_URL=postgres://editor:********@db/news  # environment" in answer.stdout


def test_wrong_environment_is_one_message(tmp_path: Path) -> None:
    answer = manage("check", VAR_DIR=str(tmp_path), PORT="0", EMAIL_URL="pigeon://")
    assert answer.returncode != 0
    assert answer.stderr.splitlines()[-3:] == [
        "django.core.exceptions.ImproperlyConfigured: The environment is not right:",
        "  PORT: must be a whole number from 1 to 65535",
        "  EMAIL_URL: must begin with console://, file://, smtp:// or smtps://",
    ]


def test_everything_that_is_kept_can_be_moved(tmp_path: Path) -> None:
    places = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/a/db.sqlite3",
        "CACHE_URL": f"sqlite:///{tmp_path}/b/cache.sqlite3",
        "MEDIA_ROOT": f"{tmp_path}/c",
        "STATIC_ROOT": f"{tmp_path}/d",
        "SECRET_KEY_FILE": f"{tmp_path}/e/key",
        "VAR_DIR": f"{tmp_path}/f",
    }
    assert manage("check", **places).returncode == 0
    shown = manage("showconfig", **places).stdout
    for name, place in places.items():
        assert f"{name}={place}  # environment" in shown
    assert (tmp_path / "e" / "key").exists()


def test_https_site_is_told_so_everywhere(tmp_path: Path) -> None:
    script = (
        "from django.conf import settings as s;"
        "print(s.ALLOWED_HOSTS[-1], s.CSRF_TRUSTED_ORIGINS, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0)"
    )
    answer = manage(
        "shell", "--no-imports", "-c", script, VAR_DIR=str(tmp_path), SITE_URL="https://news.cn/"
    )
    assert answer.stdout.strip() == "news.cn ['https://news.cn'] True True True True"
