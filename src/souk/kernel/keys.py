"""The key that signs access tokens, and the public ones that verify them (JWKS)."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import jwt
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from souk.kernel.settings import house_url, settings


@lru_cache(maxsize=1)
def signing_key() -> tuple[str, Ed25519PrivateKey]:
    """Its id and the key, derived from a secret kept in the data folder; only the house that issues tokens needs it."""
    seed = hashlib.sha256(b"souk access tokens\0" + settings().kept_secret("tokens").encode()).digest()
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key_id(key.public_key()), key


def key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


@lru_cache(maxsize=1)
def public_keys() -> dict[str, Ed25519PublicKey]:
    """By id: our own, or what the users house publishes where it lives elsewhere."""
    elsewhere = house_url("users")
    if elsewhere is None:
        name, key = signing_key()
        return {name: key.public_key()}
    answer = urllib3.request("GET", f"{elsewhere.rstrip('/')}/.well-known/jwks.json", timeout=5.0)
    found: dict[str, Ed25519PublicKey] = {}
    for entry in answer.json()["keys"]:
        loaded: Any = jwt.PyJWK.from_dict(entry).key
        found[entry["kid"]] = loaded
    return found


def jwks() -> dict[str, Any]:
    """The document at `/.well-known/jwks.json`."""
    name, key = signing_key()
    entry = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {"keys": [{**entry, "kid": name, "use": "sig", "alg": "EdDSA"}]}
