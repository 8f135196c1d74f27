"""Passwords: hashing, and changing them."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from souk.services.users.rules.passwords import check_password, normal, too_common

#: OWASP's first choice: 19 MiB, two passes, one lane; about 25 ms.
_argon = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    return _argon.hash(normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether it is the password. Without an account (None) the answer is no, after the same work."""
    try:
        _argon.verify(kept if kept is not None else _nobodys(), normal(password))
    except (VerificationError, InvalidHashError, UnicodeError):
        return False
    return kept is not None


def is_old(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _argon.check_needs_rehash(kept)


def check(password: str, *, email: str, name: str = "", pointer: str = "/password") -> None:
    """Raises Invalid, at `pointer`, for a password that is guessed first."""
    check_password(password, email=email, name=name, pointer=pointer)
    try:
        _common().validate(normal(password).casefold())
    except ValidationError as wrong:
        raise too_common(pointer) from wrong


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _argon.hash("the password of nobody")


@lru_cache(maxsize=1)
def _common() -> CommonPasswordValidator:
    """Twenty thousand passwords from leaks, that come with Django."""
    return CommonPasswordValidator()
