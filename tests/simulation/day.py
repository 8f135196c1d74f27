"""A day, and another: one seed lived through, and judged whenever the street has become quiet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from souk.kernel import chance, clock
from souk.kernel.cache import SqliteCache, use_cache
from souk.kernel.crashes import watched
from souk.kernel.events import inbox
from souk.kernel.neighbours import asking
from souk.kernel.web import http
from souk.kernel.work import jobs
from souk.services.notifications import ports as letters_ports
from souk.services.notifications.ports import Email
from souk.services.notifications.use_cases import sending
from souk.services.orders.settings import settings as orders_settings
from souk.services.payments import ports as payment_ports
from souk.services.shipping import ports as shipping_ports
from souk.services.shipping.settings import settings as shipping_settings
from souk.vocabulary.problems import Problem
from tests.simulation.broker import Broker
from tests.simulation.judge import judge
from tests.simulation.market import disk, market
from tests.simulation.outside import Letterbox, MoodyCarrier, MoodyProvider, Wire
from tests.simulation.packers import Packer
from tests.simulation.sellers import Clerk, Seller
from tests.simulation.shoppers import Ledger, Shopper
from tests.simulation.stage import Stage
from tests.simulation.street import PROCESSES, Street
from tests.simulation.temper import Temper, tempered

#: Houses that hear, but of which no invariant speaks.
DEAF = frozenset({"search"})
SHOPPING_SECONDS, QUIET_SECONDS = 1_500, 7_200
#: Shorter than in a shop, so that a day has time for those who pay too late.
PATIENCE = {
    "SOUK_ORDERS_PAY_WITHIN_SECONDS": "200",
    "SOUK_ORDERS_HOLD_SECONDS": "240",
    "SOUK_SHIPPING_LOOK_SECONDS": "20",
    "SOUK_SHIPPING_UNLESS_CHOSEN": "carrier",
}


@dataclass
class Verdict:
    seed: int
    digest: str
    wrong: list[str]
    history: list[str] = field(repr=False)
    checkouts: int = 0
    orders: int = 0
    deaths: int = 0
    is_broken: bool = False  # the simulation itself failed: nothing was found out


class World:
    """Everything of one run, set up and taken down again."""

    def __init__(
        self,
        seed: int,
        temper: Temper,
        say: Callable[[str], None] | None = None,
        *,
        settings: Mapping[str, str] | None = None,
        processes: tuple[int, ...] = PROCESSES,
        revival_seconds: float | None = None,
    ) -> None:
        self.market, self.disk = market(), disk()
        self.stage = Stage(seed, temper, say)
        self.broker = Broker(self.stage)
        self.letters = Letterbox(self.stage)
        self.ledger = Ledger()
        self.street = Street(self.stage, self.disk, self.broker, processes, revival_seconds)
        self._settings = PATIENCE | dict(settings or {})

    @contextmanager
    def inhabited(self) -> Iterator[World]:
        """In the place of the process's own databases, neighbours, provider, carrier, post, clock and chance."""
        with ExitStack() as stack:
            stack.enter_context(self.disk.mounted())
            self.disk.restore(self.market.image)
            stack.enter_context(_settings(self._settings))
            stack.enter_context(_attribute(inbox, "_handlers", _without(inbox._handlers, DEAF)))
            frequent = [job for job in jobs.all_jobs() if job.seconds < 300]
            stack.enter_context(_attribute(jobs, "_jobs", frequent))
            stack.enter_context(_kept(asking._neighbours))
            stack.enter_context(_kept(payment_ports._providers))
            stack.enter_context(_attribute(shipping_ports, "_chosen", MoodyCarrier(self.stage)))
            stack.enter_context(_attribute(letters_ports, "_post", self.letters))
            stack.enter_context(_attribute(sending, "rendered", _unrendered))
            stack.enter_context(_attribute(clock, "stopwatch", lambda: self.stage.seconds))
            stack.enter_context(_attribute(http, "stumbled", self._noted(http.stumbled)))
            for contract, implementation in asking.provided().items():
                asking.provide(contract, Wire(contract, implementation, self.stage))
            payment_ports.offer(MoodyProvider(self.stage))  # type: ignore[arg-type]
            use_cache(SqliteCache(Path(":memory:")))
            stack.callback(use_cache, None)
            chance.plant(self.stage.random.getrandbits(32), shuffle=True)
            stack.callback(chance.plant, None)
            self.stage.set_time(0)
            stack.callback(clock.stand_at, None)
            stack.enter_context(watched(self.stage.reach))
            self.disk.stage = self.stage
            stack.callback(setattr, self.disk, "stage", None)
            stack.callback(self.stage.close)
            self.street.open()
            yield self

    def _noted(self, stumbled: Callable[..., Any]) -> Callable[..., Any]:
        """What nobody foresaw belongs into the history; the shop tells it to its log only."""

        def noted(request: Any, failure: BaseException) -> Any:
            if not isinstance(failure, Problem):
                self.stage.note(f"stumbles: {failure!r}")
            return stumbled(request, failure)

        return noted

    def settle(self) -> list[str]:
        """No new faults; until nothing is under way any more. What is wrong then."""
        stage = self.stage
        stage.is_healed = True
        self._until_quiet()
        packer = Packer(0, stage, self.street, self.disk)
        home = stage.enter("the packer", packer.bring_home)
        stage.play(lambda: home.is_done, most_seconds=QUIET_SECONDS)
        self._until_quiet()
        stage.is_healed = False
        stage.note("the street is quiet")
        return judge(stage, self.disk, self.ledger, self.letters)

    def _until_quiet(self) -> None:
        until = self.stage.seconds + QUIET_SECONDS
        while self.stage.seconds < until:
            self.stage.play(lambda: False, most_seconds=5)
            if self.street.is_quiet():
                return


