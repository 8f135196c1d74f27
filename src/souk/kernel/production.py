"""What does not suit production, each thing in a sentence that says what to set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import SecretStr

from souk.kernel.settings import Settings

SHORTEST_SECRET = 32
#: A random secret of that length has more different characters than this, nearly always twice as many.
LEAST_VARIETY = 10
_WELL_KNOWN = ("change", "secret", "password", "example", "insecure", "default")
_HOW = "make one with `openssl rand -base64 48`"


@dataclass(frozen=True)
class Installation:
    """What a process is going to be: its settings, the databases of its houses (house → URL), whether the whole street is
    here, whether tokens are issued here, and what its houses say of their own settings."""

    settings: Settings
    databases: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True
    issues_tokens: bool = True
    of_houses: Iterable[str] = ()


def complaints(here: Installation) -> list[str]:
    """Empty in development, and for whatever may start."""
    if here.settings.environment != "production":
        return []
    return [*_dangers(here.settings), *_secrets(here), *_not_shared(here), *_too_near(here), *here.of_houses]


def _dangers(chosen: Settings) -> Iterable[str]:
    if chosen.debug:
        yield "SOUK_DEBUG is on, and pages would show strangers what is inside; set it to false."
    if chosen.demo:
        yield "SOUK_DEMO is on, and everybody knows the demo's passwords; set it to false."
    if chosen.seed is not None:
        yield "SOUK_SEED is set, and everybody could foresee every token; unset it."
    if chosen.calls != "together":
        yield "SOUK_CALLS=rehearsal repeats calls to find mistakes; unset it."
    parts = urlsplit(chosen.public_url)
    if parts.scheme != "https" or not parts.hostname:
        said = chosen.public_url or "not set"
        yield f"SOUK_PUBLIC_URL is {said}, and cookies would travel in clear; set it to https://your.domain."


def _secrets(here: Installation) -> Iterable[str]:
    chosen = here.settings
    yield from _weak("SOUK_SECRET_KEY", _given(chosen.secret_key))
    if not here.is_whole or chosen.service_token is not None:
        yield from _weak("SOUK_SERVICE_TOKEN", _given(chosen.service_token))
    if here.issues_tokens:
        secrets = chosen.token_secrets if chosen.token_keys else [""]
        for number, secret in enumerate(secrets or [""], 1):
            yield from _weak(
                f"Secret {number} of SOUK_TOKEN_KEYS" if len(secrets) > 1 else "SOUK_TOKEN_KEYS", secret
            )
    if chosen.metrics_token is not None:
        yield from _weak("SOUK_METRICS_TOKEN", _given(chosen.metrics_token))
    given = [
        _given(secret)
        for secret in (chosen.secret_key, chosen.service_token, chosen.token_keys, chosen.metrics_token)
    ]
    kept = [secret for secret in given if secret]
    if len(set(kept)) < len(kept):
        yield f"Two secrets are the same, and who learns one has both; {_HOW} for each."


def _weak(name: str, secret: str) -> Iterable[str]:
    if not secret:
        yield f"{name} is not set, and every machine would make up its own; {_HOW}."
    elif len(secret) < SHORTEST_SECRET:
        yield f"{name} has {len(secret)} characters and can be guessed; {_HOW}."
    elif len(set(secret)) < LEAST_VARIETY or any(word in secret.lower() for word in _WELL_KNOWN):
        yield f"{name} looks like an example and not like a secret; {_HOW}."


def _not_shared(here: Installation) -> Iterable[str]:
    """What only processes of one machine can share, where the street is on several."""
    if here.is_whole:
        return
    chosen = here.settings
    files = [house for house, url in here.databases.items() if urlsplit(url).scheme == "sqlite"]
    if files:
        names = ", ".join(f"SOUK_{house.upper()}_DATABASE" for house in sorted(files))
        yield f"SQLite serves one machine, and this market is on several; set {names} to postgresql://… or mysql://…"
    if urlsplit(chosen.events).scheme == "outbox":
        yield "SOUK_EVENTS=outbox: reaches no house outside of its process; set it to amqp://… or kafka://…"
    if urlsplit(chosen.cache).scheme == "sqlite":
        yield "SOUK_CACHE=sqlite: is a file that other machines cannot see; set it to redis://…"


def _too_near(here: Installation) -> Iterable[str]:
    """Between the world and a house that is not alone are who ends TLS, and the gateway."""
    if not here.is_whole and not here.settings.trusted_proxies:
        yield (
            "SOUK_TRUSTED_PROXIES is 0, and everybody would have the gateway's address and share its limits; "
            "set it to 2, for who ends TLS and the gateway."
        )


def _given(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""
