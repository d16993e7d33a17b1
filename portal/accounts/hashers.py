"""Passwords that members bring from another system, good until they sign in the first time.

Django writes a password anew with the house's own hasher as soon as it was right; none of these
makes passwords for anybody. `brought` is what an importer calls.
"""

import re
from collections.abc import Iterator
from hashlib import md5
from typing import Any

import argon2
import bcrypt
from django.contrib.auth.hashers import BasePasswordHasher, get_hasher
from django.utils.crypto import constant_time_compare, get_random_string, pbkdf2

BCRYPT_BYTES = 72
"""What bcrypt reads of a password; PHP leaves the rest out without a word."""

WRAPPING_ROUNDS = 1000
"""Few, since a whole town is wrapped at once; the first sign-in makes it strong."""

# Nobody may bring a password whose check would keep a server busy for minutes.
_BCRYPT = re.compile(r"\$2[aby]\$(?:0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}")
_ARGON2 = re.compile(
    r"\$argon2(?:i|id)\$v=19\$m=(?P<memory>\d{1,6}),t=(?P<time>\d{1,2}),p=\d\$[^$\s]+\$[^$\s]+"
)
_MOST_MEMORY, _MOST_TIME = 262_144, 10
_MD5 = re.compile(r"[0-9a-f]{32}")


def brought(stored: str, salt: str = "") -> str | None:
    """The form in which we keep a password as another system stored it; None if we know it not.

    An md5, salted or not, is never kept bare.
    """
    if _BCRYPT.fullmatch(stored):
        return f"{BroughtBcrypt.algorithm}{stored}"
    if _is_modest_argon2(stored):
        return f"{BroughtArgon2.algorithm}{stored}"
    if _MD5.fullmatch(stored.lower()) and len(salt) <= 20:
        return BroughtMD5().wrap(stored.lower(), salt)
    return None


def is_brought(encoded: str) -> bool:
    """Whether a stored password is still the one of the other system."""
    return encoded.partition("$")[0] in {hasher.algorithm for hasher in BROUGHT}


def _is_modest_argon2(stored: str) -> bool:
    found = _ARGON2.fullmatch(stored)
    return bool(
        found and int(found["memory"]) <= _MOST_MEMORY and 1 <= int(found["time"]) <= _MOST_TIME
    )


def spellings(password: str) -> Iterator[bytes]:
    """The bytes that the other system may have made of a password, the likely ones first.

    PHP of old put a backslash before each quote of what was typed, and sites in GBK sent it in
    their own characters.
    """
    met = set()
    for text in (password, re.sub(r"(['\"\\])", r"\\\1", password)):
        for encoding in ("utf-8", "gbk"):
            try:
                data = text.encode(encoding)
            except UnicodeEncodeError:
                continue
            if data not in met:
                met.add(data)
                yield data


class Brought(BasePasswordHasher):
    """Checks only; whoever is wrong waits as long as at an account of our own."""

    def encode(self, password: str, salt: str) -> str:
        raise NotImplementedError("Passwords of other systems are checked, never made.")

    def verify(self, password: str, encoded: str) -> bool:
        """Whether any spelling of the password is the one stored."""
        stored = encoded.partition("$")[2]
        if any(self.fits(data, stored) for data in spellings(password)):
            return True
        get_hasher().encode(password, get_random_string(22))
        return False

    def fits(self, password: bytes, stored: str) -> bool:
        """Whether these bytes are the password."""
        raise NotImplementedError

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, stored = encoded.split("$", 1)
        return {"algorithm": algorithm, "hash": stored}

    def safe_summary(self, encoded: str) -> Any:
        return {"algorithm": self.algorithm}

    def must_update(self, encoded: str) -> bool:
        return True


class BroughtBcrypt(Brought):
    algorithm = "brought_bcrypt"

    def fits(self, password: bytes, stored: str) -> bool:
        if b"\0" in password:
            return False
        return bcrypt.checkpw(password[:BCRYPT_BYTES], f"${stored}".encode())


class BroughtArgon2(Brought):
    algorithm = "brought_argon2"

    def fits(self, password: bytes, stored: str) -> bool:
        try:
            return argon2.PasswordHasher().verify(f"${stored}", password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHash):
            return False


class BroughtMD5(Brought):
    """md5(md5(password).salt), wrapped in PBKDF2, so that a stolen table tells little."""

    algorithm = "brought_md5"

    def wrap(self, digest: str, salt: str) -> str:
        """Keep a digest of the other system as rounds, its salt, our salt and what became."""
        ours = get_random_string(16)
        wrapped = _wrapped(digest, ours, WRAPPING_ROUNDS)
        return f"{self.algorithm}${WRAPPING_ROUNDS}${salt.encode().hex()}${ours}${wrapped}"

    def fits(self, password: bytes, stored: str) -> bool:
        rounds, salt, ours, wrapped = stored.split("$")
        inner = md5(password, usedforsecurity=False).hexdigest().encode()
        digest = md5(inner + bytes.fromhex(salt), usedforsecurity=False).hexdigest()
        return constant_time_compare(_wrapped(digest, ours, int(rounds)), wrapped)


def _wrapped(digest: str, salt: str, rounds: int) -> str:
    return pbkdf2(digest, salt, rounds).hex()


BROUGHT = (BroughtBcrypt, BroughtArgon2, BroughtMD5)