def live(seed: int, temper: Temper | None = None, say: Callable[[str], None] | None = None) -> Verdict:
    """The days of a seed."""
    chosen = temper or tempered(seed)
    world = World(seed, chosen, say)
    stage = world.stage
    wrong: list[str] = []
    with world.inhabited():
        stage.note(f"seed {seed}: {chosen}")
        for day in range(1, chosen.days + 1):
            people = [
                Shopper(number, day, stage, world.street, world.market, world.ledger)
                for number in range(1, chosen.shoppers + 1)
            ]
            outside = [stage.enter(person.name, person.shop) for person in people]
            seller = Seller(day, stage, world.street, world.market)
            clerk = Clerk(day, stage, world.street, world.disk)
            packer = Packer(day, stage, world.street, world.disk)
            outside += [stage.enter("the seller", seller.work), stage.enter("the clerk", clerk.work)]
            outside.append(stage.enter("the packer", packer.work))
            if not stage.play(lambda: all(actor.is_done for actor in outside), most_seconds=SHOPPING_SECONDS):  # noqa: B023
                stage.note("some shop until the doors close")
            wrong = world.settle()
            if wrong:
                break
        orders = world.disk.ask("orders", "SELECT count(*) FROM orders_order")[0][0]
    return Verdict(seed, stage.digest, wrong, stage.history, len(world.ledger.intents), orders, stage.deaths)


def _unrendered(message: Any) -> Email:
    """A letter without its words: rendering costs more than everything else of a day."""
    return Email(message_id=message.message_id, to=message.to, subject=message.subject, text="", html="")


@contextmanager
def _settings(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    _forget_settings()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        _forget_settings()


def _without(table: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name not in names}


def _forget_settings() -> None:
    orders_settings.cache_clear()
    shipping_settings.cache_clear()


@contextmanager
def _kept(table: dict[Any, Any]) -> Iterator[None]:
    before = dict(table)
    try:
        yield
    finally:
        table.clear()
        table.update(before)


@contextmanager
def _attribute(owner: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
