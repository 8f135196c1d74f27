"""The sweep: the process dies at every commit, publish, acknowledgement, call of the provider and letter of a checkout.

Every tale is told once to learn its points; then once for each point, dying there once, twice in a row, three times in a row
(the second death meets the recovery). Each time the invariants hold and the order has ended within a minute of the last death.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from souk.services.payments.use_cases import sandbox_days
from souk.vocabulary.problems import Problem
from tests.simulation.day import World
from tests.simulation.market import market
from tests.simulation.shoppers import ADDRESS, Intent, minor
from tests.simulation.stage import STATEMENTS, Dead
from tests.simulation.street import Answer
from tests.simulation.temper import calm

WITHIN_SECONDS = 60
LETTERS_SECONDS = 10  # until what the order's end says has been heard, and letters are out
#: Parcels travel quickly here: they are not what this is about. They leave when three deaths, half a minute each, are over:
#: what is on its way can no longer be called off.
HURRY = {
    "SOUK_SHIPPING_LOOK_SECONDS": "5",
    "SOUK_SHIPPING_UNLESS_CHOSEN": "carrier",
    "SOUK_SHIPPING_HANDED_OVER_AFTER": "130",
    "SOUK_SHIPPING_IN_TRANSIT_AFTER": "131",
    "SOUK_SHIPPING_OUT_FOR_DELIVERY_AFTER": "132",
    "SOUK_SHIPPING_DELIVERED_AFTER": "133",
}


@dataclass(frozen=True)
class Tale:
    """A checkout and how it must end: `live`, or `over` (cancelled, the money given back)."""

    name: str
    card: str | None
    ends: str
    coupon: str = ""
    number: str = ""  # typed on the provider's page
    approves: bool = False
    cancels: bool = False
    pays_again: str = ""
    goods: tuple[str, ...] = ("lamp", "mug")


TALES = (
    Tale("paid at once", "pm_card_success", "live", coupon="SPRING"),
    Tale("paid, then cancelled", "pm_card_success", "over", coupon="ONCE", cancels=True),
    Tale("paid late", "pm_card_late", "live"),
    Tale("paid, told twice", "pm_card_twice", "live"),
    Tale("paid, not answered", "pm_card_timeout", "live"),
    Tale("paid after a question", "pm_card_confirm", "live", approves=True),
    Tale("paid on a page", None, "live", number="4242424242424242"),
    Tale("declined, paid again", "pm_card_declined", "live", pays_again="pm_card_success"),
    Tale("declined, left", "pm_card_declined", "over"),
    Tale("nothing to pay", None, "live", coupon="GIFT", goods=("rug", "mug")),  # and sent for free
)


@dataclass
class Outcome:
    """`points`: all that were passed. `took`: seconds from the last death (or the checkout) to the order's end."""

    points: list[str] = field(default_factory=list)
    took: float = 0.0
    wrong: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)


class Customer:
    """One shopper with all the patience there is: the same request with the same key until there is an answer."""

    def __init__(self, world: World, tale: Tale) -> None:
        self._world, self._tale, self._token, self._order = world, tale, "", Intent("", "", {}, None)
        self.is_checking_out = False

    def buy(self) -> None:
        tale, world = self._tale, self._world
        for slug in tale.goods:
            body = {"variation_id": world.market.variations[slug], "quantity": 1}
            self._token = self._insist("POST", "/api/cart/items", body).headers["X-Cart-Token"]
        if tale.coupon:
            self._insist("POST", "/api/cart/coupon", {"code": tale.coupon})
        cart = self._insist("GET", "/api/cart", None).body
        lines = {line["variation_id"]: line["quantity"] for line in cart["lines"]}
        intent = self._order = Intent(tale.name, "ada@example.com", lines, minor(cart["total"]))
        world.ledger.intents.append(intent)
        self.is_checking_out = True
        body = {
            "email": "ada@example.com", "address": ADDRESS, "shipping_method": "standard", "note": tale.name
        } | ({"payment_method": tale.card} if tale.card else {})  # fmt: skip
        told = self._insist("POST", "/api/checkout", body, "checkout").body
        intent.order_id, intent.order_token = told["order_id"], told.get("token") or told.get("order_token")
        self._go_on(intent)

    def _go_on(self, intent: Intent) -> None:
        tale, path = self._tale, f"/api/orders/{intent.order_id}"
        if tale.number or tale.approves:
            page = self._insist("GET", path, None).body["payment"]["action_url"]
            if page:
                self._on_page(page.rsplit("/", 1)[-1])
        if tale.pays_again:
            self._insist("POST", f"{path}/payments", {"payment_method": tale.pays_again}, "again")
        if tale.cancels:
            intent.asked_to_cancel = True
            self._insist("POST", f"{path}/cancel", {"reason": ""}, "cancel")
        self._insist("GET", path, None)

    def _on_page(self, charge_id: str) -> None:
        tale = self._tale

        def pay() -> object:
            if tale.approves:
                return sandbox_days.confirm(charge_id, approved=True)
            return sandbox_days.pay_by_card(charge_id, tale.number)

        for _ in range(60):
            try:
                self._world.street.call("the page", pay)
                return
            except (Dead, Problem):
                self._world.stage.wait(1)

    def _insist(self, method: str, path: str, body: Any, key: str = "") -> Answer:
        headers = {"X-Cart-Token": self._token} if self._token else {}
        if key:
            headers["Idempotency-Key"] = key
        if self._order.order_token:
            headers["X-Order-Token"] = self._order.order_token
        for _ in range(150):
            try:
                answer = self._world.street.request(f"{method} {path}", method, path, body, headers)
                if answer.status < 500 and (answer.body or {}).get("code") != "request-in-flight":
                    return answer
            except Dead:
                pass
            self._world.stage.wait(1)
        raise AssertionError(f"{method} {path} was never answered")


