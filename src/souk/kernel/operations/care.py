"""Care: what every house tells of itself to whoever looks after the street, and the little that may be done in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson
from django.db import models

from souk.kernel.data import trail
from souk.kernel.data.trail import TrailEntry, TrailFilter
from souk.kernel.events import inbox
from souk.kernel.models import HeldDelivery, InboxEvent, OutboxEvent, StoryRow
from souk.kernel.work.stories import Story, all_stories
from souk.vocabulary.calls import command, query

#: Ended stories have no due time. A range finds the others in the index, where "is not null" may read the whole table.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


#: Where a page of a list begins: after this moment, and at that moment after this id (of this house).
Place = tuple[datetime, str, str]


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
    answers: bool = True


class Care(Protocol):
    """Answered for each house, by itself or through its internal door."""

    @query()
    def health(self) -> HouseHealth: ...

    @query()
    def going(self, *, after: Place | None, limit: int) -> list[Unfinished]:
        """Stories on their way, waiting or walking back; whose turn comes first is first."""
        ...

    @query()
    def parked(self, *, after: Place | None, limit: int) -> list[Unfinished]:
        """Stories that stopped and need a person, the oldest first."""
        ...

    @query()
    def dead_letters(self, *, after: Place | None, limit: int) -> list[DeadLetter]:
        """The oldest first."""
        ...

    @command(key="event_id")
    def replay(self, *, event_id: str) -> bool:
        """Gives a dead letter its tries back; False when there is none, because it is unknown or was tried again already."""
        ...

    @command(key="story_id")
    def resume(self, *, story_id: str) -> bool:
        """Lets a parked story go on the way it was going; False when there is none, because it is unknown or goes on already."""
        ...

    @query()
    def trail(self, *, wanted: TrailFilter, before_id: str, limit: int) -> list[TrailEntry]:
        """The newest first, before `before_id`; one more than `limit` where there are more."""
        ...

    @query(deadline_seconds=120)
    def violations(self) -> list[str]:
        """What is wrong with the house's own data."""
        ...

    @query(deadline_seconds=120)
    def facts(self) -> dict[str, Any]:
        """What must agree with the data of others; empty where there is nothing of the kind."""
        ...

    @query(deadline_seconds=120)
    def said(self) -> dict[str, list[str]]:
        """Type → ids of the events that were carried to all who hear them."""
        ...

    @query(deadline_seconds=120)
    def unheard(self, *, event_type: str, event_ids: list[str]) -> list[str]:
        """Which of these, said in this order, neither took effect here nor wait to; none where the type is not heard.

        What was said before the house first heard the type is not asked of it.
        """
        ...

    @query(deadline_seconds=120)
    def heard_and_held(self) -> list[str]:
        """Events that took effect here and wait to be tried again as well: there should be none."""
        ...


class HouseCare:
    """Care of a house in this process. `auditing`: its module with `violations` and `facts`, where it has one."""

    def __init__(self, house: str, auditing: Any = None) -> None:
        self._house, self._auditing = house, auditing

    def health(self) -> HouseHealth:
        house = self._house
        said = OutboxEvent.objects.using(house).filter(delivered_at=None)
        waiting = said.aggregate(count=models.Count("id"), since=models.Min("said_at"))
        is_dead = models.Q(dead_at__isnull=False)
        held = HeldDelivery.objects.using(house).aggregate(
            all=models.Count("id"), dead=models.Count("id", filter=is_dead)
        )
        tells = _tells_stories(house)
        return HouseHealth(
            house=house,
            undelivered=waiting["count"],
            waits_since=waiting["since"],
            held=held["all"] - held["dead"],
            dead=held["dead"],
            going=_on_their_way(house).count() if tells else 0,
            parked=_parked(house).count() if tells else 0,
        )

    def going(self, *, after: Place | None, limit: int) -> list[Unfinished]:
        return _stories(self._house, _on_their_way(self._house), "due_at", after, limit)

    def parked(self, *, after: Place | None, limit: int) -> list[Unfinished]:
        return _stories(self._house, _parked(self._house), "changed_at", after, limit)

    def dead_letters(self, *, after: Place | None, limit: int) -> list[DeadLetter]:
        return _letters(self._house, after, limit)

    def replay(self, *, event_id: str) -> bool:
        return inbox.replay_dead_letter(self._house, event_id)

    def resume(self, *, story_id: str) -> bool:
        name, _, key = story_id.partition(":")
        told = [story for story in all_stories() if (story.house, story.name) == (self._house, name)]
        return any(story.unpark(key) for story in told)

    def trail(self, *, wanted: TrailFilter, before_id: str, limit: int) -> list[TrailEntry]:
        return trail.entries(self._house, wanted, before_id, limit)

    def violations(self) -> list[str]:
        return getattr(self._auditing, "violations", list)()

    def facts(self) -> dict[str, Any]:
        return getattr(self._auditing, "facts", dict)()

    def said(self) -> dict[str, list[str]]:
        rows = OutboxEvent.objects.using(self._house).exclude(delivered_at=None).order_by("id")
        found: dict[str, list[str]] = {}
        for kind, event_id in rows.values_list("type", "event_id"):
            found.setdefault(kind, []).append(event_id)
        return found

    def unheard(self, *, event_type: str, event_ids: list[str]) -> list[str]:
        if event_type not in inbox.heard_by().get(self._house, []):
            return []
        heard = set(_ids(InboxEvent, self._house, event_type)) | set(
            _ids(HeldDelivery, self._house, event_type)
        )
        first = next((place for place, event_id in enumerate(event_ids) if event_id in heard), len(event_ids))
        return [event_id for event_id in event_ids[first:] if event_id not in heard]

    def heard_and_held(self) -> list[str]:
        held = HeldDelivery.objects.using(self._house).values_list("event_id", flat=True)
        both = InboxEvent.objects.using(self._house).filter(event_id__in=list(held))
        return list(both.values_list("event_id", flat=True))


class CareOfShare:
    """Care of a share of a house, in this process or another: the house answers as the house it is, and is called by its share's name."""

    def __init__(self, name: str, care: Any) -> None:
        self._name, self.care = name, care

    def __getattr__(self, call: str) -> Any:
        method = getattr(self.care, call)

        def named(**arguments: Any) -> Any:
            if isinstance(after := arguments.get("after"), tuple) and after[2] == self._name:
                arguments["after"] = (*after[:2], self._name.partition("-")[0])
            answer = method(**arguments)
            if isinstance(answer, list):
                return [self._renamed(one) for one in answer]
            return self._renamed(answer)

        return named

    def _renamed(self, answer: Any) -> Any:
        named = isinstance(answer, (HouseHealth, DeadLetter, Unfinished, TrailEntry))
        return replace(answer, house=self._name) if named else answer


_cares: dict[str, Care] = {}


def take_care(house: str, care: Care) -> None:
    """Says who cares for a house that keeps anything; by the composition root and by tests."""
    _cares[house] = care


def cares() -> dict[str, Care]:
    """House → who cares for it, in the order of the street."""
    return dict(_cares)


def _ids(model: type[models.Model], house: str, event_type: str) -> models.QuerySet[Any, Any]:
    return model._default_manager.using(house).filter(type=event_type).values_list("event_id", flat=True)


def _tells_stories(house: str) -> bool:
    return any(story.house == house for story in all_stories())


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
    after: Place | None,
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


def _letters(house: str, after: Place | None, limit: int) -> list[DeadLetter]:
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
