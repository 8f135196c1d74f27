"""What tests of users share: reading the letters that were asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from souk.services.users.use_cases import passwords

PASSWORD = "right horse battery"


@pytest.fixture
def said() -> Callable[..., list[dict]]:
    """`said("user.created")` → the data of every such event in the outbox of users, the oldest first."""
    from souk.kernel.models import OutboxEvent

    def read(name: str, **fields: str) -> list[dict]:
        rows = OutboxEvent.objects.using("users").filter(type=f"souk.{name}.v1").order_by("id")
        data = [orjson.loads(row.envelope)["data"] for row in rows]
        return [entry for entry in data if all(entry[key] == value for key, value in fields.items())]

    return read


@pytest.fixture
def letter(said) -> Callable[[str], str]:
    """`letter("reset_password")` → the token of the last letter of that kind."""
    return lambda kind: said("user.letter.requested", letter=kind)[-1]["token"]


@pytest.fixture
def ada():
    """An account that signed up."""
    from souk.services.users.service import SessionsService

    return SessionsService().signup(email="Ada@Example.org", password=PASSWORD, name="Ada Byron")


@pytest.fixture
def post(client):
    """`post("/auth/login", {...})` → the answer."""

    def send(path: str, body: object = None, headers: dict[str, str] | None = None, method: str = "post"):
        return getattr(client, method)(
            f"/api{path}",
            data=orjson.dumps(body or {}),
            content_type="application/json",
            headers=headers or {},
        )

    return send


@pytest.fixture
def administrator():
    """`with administrator(): …`: what is done inside is done by one."""
    from souk.kernel.access import identity

    return lambda: identity.acting_as(identity.Identity("usr_admin", frozenset({"administrator"})))


@pytest.fixture
def promised_passwords(promised_hasher: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashed as slowly as the product does it."""
    monkeypatch.setattr(passwords, "_argon", promised_hasher)
