"""Calls: how a contract says what may be asked, and what may safely be asked twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

F = TypeVar("F", bound=Callable[..., Any])

MARK = "__souk_call__"


class Message(BaseModel):
    """Base of what travels in calls: frozen, so nobody shares a mutable object by accident. Bytes travel as base64."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


@dataclass(frozen=True)
class CallMark:
    """`retriable`: asking twice is the same as asking once. `key`: the parameter that makes it so, if any."""

    retriable: bool = False
    key: str | None = None
    deadline_seconds: float = 2.0


SPREAD = "__souk_among__"


@dataclass(frozen=True)
class Among:
    """How a call finds its way where a house is split into shares; see `among`."""

    how: str = "default"
    by: str = ""
    kind: str = ""
    found_by: str = ""
    known_by: str = ""
    unreached: Callable[[str, str], Any] | None = None
    place: Callable[[Any], str] | None = None
    nowhere: Callable[[Any], bool] | None = None


def among(
    by: str = "",
    *,
    how: str = "",
    kind: str = "",
    found_by: str = "",
    known_by: str = "",
    unreached: Callable[[str, str], Any] | None = None,
    place: Callable[[Any], str] | None = None,
    nowhere: Callable[[Any], bool] | None = None,
) -> Callable[[F], F]:
    """Marks how a call finds its way where its house is split into shares by kind. Without a mark the default share is asked.

    `by`: the parameter that names one thing by id or address; `how="many"`: that has the ids of many, and the lists that the shares
    answer are one (`found_by`: the field of each that says which it is). `kind`: the field that says of what kind it is what `by`
    saves, or each of what it saves with `how="kinds"`; `known_by`: the parameter with its id, where it is there already. `how="chain"`: a list with a cursor goes through every share;
    `how="sum"`: counts of all shares together; `how="all"`: their lists as one.

    `unreached`: of many, what is answered for each (its id, and why) whose share is away while others answer, where each is done on its
    own; without it nobody knows anything. `nowhere`: whether an answer says that the share does not have it. `how="merge"`: pages of all shares become one, the highest `place` first, and that of the last is what the cursor
    of the next page holds.
    """
    way = how or ("kind" if kind else "one")
    mark = Among(way, by, kind, found_by, known_by, unreached, place, nowhere)

    def decorate(method: F) -> F:
        setattr(method, SPREAD, mark)
        return method

    return decorate


def among_of(method: Any) -> Among:
    return getattr(method, SPREAD, Among())


def query(deadline_seconds: float = 2.0) -> Callable[[F], F]:
    """Marks a call that changes nothing: it is retried when nobody answered."""
    return _mark(CallMark(retriable=True, deadline_seconds=deadline_seconds))


def command(key: str = "key", deadline_seconds: float = 5.0) -> Callable[[F], F]:
    """Marks a call that changes something once per value of its parameter `key`, however often it arrives."""
    return _mark(CallMark(retriable=True, key=key, deadline_seconds=deadline_seconds))


def mark_of(method: Any) -> CallMark:
    """The mark of a contract's method; an unmarked one is never retried."""
    return getattr(method, MARK, CallMark())


def _mark(mark: CallMark) -> Callable[[F], F]:
    def decorate(method: F) -> F:
        setattr(method, MARK, mark)
        return method

    return decorate
