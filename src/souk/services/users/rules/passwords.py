"""Passwords: what makes one too easy. Length is what counts; what everybody guesses first is refused."""

from __future__ import annotations

import re
import unicodedata

from souk.vocabulary.problems import Invalid, invalid

SHORTEST, LONGEST = 10, 128

_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
)
_WALKS = _ROWS + tuple(row[::-1] for row in _ROWS)

#: What people begin with when a machine asks them for a password, and then lengthen by digits and signs.
_FAVOURITES = frozenset(
    [
        "password",
        "passwort",
        "passw0rd",
        "motdepasse",
        "contrasena",
        "letmein",
        "welcome",
        "willkommen",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "basketball",
        "superman",
        "batman",
        "starwars",
        "monkey",
        "dragon",
        "master",
        "shadow",
        "michael",
        "jennifer",
        "jordan",
        "trustno",
        "whatever",
        "freedom",
        "secret",
        "admin",
        "administrator",
        "login",
        "guest",
        "changeme",
        "default",
        "test",
        "testing",
        "hello",
        "computer",
        "internet",
        "samsung",
        "google",
        "facebook",
        "qwerty",
        "abc",
        "asdf",
        "zaq",
        "flower",
        "cheese",
        "pokemon",
        "naruto",
        "liverpool",
        "chelsea",
        "arsenal",
        "barcelona",
        "souk",
        "marketplace",
    ]
)
_LEET = str.maketrans("013457@$!", "oieastasi")


def normal(password: str) -> str:
    """One form for the ways keyboards write the same characters."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *, email: str, name: str = "", pointer: str = "/password") -> None:
    """Raises Invalid, at `pointer`, with the reason."""
    if len(password) < SHORTEST:
        raise invalid(pointer, f"A password has at least {SHORTEST} characters.", "too_short")
    if len(password) > LONGEST:
        raise invalid(pointer, f"A password has at most {LONGEST} characters.", "too_long")
    plain = normal(password).casefold()
    if _is_like(plain, email, name):
        raise invalid(pointer, "The password must not be like your email or your name.", "like_email")
    if len(set(plain)) < 5 or _is_repeated(plain) or _is_a_walk(plain):
        raise invalid(
            pointer, "This password is a pattern that is guessed first; try a few words.", "pattern"
        )
    if _letters(plain) in _FAVOURITES or _letters(_unmasked(plain)) in _FAVOURITES:
        raise too_common(pointer)


def too_common(pointer: str = "/password") -> Invalid:
    return invalid(pointer, "This password is one that many people use; try a few words.", "common")


def _letters(text: str) -> str:
    """Without the digits and signs people add: `Welcome2024!!` is `welcome`."""
    return re.sub(r"[\W\d_]+", "", text)


def _unmasked(text: str) -> str:
    """`p@ssw0rd2024` is `password`: what is added at the ends falls, what stands for a letter becomes it."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text).translate(_LEET)


def _is_like(plain: str, email: str, name: str) -> bool:
    local, _, domain = email.casefold().partition("@")
    telling = {
        email.casefold(),
        local,
        domain,
        name.casefold(),
        re.sub(r"\W", "", local),
        re.sub(r"\W", "", name.casefold()),
    }
    squeezed = re.sub(r"[\W_]", "", plain)
    for word in telling:
        # A password that holds the word counts when little else is left of it.
        if len(word) >= 4 and (word in plain or word in squeezed) and len(squeezed) - len(word) < 6:
            return True
    return False


def _is_repeated(plain: str) -> bool:
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 5))


def _is_a_walk(plain: str) -> bool:
    """Whether it is mostly walks along the keyboard, the alphabet or the digits."""
    walked, at = 0, 0
    while at < len(plain):
        longest = max((_walk_length(plain, at, row) for row in _WALKS), default=0)
        walked += longest if longest >= 4 else 0
        at += max(longest, 1)
    return walked > len(plain) * 0.7


def _walk_length(plain: str, at: int, row: str) -> int:
    size = 1
    while at + size < len(plain) and plain[at : at + size + 1] in row:
        size += 1
    return size
