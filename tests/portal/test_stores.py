import pytest

from portal import stores


def database(address: str) -> dict:
    return stores.database(address, connect_seconds=5, statement_seconds=30, keep_seconds=60)


def test_sqlite_is_told_to_keep_what_it_acknowledged() -> None:
    options = database("sqlite:////srv/news.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert f"PRAGMA {pragma}" in options["init_command"]


def test_postgresql_never_waits_for_ever() -> None:
    config = database("postgres://editor:a%40b@db:6432/news?sslmode=require")
    assert (config["USER"], config["PASSWORD"], config["HOST"]) == ("editor", "a@b", "db")
    assert config["CONN_HEALTH_CHECKS"] is True
    assert config["OPTIONS"] == {
        "connect_timeout": 5,
        "options": "-c statement_timeout=30000",
        "tcp_user_timeout": 10000,
        "keepalives": 1,
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "sslmode": "require",
    }


def test_no_request_holds_a_transaction() -> None:
    assert "ATOMIC_REQUESTS" not in database("sqlite:////srv/news.sqlite3")


def test_sqlite_cache_has_a_database_of_its_own() -> None:
    cache, config = stores.caches("sqlite:////srv/cache.sqlite3")
    assert cache["BACKEND"] == "portal.lib.cachestore.FileCache"
    assert config["NAME"] == "/srv/cache.sqlite3"
    assert "synchronous=OFF" in config["OPTIONS"]["init_command"]


def test_redis_needs_no_database_and_little_patience() -> None:
    cache, config = stores.caches("redis://cache:6379/1")
    assert config == {}
    assert cache["LOCATION"] == "redis://cache:6379/1"
    assert cache["OPTIONS"]["socket_timeout"] <= 1


@pytest.mark.parametrize(
    ("address", "port", "starttls", "tls"),
    [
        ("smtp://a:b@post.cn", 587, True, False),
        ("smtp://a:b@post.cn:25/?tls=0", 25, False, False),
        ("smtps://a:b@post.cn", 465, False, True),
    ],
)
def test_letters_go_by_smtp(address: str, port: int, starttls: bool, tls: bool) -> None:
    settings = stores.mail(address)
    assert settings["EMAIL_HOST"] == "post.cn"
    assert settings["EMAIL_PORT"] == port
    assert (settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (starttls, tls)
    assert settings["EMAIL_TIMEOUT"] > 0


@pytest.mark.parametrize("read", [database, stores.caches, stores.mail])
def test_unknown_kind_of_store_is_refused(read) -> None:
    with pytest.raises(ValueError, match="must begin with"):
        read("oracle://somewhere")
