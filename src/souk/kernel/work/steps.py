"""Steps: what a story is made of, and how far one has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel

from souk.vocabulary.problems import Problem

S = TypeVar("S", bound=BaseModel)
Direction = Literal["forward", "waiting", "back", "done", "undone", "parked"]


class Wait(Exception):
    """Raised by a step that waits for the world. `seconds`: when to look again even if nobody says `resume`."""

    def __init__(self, state: BaseModel, seconds: float) -> None:
        super().__init__(f"waiting {seconds} s")
        self.state, self.seconds = state, seconds


@dataclass(frozen=True)
class Step(Generic[S]):
    """`give_up_after`: tries without an answer after which a story that has not passed its pivot turns back.

    `when`: the step is only for states of which this is true (never the first step, never the pivot).
    `awaits`: what it waits for, in the words of the back office: "its payment".
    """

    do: Callable[..., S]
    undo: Callable[..., None] | None = None
    local: bool = False
    pivot: bool = False
    give_up_after: int = 8
    when: Callable[[S], bool] | None = None
    awaits: str = ""

    @property
    def name(self) -> str:
        return self.do.__name__

    def concerns(self, state: S) -> bool:
        return self.when is None or self.when(state)


@dataclass(frozen=True)
class Telling(Generic[S]):
    """How far a story has come. `problem` is the refusal that turned it back."""

    story_id: str
    direction: Direction
    position: int
    step: str
    state: S
    problem: Problem | None
    attempts: int
    due_at: datetime | None
