import threading
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import stores
from portal.env import Environment, kept_secret, read_env_file


def test_without_variables_every_knob_has_its_default() -> None:
    env = Environment({})
    assert env.number("PORT", 8000) == 8000
    assert env.flag("DEBUG", False) is False
    assert env.words("ALLOWED_HOSTS", ["localhost"]) == ["localhost"]
    assert [knob.origin for knob in env.knobs] == ["default"] * 3
    env.check()


def test_variables_win() -> None:
    env = Environment({"PORT": "9000", "DEBUG": "Yes", "ALLOWED_HOSTS": "a.cn, b.cn,"})
    assert env.number("PORT", 8000) == 9000
    assert env.flag("DEBUG", False) is True
    assert env.words("ALLOWED_HOSTS", []) == ["a.cn", "b.cn"]


def test_one_error_lists_everything_wrong(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    env = Environment(
        {
            "PORT": "eighty",
            "DEBUG": "perhaps",
            "STAFF_MFA": "sometimes",
            "DATABASE_URL": "mysql://somewhere/else",
            "CACHE_URL_FILE": str(missing),
        }
    )
    env.number("PORT", 8000, least=1, most=65535)
    env.flag("DEBUG", False)
    env.text("STAFF_MFA", "required", choices=("required", "offered"))
    env.secret("DATABASE_URL", "sqlite:///x", database)
    env.secret("CACHE_URL", "locmem://", stores.caches)
    with pytest.raises(ImproperlyConfigured) as error:
        env.check()
    assert str(error.value).splitlines() == [
        "The environment is not right:",
        "  PORT: must be a whole number from 1 to 65535",
        "  DEBUG: must be 1 or 0",
        "  STAFF_MFA: must be one of required, offered",
        "  DATABASE_URL: must begin with sqlite:// or postgres://",
        f"  CACHE_URL_FILE: {missing}: No such file or directory",
    ]


def database(address: str) -> dict:
    return stores.database(address, connect_seconds=5, statement_seconds=30, keep_seconds=60)


def test_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    place = tmp_path / "secret"
    place.write_text("redis://:hush@cache:6379/0\n")
    env = Environment({"CACHE_URL_FILE": str(place)})
    assert env.secret("CACHE_URL", "locmem://", str) == "redis://:hush@cache:6379/0"
    assert env.knobs[0].origin == "CACHE_URL_FILE"
    assert "hush" not in env.knobs[0].masked()


def test_secret_given_twice_is_an_error(tmp_path: Path) -> None:
    place = tmp_path / "secret"
    place.write_text("locmem://")
    env = Environment({"CACHE_URL_FILE": str(place), "CACHE_URL": "locmem://"})
    env.secret("CACHE_URL", "locmem://", str)
    assert env.problems == ["CACHE_URL: is given twice, by itself and by CACHE_URL_FILE"]


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# Where we live\nPORT=9000\nexport HOST='::1'\n\nSITE_URL=http://a.cn\n")
    env = Environment({"PORT": "9001"}, env_file=file)
    assert env.number("PORT", 8000) == 9001
    assert env.text("HOST", "127.0.0.1") == "::1"
    assert [knob.origin for knob in env.knobs] == ["environment", ".env"]


def test_env_file_keeps_what_stands_after_the_first_equals_sign(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('EMAIL_URL="smtp://a:b@c:587/?tls=0"\n#PORT=1\n')
    assert read_env_file(file) == {"EMAIL_URL": "smtp://a:b@c:587/?tls=0"}


def test_passwords_and_keys_are_masked() -> None:
    env = Environment(
        {"DATABASE_URL": "postgres://editor:hush@db/news?sslkey=hush", "SECRET_KEY": "hush"}
    )
    env.secret("DATABASE_URL", "", str)
    env.secret_key(Path("unused"))
    assert [knob.masked() for knob in env.knobs] == [
        "postgres://editor:********@db/news?********",
        "********",
    ]


def test_secret_key_is_made_on_the_first_run_and_kept(tmp_path: Path) -> None:
    place = tmp_path / "var" / "secret_key"
    first = Environment({}).secret_key(place)
    assert len(first) >= 50
    assert place.stat().st_mode & 0o777 == 0o600
    assert Environment({}).secret_key(place) == first
    assert [entry.name for entry in place.parent.iterdir()] == ["secret_key"]


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    keys: list[str] = []
    starters = [
        threading.Thread(target=lambda: keys.append(kept_secret(tmp_path / "key")))
        for _ in range(8)
    ]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_unwritable_place_for_the_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    env = Environment({"SECRET_KEY_FILE": str(tmp_path / "file" / "key")})
    env.secret_key(tmp_path)
    assert env.problems == [f"SECRET_KEY_FILE: {tmp_path}/file/key: Not a directory"]
