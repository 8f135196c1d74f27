"""Settings of the whole process, from the environment (`SOUK_*`)."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from souk.kernel.addresses import lacking


class Settings(BaseSettings):
    """Every name is read from `SOUK_<NAME>`; the defaults run the whole market in one process under `var/`."""

    model_config = SettingsConfigDict(env_prefix="SOUK_", extra="ignore")

    data: Path = Field(
        default=Path("var"), description="folder for databases, keys, media and the search index"
    )
    static: Path | None = Field(
        default=None,
        description="folder of the pages' collected files, as an image brings them; default <data>/static",
    )
    host: str = Field(
        default="all", description="houses this process hosts: `all`, or names joined by commas"
    )
    errands: bool = Field(
        default=False,
        description="this process runs commands for the others, as the one that migrates does: it issues no tokens and sends no letters, "
        "so it is not asked for the secrets they take, and it neither serves nor works",
    )
    neighbours: str = Field(
        default="",
        description="where houses live that this process does not host, `{name}` being the house: `http://{name}:8000`; "
        "`SOUK_<HOUSE>_URL` says it for one of them",
    )
    media: Path | None = Field(
        default=None,
        description="folder for pictures, shared by all processes that store or serve them; default <data>/media",
    )
    bind: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(
        default=8000,
        ge=1,
        le=65535,
        description="port to listen on; unset, `souk serve` takes the house's own, from 8101 on",
    )
    workers: int = Field(default=2, ge=1, le=64, description="worker processes")
    threads: int = Field(
        default=4, ge=1, le=64, description="request threads (and database connections) per worker"
    )
    public_url: str = Field(default="", description="how the world reaches us; default http://<bind>:<port>")
    environment: Literal["development", "production"] = Field(
        default="development", description="production refuses to start with what only suits development"
    )
    debug: bool = Field(
        default=False, description="pages that show what went wrong inside; never in production"
    )
    demo: bool = Field(default=True, description="open the demo market when the data folder is empty")
    secret_key: SecretStr | None = Field(
        default=None, description="signs links and cookies; made and kept in <data>/keys if unset"
    )
    service_token: SecretStr | None = Field(
        default=None, description="shared by houses that call each other over HTTP"
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="what Prometheus sends as its bearer token to read /metrics (the service token opens it too); "
        "in development nobody on this machine need send one",
    )
    token_keys: SecretStr | None = Field(
        default=None,
        description="secrets behind the keys of access tokens, joined by commas, the newest first: it signs, all verify; only users "
        "needs them. Made and kept in <data>/keys if unset",
    )
    calls: Literal["together", "rehearsal"] = Field(
        default="together",
        description="`rehearsal` encodes, validates and repeats every call within the process, to find wrong assumptions",
    )
    events: str = Field(
        default="outbox:",
        description="how events reach houses: `outbox:` within this process, `amqp://…` or `kafka://host:port`",
    )
    cache: str = Field(
        default="sqlite:",
        description="`sqlite:` is a file in the data folder; `redis://…` serves many machines",
    )
    jobs: str = Field(
        default="",
        description="Celery's broker (`amqp://…` or `redis://…`); unset: a scheduler thread of each worker",
    )
    currency: str = Field(
        default="USD", pattern="^[A-Z]{3}$", description="what prices are in, for the whole market"
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        description="proxies between a client and a house that set X-Forwarded-For; the gateway is one, who ends TLS before it another",
    )
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(str.upper)
    ] = Field(default="WARNING", description="what is logged, from this on")
    log_format: Literal["console", "json"] = Field(
        default="console", description="for people, or for who gathers logs"
    )
    log_requests: bool = Field(
        default=False, description="one log line for every request, not only for failed and slow ones"
    )
    sqlite_synchronous: Literal["NORMAL", "FULL"] = Field(
        default="NORMAL", description="FULL also survives a power cut, at one disk flush per commit"
    )
    seed: int | None = Field(default=None, description="makes randomness repeatable; never in production")

    @field_validator("cache")
    @classmethod
    def _of_a_kind_we_know(cls, url: str) -> str:
        scheme = urlsplit(url).scheme
        if scheme not in ("sqlite", "redis", "rediss"):
            raise ValueError(f"begins with sqlite:, redis:// or rediss://, not {scheme or 'nothing'}:")
        return url

    @field_validator("public_url", "neighbours")
    @classmethod
    def _an_address(cls, url: str) -> str:
        if url and (wrong := lacking(url.replace("{name}", "name"))):
            raise ValueError(wrong)
        return url

    @property
    def media_folder(self) -> Path:
        return self.media or self.data / "media"

    @property
    def base_url(self) -> str:
        """Nobody can visit the address that means all of them: who listens there, as an image does, is at localhost."""
        host = "localhost" if self.bind in ("0.0.0.0", "::") else self.bind
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def static_files(self) -> Path:
        return self.static or self.data / "static"

    def kept_secret(self, name: str, size: int = 48) -> str:
        """The same for every process: derived from the secret key where there is one, so that machines that share no disk agree;
        else made once and kept in `<data>/keys/<name>` (mode 600)."""
        if self.secret_key:
            key = self.secret_key.get_secret_value().encode()
            return hmac.new(key, b"souk\0" + name.encode(), hashlib.sha256).hexdigest()
        path = self.data / "keys" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = path.with_name(f".{name}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(size))
            try:
                os.link(draft, path)  # whoever links first wins, so that two processes agree
            except FileExistsError:
                pass
            draft.unlink()
        return path.read_text()

    @property
    def django_secret(self) -> str:
        return self.secret_key.get_secret_value() if self.secret_key else self.kept_secret("secret")

    @property
    def token_secrets(self) -> list[str]:
        """The newest first."""
        given = self.token_keys.get_secret_value() if self.token_keys else self.kept_secret("tokens")
        return [secret.strip() for secret in given.split(",") if secret.strip()]

    @property
    def service_secret(self) -> str:
        return self.service_token.get_secret_value() if self.service_token else self.kept_secret("service")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def host_only(names: list[str], port: int | None = None) -> None:
    """By a command that names the houses of its process, before anything else: as if the environment had said so."""
    os.environ["SOUK_HOST"] = ",".join(names)
    if port is not None:
        os.environ.setdefault("SOUK_PORT", str(port))
    os.environ.setdefault("SOUK_WORKERS", "1")  # a house is scaled by replicas
    settings.cache_clear()


def keep_only(house: str, kinds: str) -> None:
    """By a command that names the share of a house it serves, before anything else: as if the environment had said so."""
    os.environ[f"SOUK_{house.upper()}_TYPES"] = kinds


def kinds_here(house: str) -> tuple[str, ...]:
    """`SOUK_<HOUSE>_TYPES`: what a process keeps that hosts a share of a house; nothing where it hosts the house itself or not at all."""
    if not is_hosted(house):
        return ()
    told = os.environ.get(f"SOUK_{house.upper()}_TYPES", "")
    return tuple(sorted({kind.strip() for kind in told.split(",") if kind.strip()}))


def share_addresses(house: str) -> dict[str, str]:
    """Kind → where the share that keeps it lives: `SOUK_<HOUSE>_<KIND>_URL`."""
    form = re.compile(rf"SOUK_{house.upper()}_([A-Z0-9]+)_URL")
    found = ((form.fullmatch(name), url) for name, url in os.environ.items())
    return {match[1].lower(): url for match, url in found if match and url}


def told_addresses(house: str, *, is_parted: bool) -> list[tuple[str, str]]:
    """Settings that say where a house lives, and where its shares do if it may be split, each with what it says."""
    names = [house, *(f"{house}_{kind}" for kind in share_addresses(house) if is_parted)]
    told = ((f"SOUK_{name.upper()}_URL", os.environ.get(f"SOUK_{name.upper()}_URL", "")) for name in names)
    return [(name, url) for name, url in told if url]


def address_of_house(name: str) -> str | None:
    """Where a house lives as a whole, also for a process that hosts a share of it."""
    anywhere = settings().neighbours.replace("{name}", name)
    return os.environ.get(f"SOUK_{name.upper()}_URL") or anywhere or None


def house_database(name: str) -> str:
    """`SOUK_<NAME>_DATABASE`, or a SQLite file of its own in the data folder. A share looks for its own first:
    `SOUK_PRODUCTS_BOOK_DATABASE`, then what is said of the house, then `products_book.db`."""
    if kinds := kinds_here(name):
        own = "_".join((name, *kinds))
        told = os.environ.get(f"SOUK_{own.upper()}_DATABASE") or os.environ.get(
            f"SOUK_{name.upper()}_DATABASE"
        )
        return told or f"sqlite:///{settings().data / (own + '.db')}"
    return os.environ.get(f"SOUK_{name.upper()}_DATABASE", f"sqlite:///{settings().data / (name + '.db')}")


def database_setting(alias: str) -> str:
    """The setting that says where this process has a database of its own: a house's, a share's or a store's."""
    return f"SOUK_{'_'.join((alias, *kinds_here(alias))).upper()}_DATABASE"


