"""Production refuses what only suits development: each thing in a sentence that names the setting, all at once."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from souk.kernel.production import Installation, complaints
from souk.kernel.settings import Settings


def fit(**changed: Any) -> Settings:
    """Settings that suit production, but for what is changed."""
    values: dict[str, Any] = {
        "environment": "production",
        "public_url": "https://market.example",
        "demo": False,
        "secret_key": SecretStr(secrets.token_urlsafe(48)),
        "service_token": SecretStr(secrets.token_hex(32)),
        "token_keys": SecretStr(",".join([secrets.token_urlsafe(48), secrets.token_urlsafe(48)])),
        "events": "amqp://broker/",
        "cache": "redis://cache",
        "trusted_proxies": 2,
    }
    return Settings(**(values | changed))


PART = Installation(fit(), databases={"users": "postgresql://db/users"}, is_whole=False)
WHOLE = Installation(fit(), databases={"users": "sqlite:///var/users.db"})


def test_what_suits_production_starts() -> None:
    assert complaints(PART) == []
    assert complaints(WHOLE) == []
    on_one_machine = fit(service_token=None, events="outbox:", cache="sqlite:")
    assert complaints(replace(WHOLE, settings=on_one_machine)) == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"debug": True}, "SOUK_DEBUG"),
        ({"demo": True}, "SOUK_DEMO"),
        ({"seed": 1}, "SOUK_SEED"),
        ({"calls": "rehearsal"}, "SOUK_CALLS"),
        ({"public_url": ""}, "SOUK_PUBLIC_URL"),
        ({"public_url": "http://market.example"}, "SOUK_PUBLIC_URL"),
        ({"secret_key": None}, "SOUK_SECRET_KEY is not set"),
        ({"secret_key": SecretStr("")}, "SOUK_SECRET_KEY is not set"),
        ({"secret_key": SecretStr("k3J9-short")}, "SOUK_SECRET_KEY has 10 characters"),
        ({"secret_key": SecretStr("django-insecure-k3J9x0QzvW8dLm2Rb7Tn5Yc1")}, "SOUK_SECRET_KEY looks like"),
        ({"secret_key": SecretStr("a" * 40)}, "SOUK_SECRET_KEY looks like"),
        ({"secret_key": SecretStr("please-change-me-please-change-me-please")}, "SOUK_SECRET_KEY looks like"),
        ({"service_token": None}, "SOUK_SERVICE_TOKEN is not set"),
        ({"token_keys": None}, "SOUK_TOKEN_KEYS is not set"),
        ({"token_keys": SecretStr(f"{secrets.token_hex(32)},old")}, "Secret 2 of SOUK_TOKEN_KEYS has 3"),
        ({"events": "outbox:"}, "SOUK_EVENTS"),
        ({"cache": "sqlite:"}, "SOUK_CACHE"),
        ({"trusted_proxies": 0}, "SOUK_TRUSTED_PROXIES"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_each_danger_is_one_sentence_that_names_its_setting(changed: dict[str, Any], named: str) -> None:
    (told,) = complaints(replace(PART, settings=fit(**changed)))
    assert named in told
    assert told.endswith((".", "…"))


def test_a_database_of_one_machine_is_refused_where_there_are_several() -> None:
    files = {
        "users": "sqlite:///var/users.db",
        "orders": "sqlite:///var/orders.db",
        "cart": "mysql://db/cart",
    }
    (told,) = complaints(replace(PART, databases=files))
    assert "SOUK_ORDERS_DATABASE, SOUK_USERS_DATABASE" in told


def test_one_secret_for_two_purposes_is_refused() -> None:
    same = SecretStr(secrets.token_urlsafe(48))
    (told,) = complaints(replace(PART, settings=fit(secret_key=same, service_token=same)))
    assert "the same" in told


def test_only_who_issues_tokens_needs_their_keys() -> None:
    assert complaints(replace(PART, settings=fit(token_keys=None), issues_tokens=False)) == []


def test_everything_is_told_at_once_and_what_houses_say_too() -> None:
    bare = Installation(
        Settings(environment="production"),
        {"users": "sqlite:///x"},
        is_whole=False,
        of_houses=["No letters."],
    )
    told = complaints(bare)
    assert len(told) >= 8
    assert "No letters." in told


def test_development_says_nothing() -> None:
    assert complaints(Installation(Settings(), is_whole=False, of_houses=["No letters."])) == []


def test_no_secret_is_told() -> None:
    weak = fit(secret_key=SecretStr("hunter2hunter2"), token_keys=SecretStr("abc,def"))
    assert "hunter2" not in " ".join(complaints(replace(PART, settings=weak)))
