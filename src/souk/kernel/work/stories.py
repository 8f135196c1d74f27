"""Stories: work in several durable steps, each of which can be undone, that survives the death of its process anywhere.

    checkout = Story("checkout", house="orders", state=Checkout, steps=[
        Step(price_cart),
        Step(reserve_stock, undo=release_stock),
        Step(record_order, undo=cancel_order, local=True),
        Step(take_money, undo=give_money_back, pivot=True),
        ...
    ])

Progress is one row. A step changes either its own database, in one transaction with the row (`local=True`; it is given the
open `Change`), or one neighbour, by the key it is given, which is the same at every try. `Refused` turns the story back, and
walking back starts with the step in hand, because an earlier try of it may still be on its way. `Unavailable` is tried again.
Once the pivot is done the story only goes forward; when a person is needed it parks. A step may raise `Wait`: the story stops
until `resume` or until its time is out, and then the same step decides again.

A story under way is known by its place in the list, also to the version before or after this one: an upgrade may add steps at the end or
let a step do more, but never put one in between.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Generic, TypeVar

import orjson
from django.db import IntegrityError, models, transaction
from pydantic import BaseModel

from souk.kernel import chance, clock
from souk.kernel.access import identity
from souk.kernel.crashes import point
from souk.kernel.data.database import changes, forbid_open_transaction
from souk.kernel.data.rows import find_one, insert, update
from souk.kernel.ids import new_id
from souk.kernel.models import StoryRow
from souk.kernel.telemetry import metrics, tracing
from souk.kernel.telemetry.logs import log
from souk.kernel.work.steps import Direction, Step, Telling, Wait
from souk.vocabulary.problems import Problem, Refused, Unavailable

_log = log(__name__)

S = TypeVar("S", bound=BaseModel)

__all__ = ["Direction", "Step", "Story", "Telling", "Wait"]

LEASE_SECONDS = 30
PARK_AFTER = 50

_stories: dict[str, Story[Any]] = {}

#: Set when a story became due, so that the background need not sleep its interval out.
something_due = threading.Event()


class LostLease(Exception):
    """Another worker took the story over; this one steps back without a word."""


class Story(Generic[S]):
    """A list of steps over one row in its house's database. `called`: what people call the thing it is about."""

    def __init__(
        self,
        name: str,
        *,
        house: str,
        state: type[S],
        steps: list[Step[S]],
        called: Callable[[S], str] | None = None,
    ) -> None:
        self.name, self.house, self.steps, self._state, self._called = name, house, steps, state, called
        pivots = [index for index, step in enumerate(steps) if step.pivot]
        self._pivot = pivots[0] if pivots else len(steps) - 1
        _stories[name] = self

    def begin(self, key: str, state: S) -> Telling[S]:
        """Begins the story, or joins the one that `key` began before, and goes as far as it can now."""
        forbid_open_transaction(f"story {self.name}")
        worker = new_id("wrk")
        row = self._first_row(key, state)
        row.lease_by, row.lease_until = worker, clock.in_seconds(LEASE_SECONDS)
        begun = self._insert(row)
        point(f"{self.name}: begun")
        return self._run(row, worker) if begun else self.go_on(key)

    def plan(self, key: str, state: S) -> None:
        """Begins the story later, once the transaction at hand is committed; for handlers. A story that began before stays as it is."""
        if self._insert(self._first_row(key, state)):
            something_due.set()

    def resume(self, key: str) -> None:
        """What a waiting story waited for may have come: it is due now. May be called inside a transaction, and for stories that never were."""
        rows = self._rows().filter(
            story_id=f"{self.name}:{key}", direction__in=["waiting", "forward", "back"]
        )
        if rows.update(due_at=clock.now()):
            something_due.set()

    def go_on(self, key: str) -> Telling[S]:
        """Goes as far as it can now, unless another worker is at it; tells how it stands."""
        forbid_open_transaction(f"story {self.name}")
        story_id, worker = f"{self.name}:{key}", new_id("wrk")
        if self._lease(story_id, worker):
            return self._run(self._rows().get(story_id=story_id), worker)
        return self.tell(key)

    def turn_back(self, key: str, problem: Refused) -> bool:
        """Calls a story off that still waits or is on its way to the pivot. False if it is past that, or being worked on now."""
        story_id, worker = f"{self.name}:{key}", new_id("wrk")
        if not self._lease(story_id, worker):
            return False
        row = self._rows().get(story_id=story_id)
        if row.direction not in ("forward", "waiting") or row.position > self._pivot:
            self._rows().filter(story_id=story_id, lease_by=worker).update(lease_until=None)
            return False
        self._run_back(row, worker, problem)
        return True

    def unpark(self, key: str) -> bool:
        """A person saw to it that it can go on, the way it was going; its tries begin anew. False if it is not parked (any more)."""
        rows = self._rows().filter(story_id=f"{self.name}:{key}", direction="parked")
        onward = models.Case(
            models.When(parked_from="", then=models.Value("forward")),
            default=models.F("parked_from"),
            output_field=models.CharField(),
        )
        refusal = models.Case(
            models.When(parked_from="back", then=models.F("problem")),
            default=models.Value(""),
            output_field=models.TextField(),
        )
        now = clock.now()
        if not rows.update(direction=onward, problem=refusal, attempts=0, due_at=now, changed_at=now):
            return False
        something_due.set()
        return True

    def has_begun(self, key: str) -> bool:
        return self._rows().filter(story_id=f"{self.name}:{key}").exists()

    def tell(self, key: str) -> Telling[S]:
        """How the story stands. Raises StoryRow.DoesNotExist for one that never began."""
        return self._telling(self._rows().get(story_id=f"{self.name}:{key}"))

    def subject_of(self, row: StoryRow) -> str:
        """What a row of this story is about, for people; never raises, whatever the row holds."""
        key = row.story_id.removeprefix(f"{self.name}:")
        try:
            return self._called(self._state.model_validate_json(row.state)) if self._called else key
        except ValueError:  # written by another version of its house
            return key

    def run_due(self, limit: int = 20) -> int:
        """Goes on with stories that are due and that nobody is at; returns how many."""
        now = clock.now()
        free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        due = self._rows().filter(free, story=self.name, due_at__lte=now).order_by("due_at")
        ids = list(due.values_list("story_id", flat=True)[:limit])
        for story_id in chance.delivery_order(ids):
            self.go_on(story_id.removeprefix(f"{self.name}:"))
        return len(ids)

    # -- the walk -----------------------------------------------------------------------------------------------------

    def _run(self, row: StoryRow, worker: str) -> Telling[S]:
        try:
            with identity.acting_as(identity.NOBODY), self._span(row):
                while row.direction in ("forward", "waiting", "back"):
                    name, is_back = self.steps[row.position].name, row.direction == "back"
                    with tracing.span(f"undo {name}" if is_back else name):
                        going = self._undo_one(row, worker) if is_back else self._do_one(row, worker)
                    if not going:
                        break
            if row.direction in ("done", "undone", "parked"):
                reason = orjson.loads(row.problem)["code"] if row.problem else ""
                metrics.story_ended(self.name, row.direction, reason)
        except LostLease:
            row = self._rows().get(story_id=row.story_id)
        return self._telling(row)

    def _span(self, row: StoryRow) -> AbstractContextManager[None]:
        """Where a story is begun its span is part of the request, or of the event, that began it. Who goes on with it later has a
        trace of their own, linked to that one."""
        if not row.trace or tracing.trace_id() == row.trace[3:35]:
            return tracing.span(self.name, house=self.house)
        is_fresh = row.position == row.attempts == 0 and row.direction == "forward"
        if is_fresh and not tracing.trace_id():
            return tracing.span(self.name, house=self.house, parent=row.trace)
        return tracing.span(self.name, house=self.house, links=[row.trace])

    def _do_one(self, row: StoryRow, worker: str) -> bool:
        step = self.steps[row.position]
        state = self._state.model_validate_json(row.state)
        key = f"{row.story_id}:{step.name}"
        point(f"{self.name}: before {step.name}")
        try:
            if step.local:
                with changes(self.house) as change:
                    after = self._after_doing(row, step.do(state, key, change))
                    self._compare_and_set(row, worker, after)
                _set(row, after)
            else:
                after = self._after_doing(row, step.do(state, key))
                point(f"{self.name}: {step.name} done, not written")
                self._write(row, worker, **after)
        except Wait as wait:
            self._write(
                row, worker, direction="waiting", state=wait.state.model_dump_json(), attempts=0,
                due_at=clock.in_seconds(wait.seconds), lease_until=None,
            )  # fmt: skip
            return False
        except Refused as refusal:
            return self._refused(row, worker, refusal)
        except LostLease:
            raise
        except Exception as failure:
            return self._nobody_knows(row, worker, step, failure)
        point(f"{self.name}: after {step.name}")
        return True

    def _after_doing(self, row: StoryRow, state: S) -> dict[str, Any]:
        position = row.position + 1
        while position < len(self.steps) and not self.steps[position].concerns(state):
            position += 1
        ends = position == len(self.steps)
        return {
            "position": position,
            "direction": "done" if ends else "forward",
            "state": state.model_dump_json(),
            "attempts": 0,
            "due_at": None if ends else clock.now(),
            "lease_until": None if ends else clock.in_seconds(LEASE_SECONDS),
        }

    def _refused(self, row: StoryRow, worker: str, refusal: Problem) -> bool:
        if row.position > self._pivot:
            _log.error(
                "story_parked", story=row.story_id, step=self.steps[row.position].name, problem=repr(refusal)
            )
            self._park(row, worker, refusal)
            return False
        self._turn(row, worker, refusal)
        return True

    def _nobody_knows(self, row: StoryRow, worker: str, step: Step[S], failure: Exception) -> bool:
        if not isinstance(failure, Unavailable):
            _log.error("story_step_failed", story=row.story_id, step=step.name, exc_info=failure)
        tracing.failed(type(failure).__name__)
        attempts = row.attempts + 1
        problem = (
            failure if isinstance(failure, Problem) else Unavailable("Something went wrong on our side.")
        )
        if row.direction != "back" and row.position <= self._pivot and attempts >= step.give_up_after:
            self._turn(row, worker, problem)
            return True
        if attempts >= PARK_AFTER:
            self._park(row, worker, problem)
            return False
        pause = min(60.0, 0.2 * 2**attempts) * (0.75 + chance.fraction() / 2)
        self._write(row, worker, attempts=attempts, due_at=clock.in_seconds(pause), lease_until=None)
        return False

    def _undo_one(self, row: StoryRow, worker: str) -> bool:
        step = self.steps[row.position]
        state = self._state.model_validate_json(row.state)
        key = f"{row.story_id}:{step.name}"
        ends = row.position == 0
        after: dict[str, Any] = {
            "position": 0 if ends else row.position - 1,
            "direction": "undone" if ends else "back",
            "attempts": 0,
            "due_at": None if ends else clock.now(),
            "lease_until": None if ends else clock.in_seconds(LEASE_SECONDS),
        }
        point(f"{self.name}: before undoing {step.name}")
        try:
            if step.undo is None or not step.concerns(state):
                self._write(row, worker, **after)
            elif step.local:
                with changes(self.house) as change:
                    step.undo(state, key, change)
                    self._compare_and_set(row, worker, after)
                _set(row, after)
            else:
                step.undo(state, key)
                point(f"{self.name}: {step.name} undone, not written")
                self._write(row, worker, **after)
        except LostLease:
            raise
        except Exception as failure:
            return self._nobody_knows(row, worker, step, failure)
        return True

    def _run_back(self, row: StoryRow, worker: str, problem: Problem) -> None:
        self._turn(row, worker, problem)
        self._run(row, worker)

    def _turn(self, row: StoryRow, worker: str, problem: Problem) -> None:
        self._write(
            row, worker, direction="back", problem=orjson.dumps(problem.document()).decode(), attempts=0,
            due_at=clock.now(), lease_until=clock.in_seconds(LEASE_SECONDS),
        )  # fmt: skip

    def _park(self, row: StoryRow, worker: str, problem: Problem) -> None:
        self._write(
            row,
            worker,
            direction="parked",
            parked_from=row.direction,
            problem=orjson.dumps(problem.document()).decode(),
            due_at=None,
            lease_until=None,
        )

    # -- the row ------------------------------------------------------------------------------------------------------

    def _lease(self, story_id: str, worker: str) -> bool:
        now = clock.now()
        free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        rows = self._rows().filter(free, story_id=story_id, direction__in=["forward", "waiting", "back"])
        return rows.update(lease_by=worker, lease_until=clock.in_seconds(LEASE_SECONDS)) == 1

    def _write(self, row: StoryRow, worker: str, **values: Any) -> None:
        self._compare_and_set(row, worker, values)
        _set(row, values)

    def _compare_and_set(self, row: StoryRow, worker: str, values: dict[str, Any]) -> None:
        """Only who holds the lease may write, and only from where the row was read."""
        values["changed_at"] = clock.now()
        before = {
            "story_id": row.story_id, "position": row.position, "direction": row.direction, "lease_by": worker
        }  # fmt: skip
        if update(StoryRow, where=before, values=values, house=self.house) != 1:
            raise LostLease(row.story_id)

    def _first_row(self, key: str, state: S) -> StoryRow:
        now = clock.now()
        return StoryRow(
            story_id=f"{self.name}:{key}", story=self.name, direction="forward", state=state.model_dump_json(),
            due_at=now, began_at=now, changed_at=now, trace=tracing.traceparent(),
        )  # fmt: skip

    def _insert(self, row: StoryRow) -> bool:
        with changes(self.house):
            if find_one(StoryRow, where={"story_id": row.story_id}, house=self.house) is not None:
                return False
            try:
                with transaction.atomic(using=self.house):
                    insert(row, house=self.house)
            except IntegrityError:  # begun in the same instant by another process
                return False
            return True

    def _rows(self) -> models.QuerySet[StoryRow]:
        return StoryRow.objects.using(self.house)

    def _telling(self, row: StoryRow) -> Telling[S]:
        return Telling(
            story_id=row.story_id,
            direction=row.direction,  # type: ignore[arg-type]
            position=row.position,
            step=self.steps[min(row.position, len(self.steps) - 1)].name,
            state=self._state.model_validate_json(row.state),
            problem=Problem.from_document(orjson.loads(row.problem)) if row.problem else None,
            attempts=row.attempts,
            due_at=row.due_at,
        )


def _set(row: StoryRow, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def all_stories() -> list[Story[Any]]:
    """The stories of the houses in this process."""
    return list(_stories.values())
