"""Lists of product types that came after `make docs`: each has its address and its part of the document, as the others have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from souk.contracts.products.kinds import Kind

_UNIFIED = "/api/products"


def with_collections(written: Mapping[str, Any], kinds: Iterable[Kind]) -> dict[str, Any]:
    """What is written down of the houses, and the lists of these types where it has none of them."""
    listed = [kind for kind in kinds if kind.collection]
    new = [kind for kind in listed if f"/api/{kind.collection}" not in written["api"]]
    if not new or _UNIFIED not in written["api"]:
        return dict(written)
    house = written["api"][_UNIFIED]["GET"]
    paths = written["openapi"].get("paths", {})
    known = [paths[f"/api/{kind.collection}"]["get"] for kind in listed if f"/api/{kind.collection}" in paths]
    described = {f"/api/{kind.collection}": {"get": _described(kind, known)} for kind in new if known}
    return {
        **written,
        "api": {**written["api"], **{f"/api/{kind.collection}": {"GET": house} for kind in new}},
        "openapi": {**written["openapi"], "paths": {**paths, **described}},
    }


def _described(kind: Kind, known: list[dict[str, Any]]) -> dict[str, Any]:
    """As the lists that are written down say it: what they all have is every list's, the rest is the type's own."""
    own = kind.parameters()
    names = {each["name"] for each in own}
    shared = set.intersection(*({each["name"] for each in one["parameters"]} for one in known))
    every = [each for each in known[0]["parameters"] if each["name"] in shared - names - {"shelf"}]
    name = f"list_{kind.collection.replace('-', '_')}"
    return {
        **known[0],
        "operationId": f"search_{name}",
        "summary": name.replace("_", " ").capitalize(),
        "description": f"{kind.plural}: `/products` of the type {kind.name}, with the filters of its own.",
        "parameters": [*every, *own],
    }
