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

    @property
    def subject(self) -> str:
        return str(getattr(self, self.about))
