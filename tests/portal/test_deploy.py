"""What `portal/deploy` hands to operators fits the portal it is for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from portal.settings import env

DEPLOY = Path(__file__).parents[2] / "portal" / "deploy"
GUIDE = (DEPLOY / "README.md").read_text()


def test_guide_names_settings_that_exist() -> None:
    named = set(re.findall(r"`([A-Z][A-Z_]+)(?==|`)", GUIDE))
    known = {knob.name for knob in env.knobs}
    assert "TRUSTED_PROXIES" in named
    assert {name.removesuffix("_FILE") if name not in known else name for name in named} <= known


def test_guide_names_files_that_are_there() -> None:
    named = set(re.findall(r"[\w-]+\.(?:conf|timer|service)\b|Caddyfile", GUIDE))
    named -= {"redis-server.service"}
    assert {name for name in named if not (DEPLOY / name).exists()} == set()
    assert "nginx.conf" in named


def test_front_servers_let_through_what_the_portal_takes() -> None:
    """A little more, so that it is the portal that says in words what was too large."""
    nginx = re.search(r"client_max_body_size (\d+)m", (DEPLOY / "nginx.conf").read_text())
    caddy = re.search(r"max_size (\d+)MB", (DEPLOY / "Caddyfile").read_text())
    assert nginx
    assert caddy
    assert int(nginx[1]) == int(caddy[1]) == settings.MAX_UPLOAD_MB + 1


def test_units_start_what_is_here_and_may_write_where_it_writes() -> None:
    unit = (DEPLOY / "masthead.service").read_text()
    assert re.search(r"ExecStart=.*manage\.py serve\n", unit)
    assert re.search(r"ExecReload=.*-HUP \$MAINPID", unit)
    assert "ReadWritePaths=/srv/masthead/var /srv/masthead/media" in unit


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx on this machine")
def test_nginx_takes_its_file(tmp_path: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    plain = re.sub(r"\n +ssl_\w+ .*", "", text).replace(" ssl http2", "")
    (tmp_path / "site.conf").write_text(plain)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} "
        f"http {{ access_log off; include {tmp_path}/site.conf; }}"
    )
    command = ["nginx", "-t", "-c", str(tmp_path / "nginx.conf")]
    trial = subprocess.run(command, capture_output=True, text=True, check=False)
    assert trial.returncode == 0, trial.stderr
