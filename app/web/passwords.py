"""Passwords, kept as argon2id (RFC 9106) with the memory that OWASP's password storage sheet asks for."""

from __future__ import annotations

import functools
import re
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from models.errors import BadUserNameError, WeakPasswordError

SHORTEST = 12
LONGEST = 200
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is taken for another when it is read out
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,39}")
_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


def check_name(name: str) -> str:
    """Errors: BadUserNameError."""
    if not _NAME.fullmatch(name):
        raise BadUserNameError
    return name


def hash_password(name: str, password: str) -> str:
    """Errors: WeakPasswordError."""
    if not SHORTEST <= len(password) <= LONGEST or name in password.casefold():
        raise WeakPasswordError
    return _hasher.hash(password)


def is_right(password_hash: str, password: str) -> bool:
    """Never of who has none here, whose hash is empty."""
    try:
        return bool(password_hash) and _hasher.verify(password_hash, password[: LONGEST + 1])
    except VerificationError:
        return False


def spend_time(password: str) -> None:
    """As long as looking at a password takes, so that nobody learns which users there are."""
    is_right(_nobody(), password)


def new_password() -> str:
    """Twenty letters in groups of five, 100 bits: to be read out once and then changed."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


@functools.cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))