def database_of_share(house: str, kinds: tuple[str, ...]) -> str | None:
    """Where a share has its things, seen from the house that it is a part of; None where only the share itself was told: what is said
    of the house is then the house's own."""
    own = "_".join((house, *kinds))
    told = os.environ.get(f"SOUK_{own.upper()}_DATABASE")
    if told or f"SOUK_{house.upper()}_DATABASE" in os.environ:
        return told
    return f"sqlite:///{settings().data / (own + '.db')}"


def store_databases(house: str, stores: tuple[str, ...]) -> dict[str, str]:
    """Store of a house → the URL of the database that it was given for itself (`SOUK_<HOUSE>_<STORE>_DATABASE`). A store that
    was given none, or the house's own, is kept with the house."""
    own = house_database(house)
    given = {store: os.environ.get(f"SOUK_{house.upper()}_{store.upper()}_DATABASE", "") for store in stores}
    return {store: url for store, url in given.items() if url and url != own}


def is_hosted(name: str) -> bool:
    """Whether this process hosts a house (`SOUK_HOST`)."""
    return settings().host == "all" or name in hosts()


def hosts() -> list[str]:
    """The houses that `SOUK_HOST` names; none where it is all of them."""
    told = settings().host
    return [] if told == "all" else [name.strip() for name in told.split(",")]


def house_url(name: str) -> str | None:
    """Where a house lives that this process does not host: `SOUK_<NAME>_URL`, or what `SOUK_NEIGHBOURS` makes of its name."""
    if is_hosted(name):
        return None
    return address_of_house(name)


def traces_endpoint() -> str:
    """`OTEL_EXPORTER_OTLP_ENDPOINT` (or the one for traces alone): where OpenTelemetry sends, in its own words; empty: nowhere."""
    return os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or os.environ.get(
        "OTEL_EXPORTER_OTLP_ENDPOINT", ""
    )


def counters_folder() -> str:
    """`PROMETHEUS_MULTIPROC_DIR`: where the workers of one server count together; set by who starts them."""
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")


def unreadable(wrong: ValidationError) -> list[str]:
    """What a settings class could not read from the environment, each in a sentence; nothing for other validation errors."""
    house, is_settings, _ = wrong.title.partition("Settings")
    prefix = f"SOUK_{house.upper()}_" if house else "SOUK_"
    if not is_settings:
        return []
    return [
        f"{prefix}{'_'.join(str(part) for part in error['loc'][:1]).upper()}: {error['msg'].removeprefix('Value error, ')}"
        for error in wrong.errors(include_input=False, include_url=False)
    ]
