"""Two versions of a house, side by side while a release is rolled out: who is older and who is newer understand each other."""

from __future__ import annotations

from typing import Protocol

import pytest
from pydantic import ValidationError

from souk.kernel.neighbours.calling import wires
from souk.vocabulary.calls import Message, command, query


class Before(Message):
    quantity: int


class After(Message):
    quantity: int
    gift_note: str = ""


class Packing(Protocol):
    """As it was."""

    @command()
    def pack(self, *, key: str, line: Before) -> list[Before]: ...

    @query()
    def packed(self) -> Before: ...


class PackingNow(Protocol):
    """With a parameter, and fields of what travels either way, that are new."""

    @command()
    def pack(self, *, key: str, line: After, is_urgent: bool = False) -> list[After]: ...

    @query()
    def packed(self) -> After: ...


old, new = wires(Packing), wires(PackingNow)


def test_who_is_newer_asks_who_is_older() -> None:
    asked = new["pack"].encode({"key": "k", "line": After(quantity=2)})
    assert old["pack"].decode(asked) == {"key": "k", "line": Before(quantity=2)}
    assert new["pack"].decode_answer(b'[{"quantity":2}]') == [After(quantity=2)]


def test_who_is_older_is_not_asked_to_leave_out_what_it_does_not_know() -> None:
    """It would do something else than it was asked."""
    for more in ({"line": After(quantity=2, gift_note="For Ada")}, {"is_urgent": True}):
        asked = new["pack"].encode({"key": "k", "line": After(quantity=2)} | more)
        with pytest.raises(ValidationError):
            old["pack"].decode(asked)


def test_who_is_older_understands_who_is_newer() -> None:
    asked = old["pack"].encode({"key": "k", "line": Before(quantity=2)})
    assert new["pack"].decode(asked) == {"key": "k", "line": After(quantity=2), "is_urgent": False}
    answer = After(quantity=2, gift_note="For Ada")
    assert old["pack"].decode_answer(new["pack"].encode_answer([answer])) == [Before(quantity=2)]
    assert old["packed"].decode_answer(new["packed"].encode_answer(answer)) == Before(quantity=2)
