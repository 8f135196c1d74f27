"""Events: what happened, in the past tense, told once and kept as long as the log (CloudEvents 1.0)."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """Base of every event. A subclass sets `name` (`"order.created"`), `version`, and `about`: the field that is its subject.

    Events of one subject are delivered in the order they were said.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    about: ClassVar[str] = ""
    known: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            Event.known[cls.wire_type()] = cls

    @classmethod
    def wire_type(cls) -> str:
        """The CloudEvents `type`: `souk.order.created.v1`."""
        return f"souk.{cls.name}.v{cls.version}"

    @classmethod
    def told_by(cls) -> str:
        """The house whose promise it is: `orders`."""
        return cls.__module__.split(".")[-2]

    @property
    def subject(self) -> str:
        return str(getattr(self, self.about))


def channel_of(house: str) -> str:
    """The exchange or topic that carries what a house says: `orders` → `order_events`."""
    return f"{house.removesuffix('s')}_events"


def short_name(wire_type: str) -> str:
    """`souk.order.created.v1` → `order.created`, the same for every version."""
    return wire_type.removeprefix("souk.").rsplit(".v", 1)[0]
