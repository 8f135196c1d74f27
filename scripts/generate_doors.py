"""Writes what the gateway knows of the other houses (`doors.json`) from their code; part of `make docs`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DOORS = Path(__file__).parents[1] / "src" / "souk" / "services" / "gateway" / "doors.json"


def main() -> int:
    with tempfile.TemporaryDirectory() as data:
        for name in [name for name in os.environ if name.startswith("SOUK_")]:
            del os.environ[name]
        os.environ["SOUK_DATA"] = data
        from souk.process import compose

        compose()
        found = doors()
    DOORS.write_text(written(found))
    print(f"{len(found['api'])} paths of the API in {DOORS.name}")
    return 0


def doors() -> dict[str, Any]:
    """Of a process that hosts every house and is composed."""
    from souk.kernel.events.inbox import heard_by
    from souk.services.gateway.rules.doors import write
    from souk.street import STREET

    names = [house.name for house in STREET if house.name != "gateway"]
    rooms = {name: import_module(f"souk.services.{name}.api") for name in names if _has(name, "api")}
    endpoints = [
        (name, method, path) for name, room in rooms.items() for method, path in room.api.permissions
    ]
    pages = [
        (name, str(pattern.pattern))
        for name in names
        if _has(name, "pages")
        for pattern in import_module(f"souk.services.{name}.pages").urlpatterns
    ]
    return {
        "houses": names,
        **write(endpoints, pages),
        "heard_by": {name: sorted(kinds) for name, kinds in sorted(heard_by().items())},
        "openapi": _described(),
    }


def written(found: dict[str, Any]) -> str:
    """One line for each thing, so that a change is a line of a diff."""
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {_lines(value)}" for key, value in found.items()) + "\n}\n"


def _lines(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value)
    deep = {"paths", "components", "schemas"}
    lines = [
        f"{json.dumps(key)}: {_lines(item) if key in deep else json.dumps(item, ensure_ascii=False)}"
        for key, item in value.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}"


def _described() -> dict[str, Any]:
    from django.urls import get_resolver

    from souk.kernel.web.http import public_api

    _ = get_resolver().url_patterns  # builds the API
    described: dict[str, Any] = json.loads(json.dumps(public_api().get_openapi_schema(path_prefix="api/")))
    return described


def _has(name: str, room: str) -> bool:
    return find_spec(f"souk.services.{name}.{room}") is not None


if __name__ == "__main__":
    sys.exit(main())
