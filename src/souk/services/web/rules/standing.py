"""Standing: how far a story has come, as one sentence for a person."""

from __future__ import annotations

import re
from datetime import datetime

from souk.kernel.operations.care import Unfinished
from souk.services.web.rules.wording import moment

_ORDER = re.compile(r"\bORD-[0-9A-Z]{8}\b|\bord_[0-9a-z]{26}\b")


def sentence(story: Unfinished, now: datetime) -> str:
    """`ORD-7K2M9QXA waits for its payment until 14:05 UTC.`"""
    who = story.subject[:1].upper() + story.subject[1:]
    if story.direction == "parked":
        return (
            f"{who} stopped at “{story.step}” after {tries(story.attempts)}, {moment(story.changed_at, now)}."
        )
    if story.direction == "waiting":
        what = f"waits for {story.awaits}" if story.awaits else f"waits at “{story.step}”"
        return f"{who} {what}{_until(story.due_at, now)}."
    doing = "is being taken back: next it undoes" if story.direction == "back" else "goes on with"
    tried = f", after {tries(story.attempts)} without an answer" if story.attempts else ""
    return f"{who} {doing} “{story.step}”{tried}{_at(story.due_at, now)}."


def tries(count: int) -> str:
    return "1 try" if count == 1 else f"{count} tries"


def order_in(subject: str) -> str:
    """The order's number or id that a subject names; empty if it names none."""
    found = _ORDER.search(subject)
    return found.group() if found else ""


def _until(due: datetime | None, now: datetime) -> str:
    if due is None:
        return ""
    return f" until {moment(due, now)}" if due > now else "; its time is out and it is looked at now"


def _at(due: datetime | None, now: datetime) -> str:
    return f", at {moment(due, now)}" if due is not None and due > now else ", now"
