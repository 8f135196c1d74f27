"""Every endpoint says who may call it, and means it: each is tried as each role."""

from __future__ import annotations

import importlib
import importlib.util
import re

import pytest

from souk.kernel.api import Api
from souk.street import STREET

ROLES = {
    "nobody": None,
    "shopper": ["shopper"],
    "shop owner": ["shop_owner"],
    "staff": ["staff"],
    "administrator": ["administrator"],
}


def doors() -> list[Api]:
    found = []
    for house in STREET:
        if importlib.util.find_spec(f"souk.services.{house.name}.api"):
            found.append(importlib.import_module(f"souk.services.{house.name}.api").api)
    return found


ENDPOINTS = [(method, path, may) for door in doors() for (method, path), may in door.permissions.items()]


def test_there_are_endpoints() -> None:
    assert len(ENDPOINTS) > 40


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "path", "may"), ENDPOINTS, ids=[f"{m} {p}" for m, p, _ in ENDPOINTS])
def test_who_may_call(client, signed_in, method, path, may, role) -> None:
    roles = ROLES[role]
    headers = signed_in("usr_00000000000000000000000000", roles) if roles else {}
    address = "/api" + re.sub(r"{[^}]+}", "nothing", path)
    answer = client.generic(method, address, data=b"{}", content_type="application/json", headers=headers)
    code = answer.json().get("code") if answer.get("Content-Type") == "application/problem+json" else None
    allowed = may.open or (roles is not None and (not may.roles or bool(may.roles & set(roles))))
    if allowed:
        assert code != "forbidden" or may.open, answer.content
        assert answer.status_code != 401 or path.startswith("/auth"), answer.content
    else:
        assert answer.status_code == (401 if roles is None else 403), answer.content
    assert answer.status_code < 500, answer.content
