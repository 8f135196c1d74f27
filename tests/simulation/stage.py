"""The stage: whatever happens in a simulated street, one thing at a time, in an order that follows from the seed.

An actor is a greenlet: a shopper, a request, the relay. At every point it passes (`souk.kernel.crashes.point`, a statement outside
a transaction, a commit) it may have to wait, be overtaken, stall for a minute, or find that its process died there. Nothing
switches inside a transaction, which is how databases have it too. The clock moves only here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from greenlet import getcurrent, greenlet

from souk.kernel import clock
from souk.kernel.crashes import Crash
from tests.simulation.temper import Temper

STATEMENTS = ("select", "insert", "update", "delete", "begin")
OPENING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Dead(Exception):
    """Nobody answers: the process died, or takes too long."""


class Actor:
    """`process`: the number of the process it lives in; None for the world outside, which does not die."""

    def __init__(self, name: str, do: Callable[[], Any], process: int | None, due: float) -> None:
        self.name, self.process, self.due = name, process, due
        self.awaits: Actor | None = None
        self.is_done = self.has_died = False
        self.outcome: Any = None
        self.failure: Exception | None = None
        self.disturbed = False  # a fault hit it that may show
        self._do = do
        self.greenlet: greenlet | None = None

    def live(self) -> None:
        try:
            self.outcome = self._do()
        except Crash:
            self.has_died = True
        except Exception as failure:
            self.failure = failure
        self.is_done = True


class Stage:
    """`here()` is where time is read; `reach` is what every point calls."""

    def __init__(self, seed: int, temper: Temper, say: Callable[[str], None] | None = None) -> None:
        self.random = Random(seed)
        self.temper = temper
        self.history: list[str] = []
        self.actors: list[Actor] = []
        self.playing: Actor | None = None
        self.seconds = 0.0
        self.deaths = 0
        self.dying: int | None = None
        self.dead: set[int] = set()
        self.wrong: list[str] = []
        self.passed: list[str] | None = None  # points, where somebody counts them
        self.reaping: Callable[[str], bool] | None = None  # says at which point to die, instead of chance
        self.is_healed = False
        self._say, self._main = say, getcurrent()
        self._digest = hashlib.sha256()
        self.is_changing: Callable[[], bool] = lambda: False
        self.when_dead: Callable[[int], None] = lambda process: None

    # -- what everybody may do ----------------------------------------------------------------------------------------

    def note(self, text: str) -> None:
        """A line of the history."""
        who = self.playing.name if self.playing else "–"
        where = "" if self.playing is None or self.playing.process is None else f"/{self.playing.process}"
        line = f"{_clock_face(self.seconds)} {who}{where}: {text}"
        self.history.append(line)
        self._digest.update(line.encode() + b"\n")
        if self._say is not None:
            self._say(line)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()[:16]

    def enter(
        self, name: str, do: Callable[[], Any], process: int | None = None, after: float = 0.0
    ) -> Actor:
        """A new actor, who begins `after` seconds from now."""
        actor = Actor(name, do, process, self.seconds + after)
        actor.greenlet = greenlet(actor.live, parent=self._main)
        self.actors.append(actor)
        return actor

    def wait(self, seconds: float) -> None:
        """The one who plays does nothing for so long."""
        assert self.playing is not None
        self.playing.due = self.seconds + seconds
        self._main.switch()

    def wait_for(self, other: Actor, seconds: float) -> None:
        """Until the other is done, or at most so long."""
        assert self.playing is not None
        self.playing.awaits = other
        self.wait(seconds)

    def wake(self, name: str, within_seconds: float) -> None:
        """Those of that name, who wait for something to do."""
        for actor in self.actors:
            if actor.name == name and actor.due > self.seconds + within_seconds:
                actor.due = self.seconds + within_seconds * self.random.random()

    def chance(self, probability: float) -> bool:
        return probability > 0 and self.random.random() < probability

    def fault(self, probability: float) -> bool:
        """A fault of that probability happens, unless the world is healed."""
        return not self.is_healed and self.chance(probability)

    def reach(self, name: str, *, quietly: bool = False) -> None:
        """A point in the code of a process. `quietly`: no switching here, only dying."""
        actor = self.playing
        if actor is None or actor.process is None:
            return
        if actor.process in self.dead or self.dying == actor.process:
            raise Crash(name)
        if self.passed is not None:
            self.passed.append(name)
        if self._dies_at(name):
            self.note(f"† dies at “{name}”")
            self.deaths, self.dying = self.deaths + 1, actor.process
            raise Crash(name)
        if quietly or self.is_changing():
            return
        temper = self.temper
        draw = self.random.random() if temper.switch or temper.stall else 1.0
        if draw < temper.stall and not self.is_healed:
            pause = self.random.choice((2.0, 12.0, 35.0, 70.0)) * (0.5 + self.random.random())
            self.note(f"stalls for {pause:.0f} s at “{name}”")
            actor.disturbed = True
            self.wait(pause)
        elif draw < temper.stall + temper.switch:
            self.wait(0.0)
        if actor.process in self.dead:
            raise Crash(name)

    def _dies_at(self, name: str) -> bool:
        if self.reaping is not None:
            return self.reaping(name)
        # A commit, an answer, a step written: there dying matters, and so it is likelier.
        return self.fault(self.temper.death * (0.1 if name.endswith(STATEMENTS) else 1.0))

    # -- time ---------------------------------------------------------------------------------------------------------

    def play(self, is_over: Callable[[], bool], *, most_seconds: float) -> bool:
        """Lets everybody act until it is over; False if that took more than so many simulated seconds."""
        until = self.seconds + most_seconds
        while not is_over():
            now = self.seconds
            ready = [
                actor
                for actor in self.actors
                if actor.due <= now or (actor.awaits is not None and actor.awaits.is_done)
            ]
            if not ready:
                nearest = min((actor.due for actor in self.actors), default=None)
                if nearest is None or nearest > until:
                    self.set_time(until)
                    return is_over()
                self.set_time(nearest)
                continue
            if self.seconds > until:
                return is_over()
            self._act(ready[int(self.random.random() * len(ready))] if len(ready) > 1 else ready[0])
            self.set_time(self.seconds + self.random.random() * 0.004)
        return True

    def set_time(self, seconds: float) -> None:
        self.seconds = max(seconds, self.seconds)
        clock.stand_at(OPENING + timedelta(seconds=self.seconds))

    def _act(self, actor: Actor) -> None:
        actor.awaits = None
        self.playing = actor
        assert actor.greenlet is not None
        actor.greenlet.switch()
        self.playing = None
        if self.dying is not None:
            self._bury(self.dying)
        if actor.is_done:
            self._leave(actor)

    def _leave(self, actor: Actor) -> None:
        self.actors = [other for other in self.actors if other is not actor]
        if actor.failure is not None and actor.process is None:
            raise actor.failure

    def _bury(self, process: int) -> None:
        """Everything that lived in the process ends where it stands; what is in databases stays."""
        self.dead.add(process)
        self.dying = None
        theirs = [actor for actor in self.actors if actor.process == process]
        for actor in theirs:
            if not actor.is_done:
                self._end(actor)
                actor.is_done = actor.has_died = True
        self.actors = [actor for actor in self.actors if actor.process != process]
        self.when_dead(process)

    def close(self) -> None:
        """Ends everybody, so that nothing of this run outlives it."""
        self.dead |= {actor.process for actor in self.actors if actor.process is not None}
        for actor in self.actors:
            self._end(actor)
        self.actors = []

    def _end(self, actor: Actor) -> None:
        if actor.greenlet:  # it has begun and stands somewhere
            self.playing = actor
            actor.greenlet.throw(Crash("with its process"))
            self.playing = None


def _clock_face(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    return f"{9 + hours:02}:{rest // 60:02}:{rest % 60:02}.{int(seconds * 1000) % 1000:03}"
