"""Each way to break a promise is seen, and no compatible change is called one."""

from __future__ import annotations

import copy
import json
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from souk.process import contracts_of
from souk.street import STREET
from souk.vocabulary.calls import Message
from souk.vocabulary.money import Money
from tests.contracts.fitting import Comparison, bare
from tests.contracts.promises import broken, promises_of


class Lamp(Message):
    lamp_id: str
    colour: Literal["red", "blue"]
    watts: int = Field(ge=1, le=100)
    price: Money
    note: str | None = None
    wishes: list[str] = []


def renamed() -> type[BaseModel]:
    class Lamp(Message):
        id: str
        colour: Literal["red", "blue"]
        watts: int = Field(ge=1, le=100)
        price: Money
        note: str | None = None
        wishes: list[str] = []

    return Lamp


def changed(**fields: Any) -> type[BaseModel]:
    """Lamp with other fields: `changed(watts=(str, ...))`; None takes a field away."""
    from pydantic import create_model

    kept = {name: (info.annotation, info) for name, info in Lamp.model_fields.items()} | fields
    return create_model(
        "Lamp", __base__=Message, **{name: kind for name, kind in kept.items() if kind is not None}
    )


def asked(new: type[BaseModel]) -> list[str]:
    """Misfits when a call used to be given a Lamp and is now given the new one."""
    return Comparison(
        bare(Lamp.model_json_schema()), bare(new.model_json_schema()), strict_reader=True
    ).misfits()


def said(new: type[BaseModel]) -> list[str]:
    """Misfits when a Lamp used to be answered or said, and now the new one is."""
    mode: Any = "serialization"
    was, now = bare(Lamp.model_json_schema(mode=mode)), bare(new.model_json_schema(mode=mode))
    return Comparison(now, was, strict_reader=False).misfits()


BREAKS_BOTH = {
    "renamed": renamed(),
    "taken away": changed(note=None),
    "another type": changed(watts=(str, "1")),
    "inner type": changed(wishes=(list[int], [])),
    "money became text": changed(price=(str, ...)),
}
BREAKS_WHO_ASKS = {
    "a new argument that must be given": changed(size=(int, ...)),
    "a value no longer taken": changed(colour=(Literal["red"], ...)),
    "a tighter limit": changed(watts=(int, Field(ge=1, le=60))),
    "null no longer taken": changed(note=(str, "")),
    "must now be given": changed(wishes=(list[str], ...), note=(str | None, ...), extra=(str, ...)),
}
BREAKS_WHO_HEARS = {
    "a value nobody knows": changed(colour=(Literal["red", "blue", "green"], ...)),
    "null where there was none": changed(lamp_id=(str | None, None)),
    "a wider limit": changed(watts=(int, Field(ge=0, le=100))),
}
FITS = {
    "the same": Lamp,
    "a new optional field": changed(size=(int, 3)),
    "a default": changed(note=(str | None, "none")),
}


@pytest.mark.parametrize("how", BREAKS_BOTH)
def test_what_breaks_everybody(how: str) -> None:
    assert asked(BREAKS_BOTH[how])
    assert said(BREAKS_BOTH[how])


@pytest.mark.parametrize("how", BREAKS_WHO_ASKS)
def test_what_breaks_who_asks(how: str) -> None:
    assert asked(BREAKS_WHO_ASKS[how])


@pytest.mark.parametrize("how", BREAKS_WHO_HEARS)
def test_what_breaks_who_is_told(how: str) -> None:
    assert said(BREAKS_WHO_HEARS[how])


@pytest.mark.parametrize("how", FITS)
def test_what_fits(how: str) -> None:
    assert asked(FITS[how]) == []
    assert said(FITS[how]) == []


def test_a_taker_may_take_more_and_a_teller_tell_less() -> None:
    assert asked(changed(colour=(Literal["red", "blue", "green"], ...))) == []
    assert asked(changed(watts=(int | None, None))) == []
    assert said(changed(colour=(Literal["red"], ...))) == []
    assert said(changed(watts=(int, Field(ge=10, le=20)))) == []


def test_a_better_sentence_is_no_change() -> None:
    told = changed(note=(str | None, Field(default=None, title="Note", description="What is written on it.")))
    assert bare(told.model_json_schema()) == bare(Lamp.model_json_schema())


@pytest.mark.parametrize("house", [house.name for house in STREET if contracts_of(house.name)])
def test_every_promise_that_is_withdrawn_is_missed(house: str) -> None:
    promises = json.loads(json.dumps(promises_of(house)))
    assert broken(promises, promises) == []
    for part in ("calls", "events", "problems"):
        for name in promises[part]:
            less = copy.deepcopy(promises)
            del less[part][name]
            assert broken(promises, less), f"nobody misses {name}"


def test_a_call_that_may_no_longer_be_repeated_is_seen() -> None:
    old = promises_of("inventory")
    new = copy.deepcopy(old)
    new["calls"]["Inventory.reserve"] |= {"repeatable": False, "key": None}
    assert len(broken(old, new)) == 2


def test_a_change_deep_inside_an_answer_is_seen() -> None:
    old = json.loads(json.dumps(promises_of("orders")))
    new = copy.deepcopy(old)
    new["shapes"]["OrderItem"]["properties"]["quantity"] = {"type": "string"}
    assert any("Orders.place, answer /shops/*/items/*/quantity" in misfit for misfit in broken(old, new))
