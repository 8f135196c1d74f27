"""The keys that sign access tokens, and the public ones that verify them (JWKS).

`SOUK_TOKEN_KEYS` has the secrets behind them, the newest first: it signs, all of them verify.
"""

from __future__ import annotations

import hashlib
import threading
from functools import lru_cache
from typing import Any

import jwt
import urllib3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from souk.kernel import clock
from souk.kernel.settings import house_url, settings
from souk.kernel.telemetry.logs import log
from souk.vocabulary.problems import Unavailable

_log = log(__name__)


def signing_key() -> tuple[str, Ed25519PrivateKey]:
    """Its id and the key; only the house that issues tokens needs it."""
    return _own_keys()[0]


@lru_cache(maxsize=1)
def _own_keys() -> list[tuple[str, Ed25519PrivateKey]]:
    """The newest first."""
    made = []
    for secret in settings().token_secrets:
        seed = hashlib.sha256(b"souk access tokens\0" + secret.encode()).digest()
        key = Ed25519PrivateKey.from_private_bytes(seed)
        made.append((key_id(key.public_key()), key))
    return made


@lru_cache(maxsize=1)
def _own_public_keys() -> dict[str, Ed25519PublicKey]:
    return {name: key.public_key() for name, key in _own_keys()}


def key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def public_key(name: str) -> Ed25519PublicKey:
    """The key of that id: our own, or one that the users house publishes where it lives elsewhere. Raises KeyError if there is none,
    Unavailable while nobody can say."""
    elsewhere = house_url("users")
    if elsewhere is None:
        return _own_public_keys()[name]
    return _published(elsewhere).key(name)


class PublishedKeys:
    """What `/.well-known/jwks.json` said when it was last asked. It is asked again for a key that is not known, but not within
    `FLOOR_SECONDS`: inventing key ids must not make anybody work. A key that is not published any more is forgotten within
    `KEPT_SECONDS`; but keys stay known while the house is away. Thread-safe."""

    FLOOR_SECONDS = 10.0
    KEPT_SECONDS = 300.0
    PATIENCE_SECONDS = 2.0

    def __init__(self, urls: list[str]) -> None:
        self._urls = urls
        self._keys: dict[str, Ed25519PublicKey] | None = None
        self._asked_at = self._learned_at = float("-inf")
        self._lock = threading.Lock()

    def key(self, name: str) -> Ed25519PublicKey:
        """Raises KeyError, or Unavailable while nothing was ever heard."""
        found = (self._keys or {}).get(name)
        if found is None or clock.stopwatch() - self._learned_at >= self.KEPT_SECONDS:
            self._look_again(wait=found is None)
        if self._keys is None:
            raise Unavailable("The keys that tokens are verified with cannot be read now.", retry_after=2)
        return self._keys[name]

    def keys(self) -> dict[str, Ed25519PublicKey]:
        """All that are known. Raises Unavailable while nothing was ever heard."""
        if clock.stopwatch() - self._learned_at >= self.KEPT_SECONDS:
            self._look_again(wait=self._keys is None)
        if self._keys is None:
            raise Unavailable("The keys that tokens are verified with cannot be read now.", retry_after=2)
        return self._keys

    def _look_again(self, *, wait: bool) -> None:
        """`wait`: for another thread that asks already; whoever knows enough goes on with that."""
        before = self._asked_at
        if self._lock.acquire(blocking=wait):
            try:
                if before == self._asked_at and clock.stopwatch() - before >= self.FLOOR_SECONDS:
                    self._ask()
            finally:
                self._lock.release()

    def _ask(self) -> None:
        for url in self._urls:
            try:
                answer = urllib3.request("GET", url, timeout=self.PATIENCE_SECONDS, retries=False)
                keys = {entry["kid"]: jwt.PyJWK.from_dict(entry).key for entry in answer.json()["keys"]}
            except (
                urllib3.exceptions.HTTPError,
                jwt.PyJWTError,
                ValueError,
                LookupError,
                TypeError,
            ) as failure:
                _log.warning("keys_not_read", url=url, why=repr(failure))
                continue
            self._keys = keys
            self._asked_at = self._learned_at = clock.stopwatch()
            return
        # Who knows no keys at all asks again soon: nobody can sign in meanwhile.
        pause = 1.0 if self._keys is None else self.FLOOR_SECONDS
        self._asked_at = clock.stopwatch() - self.FLOOR_SECONDS + pause


@lru_cache(maxsize=8)
def _published(elsewhere: str) -> PublishedKeys:
    """`elsewhere`: where users lives, several replicas joined by commas."""
    return PublishedKeys([f"{url.strip().rstrip('/')}/.well-known/jwks.json" for url in elsewhere.split(",")])


def jwks() -> dict[str, Any]:
    """The document at `/.well-known/jwks.json`. Raises Unavailable where users lives elsewhere and was never heard."""
    elsewhere = house_url("users")
    known = _own_public_keys() if elsewhere is None else _published(elsewhere).keys()
    return {"keys": [_entry(name, key) for name, key in known.items()]}


def _entry(name: str, key: Ed25519PublicKey) -> dict[str, Any]:
    entry = jwt.algorithms.OKPAlgorithm.to_jwk(key, as_dict=True)
    return {**entry, "kid": name, "use": "sig", "alg": "EdDSA"}
