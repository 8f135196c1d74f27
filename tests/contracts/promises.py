"""What each house promises, as plain data: calls, events and problems, and what breaks when a promise changes."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

from souk.kernel.neighbours.calling import wires
from souk.process import contracts_of
from souk.vocabulary.events import Event
from souk.vocabulary.problems import Problem
from tests.contracts.fitting import Comparison, Schema, bare

Promises = dict[str, Any]


def promises_of(house: str) -> Promises:
    """Everything others may rely on, in a form that can be kept in a file."""
    shapes: Schema = {}
    promises = {
        "calls": _calls(house, shapes),
        "events": _events(house, shapes),
        "problems": _problems(house),
    }
    return {**promises, "shapes": shapes}


def broken(old: Promises, new: Promises) -> list[str]:
    """What somebody who relies on `old` can no longer rely on; empty when the change is compatible."""
    return [
        *_broken_calls(old, new),
        *_broken_events(old, new),
        *_broken_problems(old["problems"], new["problems"]),
    ]


def _kept_apart(schema: Schema, shapes: Schema) -> Schema:
    """The schema, with what it refers to moved to `shapes`, where it is written once for the whole house."""
    plain: Schema = bare(schema)
    for name, shape in plain.pop("$defs", {}).items():
        assert shapes.setdefault(name, shape) == shape, f"two shapes are called {name}"
    return plain


def _calls(house: str, shapes: Schema) -> dict[str, Any]:
    return {
        f"{contract.__name__}.{name}": {
            "repeatable": wire.mark.retriable,
            "key": wire.mark.key,
            "arguments": _kept_apart(wire.arguments.model_json_schema(), shapes),
            "answer": _kept_apart(wire.answer.json_schema(mode="serialization"), shapes),
        }
        for contract in contracts_of(house)
        for name, wire in wires(contract).items()
    }


def _events(house: str, shapes: Schema) -> dict[str, Any]:
    return {
        kind.wire_type(): {
            "about": kind.about,
            "data": _kept_apart(kind.model_json_schema(mode="serialization"), shapes),
        }
        for kind in _defined_in(house, "events", Event)
        if kind.name
    }


def _problems(house: str) -> dict[str, Any]:
    return {kind.code: kind.status for kind in _defined_in(house, "calls", Problem)}


def _defined_in(house: str, module: str, base: type) -> list[Any]:
    found = importlib.import_module(f"souk.contracts.{house}.{module}")
    return [
        kind
        for kind in vars(found).values()
        if inspect.isclass(kind) and issubclass(kind, base) and kind.__module__ == found.__name__
    ]


def _broken_calls(old: Promises, new: Promises) -> Iterator[str]:
    for name, was in old["calls"].items():
        now = new["calls"].get(name)
        if now is None:
            yield f"{name} can no longer be asked"
            continue
        if was["repeatable"] and not now["repeatable"]:
            yield f"{name} may no longer be repeated"
        if was["key"] != now["key"]:
            yield f"{name} is repeated by {now['key']}, no longer by {was['key']}"
        for misfit in Comparison(
            _whole(was["arguments"], old), _whole(now["arguments"], new), strict_reader=True
        ).misfits():
            yield f"{name}, argument {misfit}"
        for misfit in Comparison(
            _whole(now["answer"], new), _whole(was["answer"], old), strict_reader=False
        ).misfits():
            yield f"{name}, answer {misfit}"


def _broken_events(old: Promises, new: Promises) -> Iterator[str]:
    for name, was in old["events"].items():
        now = new["events"].get(name)
        if now is None:
            yield f"{name} is no longer said (a change of meaning is a new .vN beside it)"
            continue
        if was["about"] != now["about"]:
            yield f"{name} is about {now['about']}, no longer about {was['about']}"
        for misfit in Comparison(
            _whole(now["data"], new), _whole(was["data"], old), strict_reader=False
        ).misfits():
            yield f"{name}, field {misfit}"


def _broken_problems(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for code, status in old.items():
        if new.get(code) != status:
            yield f"the problem {code} ({status}) is gone or has another status"


def _whole(schema: Schema, promises: Promises) -> Schema:
    return {**schema, "$defs": promises["shapes"]}
