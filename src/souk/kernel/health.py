"""Health: what the houses of this process have begun and not finished, for a person to read, and dead letters to try again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, TypeVar

import orjson
from django.db import connections, models
from django.db.utils import DEFAULT_DB_ALIAS

from souk.kernel import inbox
from souk.kernel.models import HeldDelivery, OutboxEvent, StoryRow
from souk.kernel.stories import Story, all_stories
from souk.vocabulary.pages import BadCursor, Page, read_cursor, write_cursor

#: Ended stories have no due time. A range finds the others in the index, where "is not null" may read the whole table.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Unfinished:
    """A story that is not at its end. `subject` is what people call it; `awaits` what a waiting step waits for, if it says so."""

    story_id: str
    house: str
    subject: str
    step: str
    awaits: str
    direction: str
    attempts: int
    due_at: datetime | None
    changed_at: datetime
    problem: str


@dataclass(frozen=True)
class DeadLetter:
    """An event that `house` could not take in after many tries. `reason` is the last line of the last failure."""

    house: str
    event_id: str
    type: str
    subject: str
    attempts: int
    parked_at: datetime
    reason: str


@dataclass(frozen=True)
class HouseHealth:
    """`undelivered` was said and not carried to all who hear it; `held` is tried again; `dead` and `parked` need a person."""

    house: str
    undelivered: int
    waits_since: datetime | None
    held: int
    dead: int
    going: int
    parked: int


T = TypeVar("T", Unfinished, DeadLetter)


def houses() -> list[str]:
    """The houses of this process that keep anything, in the order of the street."""
    return [alias for alias in connections if alias != DEFAULT_DB_ALIAS]


def overview() -> list[HouseHealth]:
    return [_health_of(house) for house in houses()]


def going(cursor: str | None = None, limit: int = 20) -> Page[Unfinished]:
    """Stories on their way, waiting or walking back; whose turn comes first is first."""
    after = _position(cursor)

    def of_house(house: str) -> list[Unfinished]:
        return _stories(house, _on_their_way(house), "due_at", after, limit)

    return _merged([of_house(house) for house in _storytellers()], "due_at", "story_id", limit)


def parked(cursor: str | None = None, limit: int = 20) -> Page[Unfinished]:
    """Stories that stopped and need a person, the oldest first."""
    after = _position(cursor)

    def of_house(house: str) -> list[Unfinished]:
        return _stories(house, _parked(house), "changed_at", after, limit)

    return _merged([of_house(house) for house in _storytellers()], "changed_at", "story_id", limit)


def dead_letters(cursor: str | None = None, limit: int = 20) -> Page[DeadLetter]:
    """The oldest first. The same event may be dead in several houses."""
    after = _position(cursor)
    found = [_letters(house, after, limit) for house in houses()]
    return _merged(found, "parked_at", "event_id", limit, lambda letter: letter.house)


def replay(house: str, event_id: str) -> bool:
    """Gives a dead letter its tries back; False when there is none, because it is unknown or was tried again already."""
    return house in houses() and inbox.replay_dead_letter(house, event_id)


def _health_of(house: str) -> HouseHealth:
    said = OutboxEvent.objects.using(house).filter(delivered_at=None)
    waiting = said.aggregate(count=models.Count("id"), since=models.Min("said_at"))
    is_dead = models.Q(dead_at__isnull=False)
    held = HeldDelivery.objects.using(house).aggregate(
        all=models.Count("id"), dead=models.Count("id", filter=is_dead)
    )
    tells = house in _storytellers()
    return HouseHealth(
        house=house,
        undelivered=waiting["count"],
        waits_since=waiting["since"],
        held=held["all"] - held["dead"],
        dead=held["dead"],
        going=_on_their_way(house).count() if tells else 0,
        parked=_parked(house).count() if tells else 0,
    )


def _storytellers() -> list[str]:
    return sorted({story.house for story in all_stories()} & set(houses()))


def _on_their_way(house: str) -> models.QuerySet[StoryRow]:
    directions = ["forward", "waiting", "back"]
    return _told_in(house).filter(due_at__gt=_LONG_AGO, direction__in=directions)


def _parked(house: str) -> models.QuerySet[StoryRow]:
    return _told_in(house).filter(direction="parked")


def _told_in(house: str) -> models.QuerySet[StoryRow]:
    names = [story.name for story in all_stories() if story.house == house]
    return StoryRow.objects.using(house).filter(story__in=names)


def _stories(
    house: str,
    rows: models.QuerySet[StoryRow],
    by: str,
    after: tuple[datetime, str, str] | None,
    limit: int,
) -> list[Unfinished]:
    if after is not None:
        moment, story_id, _ = after
        rows = rows.filter(
            models.Q(**{f"{by}__gt": moment}) | models.Q(**{by: moment, "story_id__gt": story_id})
        )
    known = {story.name: story for story in all_stories()}
    found = rows.order_by(by, "story_id")[: limit + 1]
    return [_unfinished(known[row.story], row) for row in found]


def _unfinished(story: Story[Any], row: StoryRow) -> Unfinished:
    step = story.steps[min(row.position, len(story.steps) - 1)]
    problem = orjson.loads(row.problem) if row.problem else {}
    return Unfinished(
        story_id=row.story_id,
        house=story.house,
        subject=story.subject_of(row),
        step=step.name.replace("_", " "),
        awaits=step.awaits,
        direction=row.direction,
        attempts=row.attempts,
        due_at=row.due_at,
        changed_at=row.changed_at,
        problem=problem.get("detail") or problem.get("title") or "",
    )


def _letters(house: str, after: tuple[datetime, str, str] | None, limit: int) -> list[DeadLetter]:
    rows = HeldDelivery.objects.using(house).filter(dead_at__gt=_LONG_AGO)
    if after is not None:
        moment, event_id, last_house = after
        later_here = {"event_id__gte" if house > last_house else "event_id__gt": event_id}
        rows = rows.filter(models.Q(dead_at__gt=moment) | models.Q(dead_at=moment, **later_here))
    return [
        DeadLetter(
            house=house,
            event_id=row.event_id,
            type=row.type.removeprefix("souk.").removesuffix(".v1"),
            subject=row.subject,
            attempts=row.attempts,
            parked_at=row.dead_at or row.due_at,
            reason=row.error.strip().splitlines()[-1] if row.error.strip() else "",
        )
        for row in rows.order_by("dead_at", "event_id")[: limit + 1]
    ]


def _merged(
    lists: list[list[T]], time: str, name: str, limit: int, where: Callable[[T], str] = lambda _: ""
) -> Page[T]:
    """One page of the lists of several houses. The moment, the id, and where ids repeat the house, give every row its place."""
    place = attrgetter(time, name)
    found = sorted((row for rows in lists for row in rows), key=lambda row: (place(row), where(row)))
    page = found[:limit]
    if len(found) <= limit:
        return Page[T].model_construct(items=page, next=None)
    moment, last = place(page[-1])
    return Page[T].model_construct(items=page, next=write_cursor(moment.isoformat(), last, where(page[-1])))


def _position(cursor: str | None) -> tuple[datetime, str, str] | None:
    if cursor is None:
        return None
    moment, name, where = read_cursor(cursor, (str, str, str))
    try:
        at = datetime.fromisoformat(moment)
    except ValueError as wrong:
        raise BadCursor() from wrong
    if at.tzinfo is None:
        raise BadCursor()
    return at, name, where
