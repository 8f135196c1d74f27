"""Every setting on one page, and `.env.example`: from the settings classes of the kernel and of each house."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, get_args, get_origin

from pydantic import SecretStr

#: Written in `.env.example` as they would be on many machines; everything else shows its default.
EXAMPLES = {
    "SOUK_ENVIRONMENT": "production",
    "SOUK_PUBLIC_URL": "https://market.example",
    "SOUK_DEMO": "false",
    "SOUK_SECRET_KEY": "",
    "SOUK_SERVICE_TOKEN": "",
    "SOUK_TOKEN_KEYS": "",
    "SOUK_NEIGHBOURS": "http://{name}:8000",
    "SOUK_BIND": "0.0.0.0",
    "SOUK_PORT": "8000",
    "SOUK_MEDIA": "/media",
    "SOUK_TRUSTED_PROXIES": "2",
    "SOUK_EVENTS": "amqp://souk:password@rabbitmq:5672/",
    "SOUK_CACHE": "redis://redis:6379/0",
    "SOUK_JOBS": "amqp://souk:password@rabbitmq:5672/",
    "SOUK_NOTIFICATIONS_EMAIL_URL": "smtp://user:password@mail.example:587?tls=require",
}
PER_HOUSE = (
    (
        "SOUK_<HOUSE>_DATABASE",
        "sqlite:///<data>/<house>.db",
        "where the house keeps its data: `sqlite:///…`, `postgresql://user:password@host:5432/name`, "
        "`mysql://user:password@host:3306/name`",
    ),
    (
        "SOUK_<HOUSE>_<STORE>_DATABASE",
        "",
        "a database of its own for a part of the house's data, to be chosen before there is any: of customers its stores "
        "`GUESTS`, `REGISTERED` and `VIPS`; unset they are kept with the house",
    ),
    ("SOUK_<HOUSE>_URL", "", "where the house lives, for processes that do not host it"),
)


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    kind: str
    meaning: str


def configuration(note: str, houses: list[str]) -> str:
    """docs/generated/configuration.md"""
    lines = [
        note,
        "# Every setting",
        "",
        "Settings come from the environment and from nowhere else. Nothing has to be set to run the whole market in one process. With",
        "`SOUK_ENVIRONMENT=production` a process says everything that does not suit production and does not start; `souk doctor` says the same,",
        "and tries every connection. `.env.example` has what a market on many machines sets.",
        "",
    ]
    for title, settings in _sections(houses):
        lines += [f"## {title}", "", "| | default | |", "|---|---|---|"]
        lines += [f"| `{one.name}` | {_code(one.default)} | {_told(one)} |" for one in settings]
        lines += [""]
    return "\n".join(lines)


def env_example(houses: list[str]) -> str:
    """.env.example: what is usually set, spelled out; every other setting commented, with its default."""
    lines = [
        "# Written by `make docs` from the code. A market on many machines sets the lines without a #;",
        "# on one machine nothing has to be set. Three secrets, each from `openssl rand -base64 48`:",
        "# SOUK_SECRET_KEY, SOUK_SERVICE_TOKEN, SOUK_TOKEN_KEYS.",
        "",
    ]
    for title, settings in _sections(houses):
        lines += [f"# {title}"]
        if title == PER_HOUSE_TITLE:
            lines += [
                f"SOUK_{house.upper()}_DATABASE=postgresql://souk:password@postgresql:5432/{house}"
                for house in _keepers(houses)
            ]
            lines += [
                "# SOUK_ORDERS_URL=http://orders:8000 and so on, where SOUK_NEIGHBOURS does not say it",
                "",
            ]
            continue
        for one in settings:
            if one.name in EXAMPLES:
                lines.append(f"{one.name}={EXAMPLES[one.name]}")
            else:
                lines.append(f"# {one.name}={one.default}")
        lines.append("")
    return "\n".join(lines)


PER_HOUSE_TITLE = "Where each house is"


def _sections(houses: list[str]) -> Iterator[tuple[str, list[Setting]]]:
    yield "Of every process", list(_of("souk.kernel.settings"))
    yield PER_HOUSE_TITLE, [Setting(name, default, "", meaning) for name, default, meaning in PER_HOUSE]
    for house in houses:
        if find_spec(f"souk.services.{house}.settings"):
            yield house.capitalize(), list(_of(f"souk.services.{house}.settings"))


def _keepers(houses: list[str]) -> list[str]:
    from souk.street import STREET

    return [house.name for house in STREET if house.has_database and house.name in houses]


def _of(module: str) -> Iterator[Setting]:
    for kind in vars(import_module(module)).values():
        if inspect.isclass(kind) and kind.__module__ == module and hasattr(kind, "model_fields"):
            prefix = kind.model_config["env_prefix"]
            for field, facts in kind.model_fields.items():
                yield Setting(
                    f"{prefix}{field.upper()}",
                    _written(facts.default),
                    _kind(facts.annotation),
                    facts.description or "",
                )


def _written(value: Any) -> str:
    """As it would stand in the environment."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value)


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if SecretStr in (annotation, *get_args(annotation)):
        return "secret"
    return ""


def _told(one: Setting) -> str:
    text = "; ".join(part for part in (one.meaning, one.kind) if part).replace("|", "\\|")
    parts = text.split("`")
    return "`".join(part if number % 2 else part.replace("<", "&lt;") for number, part in enumerate(parts))


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|") if text else ""
