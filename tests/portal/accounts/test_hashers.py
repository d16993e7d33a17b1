"""Passwords of another system let their members in once, and are the house's own from then on."""

from collections.abc import Callable
from hashlib import md5

import argon2
import bcrypt
import pytest
from django.contrib.auth import get_user
from django.contrib.auth import hashers as django_hashers
from django.test import Client, override_settings

from portal import settings as product
from portal.accounts import hashers
from tests.factories import make_user

pytestmark = pytest.mark.django_db

check = django_hashers.check_password


def md5_of(password: bytes, salt: str) -> str:
    inner = md5(password).hexdigest()
    return md5((inner + salt).encode()).hexdigest()


def bcrypt_of(password: bytes) -> str:
    """As PHP writes it."""
    return "$2y$" + bcrypt.hashpw(password, bcrypt.gensalt(4)).decode()[4:]


def encoded(stored: str, salt: str = "") -> str:
    found = hashers.brought(stored, salt)
    assert found is not None
    return found


Store = Callable[[bytes], str]
STORES: dict[str, Store] = {
    "bcrypt": lambda password: encoded(bcrypt_of(password)),
    "argon2": lambda password: encoded(
        argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(password)
    ),
    "md5": lambda password: encoded(md5_of(password, "a1b2c3"), "a1b2c3"),
}


@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("Pass-2026x", b"Pass-2026x"),
        ("龙舟 2026", "龙舟 2026".encode()),
        ("龙舟 2026", "龙舟 2026".encode("gbk")),
        ('it\'s "so" \\', b'it\\\'s \\"so\\" \\\\'),
        ("龙's", "龙\\'s".encode("gbk")),
    ],
)
def test_the_right_password_fits_however_it_was_stored(store, typed, there):
    assert check(typed, store(there))
    assert not check(typed + "x", store(there))


def test_bcrypt_reads_72_bytes_and_php_left_out_the_rest():
    long = "p" * 80
    assert check(long, encoded(bcrypt_of(long.encode()[:72])))
    assert check(long + "more", encoded(bcrypt_of(long.encode()[:72])))
    assert not check("p" * 71, encoded(bcrypt_of(long.encode()[:72])))


def test_no_bare_digest_is_kept():
    digest = md5_of(b"Pass-2026x", "a1b2c3")
    one, two = encoded(digest, "a1b2c3"), encoded(digest, "a1b2c3")
    assert digest not in one
    assert one != two
    assert check("Pass-2026x", encoded(digest.upper(), "a1b2c3"))


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "junk",
        "$2y$31$" + "a" * 53,
        "$2y$10$" + "a" * 20,
        "$argon2id$v=19$m=9999999,t=4,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "$argon2id$v=19$m=65536,t=99,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        "pbkdf2_sha256$1$a$b",
    ],
)
def test_what_is_no_password_or_costs_minutes_is_not_taken(stored):
    assert hashers.brought(stored) is None


@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_signing_in_makes_it_a_password_of_the_house(store):
    member = make_user("bei")
    member.password = store(b"Pass-2026x")
    member.save()
    wrong = Client()
    wrong.post("/accounts/login/", {"login": "bei", "password": "Pass-2026"})
    member.refresh_from_db()
    assert hashers.is_brought(member.password)
    assert not get_user(wrong).is_authenticated
    client = Client()
    assert (
        client.post("/accounts/login/", {"login": "bei", "password": "Pass-2026x"}).status_code
        == 302
    )
    assert get_user(client) == member
    member.refresh_from_db()
    assert not hashers.is_brought(member.password)
    assert member.check_password("Pass-2026x")


@override_settings(PASSWORD_HASHERS=product.PASSWORD_HASHERS)
def test_the_product_makes_new_ones_with_the_slow_hasher():
    assert django_hashers.make_password("Pass-2026x").startswith("pbkdf2_sha256$")
    assert check("Pass-2026x", STORES["md5"](b"Pass-2026x"))


@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_a_wrong_password_waits_as_long_as_for_nobody(store, monkeypatch):
    made = []
    house = django_hashers.get_hasher()
    monkeypatch.setattr(house, "encode", lambda *args: made.append(args) or "x")
    check("wrong", store(b"Pass-2026x"))
    assert len(made) == 1


@pytest.mark.parametrize("name", ["bcrypt", "argon2", "md5"])
def test_the_desk_shows_the_kind_and_nothing_of_it(name):
    stored = STORES[name](b"Pass-2026x")
    hasher = django_hashers.identify_hasher(stored)
    assert hasher.safe_summary(stored) == {"algorithm": f"brought_{name}"}
