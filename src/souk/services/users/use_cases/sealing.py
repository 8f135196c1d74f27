"""Sealing: what only the bearer of a token can read, and not who reads the database."""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from souk.kernel import chance

_NONCE = 12


def sealed(text: str, token: str) -> str:
    """`token` has to be unguessable: its hash is the key."""
    nonce = chance.random_bytes(_NONCE)
    return base64.urlsafe_b64encode(nonce + _box(token).encrypt(nonce, text.encode(), None)).decode()


def opened(box: str, token: str) -> str | None:
    """None for what was not sealed with this token."""
    content = base64.urlsafe_b64decode(box)
    try:
        return _box(token).decrypt(content[:_NONCE], content[_NONCE:], None).decode()
    except (InvalidTag, ValueError):
        return None


def _box(token: str) -> AESGCM:
    return AESGCM(hashlib.sha256(b"souk sealing\0" + token.encode()).digest())
