"""The street in simulation: processes that answer requests and work in the background, that die and come up again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import orjson
from django.core.handlers.wsgi import WSGIHandler

from souk.kernel.events.inbox import try_held
from souk.kernel.events.relay import deliver_once
from souk.kernel.work.jobs import run_due_jobs
from souk.kernel.work.stories import all_stories
from souk.vocabulary.problems import Problem
from tests.simulation.broker import Broker, Straight
from tests.simulation.disk import Disk
from tests.simulation.stage import OPENING, Dead, Stage

T = TypeVar("T")

PROCESSES = (1, 2)
IDLE_SECONDS = 5.0

#: What makes a house's jobs due: a question for the nearest moment.
_DUE = {
    "payments": "SELECT min(due_at) FROM (SELECT due_at FROM sandbox_webhook WHERE due_at IS NOT NULL UNION ALL"
    " SELECT due_at FROM payments_attempt WHERE due_at IS NOT NULL UNION ALL"
    " SELECT due_at FROM payments_refund WHERE due_at IS NOT NULL)",
    "shipping": "SELECT min(look_at) FROM shipping_shipment",
    "notifications": "SELECT min(due_at) FROM notifications_message",
    "inventory": "SELECT min(expires_at) FROM inventory_reservation WHERE status = 'held'",
}
_STORIES = (
    "SELECT min(CASE WHEN lease_until IS NOT NULL AND lease_until > due_at THEN lease_until ELSE due_at END)"
    " FROM kernel_storyrow WHERE due_at IS NOT NULL"
)
_HELD = "SELECT min(due_at) FROM kernel_helddelivery WHERE dead_at IS NULL"
_SAID = "SELECT 1 FROM kernel_outboxevent WHERE delivered_at IS NULL LIMIT 1"


class Answer:
    """An HTTP answer. `body`: its JSON."""

    def __init__(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.status, self.headers = status, headers
        self.body: Any = orjson.loads(content) if content else None


class Street:
    """`revival_seconds`: until a dead process comes up again; by chance if unset."""

    def __init__(
        self,
        stage: Stage,
        disk: Disk,
        broker: Broker,
        processes: tuple[int, ...] = PROCESSES,
        revival_seconds: float | None = None,
    ) -> None:
        self._processes, self._revival_seconds = processes, revival_seconds
        self.stage, self._disk, self.broker = stage, disk, broker
        self._application = WSGIHandler()
        self._transport = broker if stage.temper.has_broker else Straight(stage)
        stage.is_changing = disk.is_changing
        stage.when_dead = self._come_up_again
        self.alive: list[int] = []

    def open(self) -> None:
        for process in self._processes:
            self._start(process)

    # -- for those outside --------------------------------------------------------------------------------------------

    def request(
        self, name: str, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Raises Dead when no answer comes."""
        return self.call(name, lambda: self._answer(method, path, body, headers or {}))

    def call(self, name: str, do: Callable[[], T], patience: float = 40.0) -> T:
        """Lets a process do something, and waits for it. Raises Dead."""
        stage = self.stage
        if not self.alive:
            raise Dead("connection refused")
        actor = stage.enter(name, do, stage.random.choice(self.alive))
        stage.wait_for(actor, patience)
        if not actor.is_done or actor.has_died:
            raise Dead("no answer")
        if isinstance(actor.failure, Problem):
            raise actor.failure
        if actor.failure is not None:
            if not actor.disturbed:
                stage.wrong.append(f"{name} failed without a cause: {actor.failure!r}")
            raise Dead(f"failed: {actor.failure!r}")
        outcome: T = actor.outcome
        if (
            isinstance(outcome, Answer)
            and outcome.status >= 500
            and outcome.status != 503
            and not actor.disturbed
        ):
            stage.wrong.append(f"{name} was answered {outcome.status} without a cause: {outcome.body}")
        return outcome

    def _answer(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        content = b"" if body is None else orjson.dumps(body)
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "SCRIPT_NAME": "",
            "HTTP_HOST": "localhost", "wsgi.input": io.BytesIO(content), "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(), "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(content)),
        } | {f"HTTP_{key.upper().replace('-', '_')}": value for key, value in headers.items()}  # fmt: skip
        began: list[Any] = []
        parts = self._application(environ, lambda status, given: began.append((status, given)))
        status, given = began[0]
        return Answer(int(status.split()[0]), dict(given), b"".join(parts))

    # -- processes ----------------------------------------------------------------------------------------------------

    def _start(self, process: int) -> None:
        self.stage.dead.discard(process)
        self.alive = sorted({*self.alive, process})
        self._work("relay", process, self._relay, 0.05)
        self._work("stories", process, self._go_on, 0.3)
        self._work("jobs", process, self._run_jobs, 0.5)
        if self.stage.temper.has_broker:
            self._work("hearing", process, self._hear, 0.05)

    def _come_up_again(self, process: int) -> None:
        self.alive.remove(process)
        stage = self.stage
        after = self._revival_seconds or stage.random.choice((0.5, 2.0, 20.0)) * (0.5 + stage.random.random())
        stage.enter("the supervisor", lambda: self._revive(process), after=after)

    def _revive(self, process: int) -> None:
        self.stage.note(f"process {process} comes up again")
        self._start(process)

    def _work(self, name: str, process: int, work: Callable[[], float], beat: float) -> None:
        """`work` answers how many seconds there will be nothing to do."""
        stage = self.stage

        def run() -> None:
            while True:
                assert stage.playing is not None
                stage.playing.disturbed = False
                try:
                    pause = work()
                except Exception as failure:  # as the background does: note it, and go on in a second
                    stage.note(f"failed: {failure!r}"[:200])
                    if stage.playing is not None and not stage.playing.disturbed:
                        stage.wrong.append(f"{name} failed without a cause: {failure!r}")
                    pause = 1.0
                stage.wait(max(pause, beat) * (0.5 + stage.random.random()))

        stage.enter(name, run, process)

    def _relay(self) -> float:
        if self.alive[0] != self._me():  # one process of a machine does it
            return IDLE_SECONDS
        houses = sorted(house for house in self._disk.said if self._disk.ask(house, _SAID))
        self._disk.said &= set(houses)
        self.stage.random.shuffle(houses)
        for house in houses:
            count = deliver_once(house, self._transport)
            self.stage.note(f"{count} events of {house} are carried")
        return 0.2 if houses else IDLE_SECONDS

    def _hear(self) -> float:
        houses = self.broker.listeners()
        self.stage.random.shuffle(houses)
        for house in houses[:3]:
            self.broker.consume(house)
        return (
            0.1
            if houses
            else min(IDLE_SECONDS, max(0.0, (self.broker.next_due() or 1e9) - self.stage.seconds))
        )

    def _go_on(self) -> float:
        if self._until(self._disk.ask("orders", _STORIES)) <= 0:
            for story in all_stories():
                if worked := story.run_due():
                    self.stage.note(f"{story.name} goes on, {worked} of them")
        return min(self._until(self._disk.ask("orders", _STORIES)), IDLE_SECONDS / 2)

    def _run_jobs(self) -> float:
        nearest = IDLE_SECONDS
        for house, question in _DUE.items():
            if self._until(self._disk.ask(house, question)) <= 0:
                run_due_jobs([house])
            nearest = min(nearest, self._until(self._disk.ask(house, question)))
        for house in sorted(self._disk.held):
            until = self._until(self._disk.ask(house, _HELD))
            if until <= 0:
                try_held(house)
            elif until > 3_000:
                self._disk.held.discard(house)
        return nearest

    def _me(self) -> int:
        assert self.stage.playing is not None
        assert self.stage.playing.process is not None
        return self.stage.playing.process

    def _until(self, rows: list[tuple[Any, ...]]) -> float:
        """Seconds until the moment that was answered; many when there is none."""
        if not rows or rows[0][0] is None:
            return 3600.0
        return seconds_of(rows[0][0]) - self.stage.seconds

    # -- quiet --------------------------------------------------------------------------------------------------------

    def is_quiet(self) -> bool:
        """Nothing is under way any more that would end by itself."""
        disk = self._disk
        if len(self.alive) < len(self._processes) or self.broker.waiting():
            return False
        if disk.ask(
            "orders", "SELECT 1 FROM kernel_storyrow WHERE direction IN ('forward','waiting','back') LIMIT 1"
        ):
            return False
        if any(disk.ask(house, _SAID) for house in disk.said) or any(
            disk.ask(house, _HELD)[0][0] for house in disk.held
        ):
            return False
        return not any(
            disk.ask(house, question)[0][0] for house, question in _DUE.items() if house != "inventory"
        )


def seconds_of(text: str) -> float:
    """A moment as the databases have it, in seconds since the opening."""
    from datetime import datetime

    moment = datetime.fromisoformat(text).replace(tzinfo=OPENING.tzinfo)
    return (moment - OPENING) / timedelta(seconds=1)