def tell(tale: Tale, at: int | None = None, times: int = 1) -> Outcome:
    """The tale, dying at its point `at` and, where that is met again, until it has died so often."""
    outcome, deaths = Outcome(), [0.0]
    world = World(1, calm(has_broker=True), settings=HURRY, processes=(1,), revival_seconds=1.0)
    stage, customer = world.stage, Customer(world, tale)
    fatal: list[str] = []

    def reaping(name: str) -> bool:
        if name.endswith(STATEMENTS) or not customer.is_checking_out:
            return False
        outcome.points.append(name)
        if not fatal and len(outcome.points) - 1 == at:
            fatal.append(name)
        if name not in fatal or stage.deaths >= times:
            return False
        deaths.append(stage.seconds)
        return True

    stage.reaping = reaping
    with world.inhabited():
        shopper = stage.enter("the customer", customer.buy)
        stage.play(lambda: shopper.is_done, most_seconds=600)
        ended = _wait_for_the_end(world)
        stage.play(lambda: False, most_seconds=LETTERS_SECONDS)
        stage.reaping = lambda name: False
        outcome.wrong = [*_how_it_ended(world, tale), *world.settle()]
        outcome.history = stage.history
    outcome.took = max(0.0, ended - deaths[-1])
    if (
        outcome.took > WITHIN_SECONDS and tale.name != "declined, left"
    ):  # that one waits for the time to pay to be over
        outcome.wrong.append(f"the order ended {outcome.took:.0f} s after the last death")
    return outcome


def _wait_for_the_end(world: World) -> float:
    """The second in which no checkout and no cancellation was under way any more."""
    for _ in range(600):
        if not world.disk.ask(
            "orders", "SELECT 1 FROM kernel_storyrow WHERE story IN ('checkout', 'cancellation')"
            " AND direction NOT IN ('done', 'undone')",
        ):  # fmt: skip
            break
        world.stage.play(lambda: False, most_seconds=1)
    return world.stage.seconds


def _how_it_ended(world: World, tale: Tale) -> list[str]:
    found = world.disk.ask("orders", "SELECT status, paid, refunded, total FROM orders_order")
    if len(found) != 1:
        return [f"{len(found)} orders instead of one"]
    status, paid, refunded, total = found[0]
    is_live = status in ("confirmed", "processing", "shipped", "delivered") and paid == total and not refunded
    is_over = status in ("cancelled", "refunded") and paid == refunded
    if not (is_live if tale.ends == "live" else is_over):
        return [f"the order is {status}, {paid} paid of {total}, {refunded} given back"]
    return []


def sweep(tales: Iterable[Tale] = TALES, times: Iterable[int] = (1, 2, 3), processes: int = 2) -> list[str]:
    """Every tale, every point; answers what went wrong."""
    market()
    wrong, runs, points, longest = [], 0, set(), 0.0
    for tale in tales:
        plain = tell(tale)
        wrong += [f"{tale.name}, nobody dies: {sentence}" for sentence in plain.wrong]
        points |= set(plain.points)
        tasks = [(tale, at, often) for often in times for at in range(len(plain.points))]
        print(f"{tale.name}: {len(plain.points)} points", flush=True)
        for (_, at, often), outcome in _told(tasks, processes):
            runs, longest = runs + 1, max(longest, outcome.took if tale.name != "declined, left" else 0)
            wrong += [
                f"{tale.name}, dying at {at} “{plain.points[at]}” × {often}: {each}" for each in outcome.wrong
            ]
    print(f"{runs} runs, {len(points)} different points; the longest recovery took {longest:.0f} s")
    return wrong


def _told(tasks: list[Any], processes: int) -> Iterator[tuple[Any, Outcome]]:
    if processes == 1:
        yield from ((task, tell(*task)) for task in tasks)
        return
    fork = multiprocessing.get_context("fork")
    results = fork.SimpleQueue()

    def work(mine: list[Any], put: Callable[[Any], None]) -> None:
        for task in mine:
            outcome = tell(*task)
            outcome.history = []
            put((task, outcome))

    workers = [
        fork.Process(target=work, args=(tasks[number::processes], results.put), daemon=True)
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    for _ in tasks:
        yield results.get()
    for worker in workers:
        worker.join()
