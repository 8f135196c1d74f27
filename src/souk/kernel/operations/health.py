"""Health of the street: what its houses have begun and not finished, for a person to read, and dead letters to try again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from souk.kernel.data.trail import TrailEntry, TrailFilter
from souk.kernel.operations.care import Care, DeadLetter, HouseHealth, Place, Unfinished, cares
from souk.vocabulary.pages import BadCursor, Page, read_cursor, write_cursor
from souk.vocabulary.problems import Unavailable

T = TypeVar("T", Unfinished, DeadLetter)


def overview() -> list[HouseHealth]:
    """Every house that keeps anything, in the order of the street."""
    return [_health_of(house, care) for house, care in cares().items()]


def going(cursor: str | None = None, limit: int = 20) -> Page[Unfinished]:
    """Stories on their way, waiting or walking back; whose turn comes first is first."""
    after = _position(cursor)
    found = _everywhere(lambda care: care.going(after=after, limit=limit))
    return _merged(found, "due_at", "story_id", limit)


def parked(cursor: str | None = None, limit: int = 20) -> Page[Unfinished]:
    """Stories that stopped and need a person, the oldest first."""
    after = _position(cursor)
    found = _everywhere(lambda care: care.parked(after=after, limit=limit))
    return _merged(found, "changed_at", "story_id", limit)


def dead_letters(cursor: str | None = None, limit: int = 20) -> Page[DeadLetter]:
    """The oldest first. The same event may be dead in several houses."""
    after = _position(cursor)
    found = _everywhere(lambda care: care.dead_letters(after=after, limit=limit))
    return _merged(found, "parked_at", "event_id", limit, lambda letter: letter.house)


def trail(
    wanted: TrailFilter, cursor: str | None = None, limit: int = 50
) -> tuple[Page[TrailEntry], list[str]]:
    """The audit trail of every house, the newest first; and the houses that are away, whose rows are missing."""
    before_id = "" if cursor is None else read_cursor(cursor, (str,))[0]
    found: list[TrailEntry] = []
    away = []
    for house, care in cares().items():
        try:
            found += care.trail(wanted=wanted, before_id=before_id, limit=limit)
        except Unavailable:
            away.append(house)
    found.sort(key=lambda entry: entry.entry_id, reverse=True)
    page = found[:limit]
    more = write_cursor(page[-1].entry_id) if len(found) > limit else None
    return Page[TrailEntry].model_construct(items=page, next=more), away


def replay(house: str, event_id: str) -> bool:
    """Gives a dead letter its tries back; False when there is none, because it is unknown or was tried again already."""
    care = cares().get(house)
    return care is not None and care.replay(event_id=event_id)


def resume(house: str, story_id: str) -> bool:
    """Lets a parked story go on; False when there is none, because it is unknown or goes on already."""
    care = cares().get(house)
    return care is not None and care.resume(story_id=story_id)


def _health_of(house: str, care: Care) -> HouseHealth:
    try:
        return care.health()
    except Unavailable:
        return HouseHealth(house, 0, None, 0, 0, 0, 0, answers=False)


def _everywhere(ask: Callable[[Care], list[T]]) -> list[list[T]]:
    """What each house answers; one that is away has its row in the overview to say so."""
    found = []
    for care in cares().values():
        try:
            found.append(ask(care))
        except Unavailable:
            continue
    return found


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


def _position(cursor: str | None) -> Place | None:
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
