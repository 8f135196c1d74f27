"""The judge: when the street is quiet, what is wrong? The invariants of the audit, and everybody's own books against the shop's."""

from __future__ import annotations

from collections import Counter
from typing import Any

from souk.audit import audit
from tests.simulation.disk import Disk
from tests.simulation.outside import Letterbox
from tests.simulation.shoppers import Ledger
from tests.simulation.stage import Stage

LIVE = ("confirmed", "processing", "shipped", "delivered")
_ORDERED = (
    "SELECT i.variation_id, sum(i.quantity) FROM orders_orderitem i JOIN orders_order o ON o.order_id = i.order_id"
    " WHERE o.cart_id = ? GROUP BY i.variation_id"
)
_FAILURES = (
    "SELECT subject, count(*) FROM kernel_outboxevent WHERE type = 'souk.payment.failed.v1' GROUP BY subject"
)


def judge(stage: Stage, disk: Disk, ledger: Ledger, letters: Letterbox) -> list[str]:
    """A sentence for each thing that is wrong."""
    found = [
        f"invariant {finding.number} ({finding.sentence}): {violation}"
        for finding in audit()
        for violation in finding.violations
    ]
    orders = _orders(disk)
    return [
        *stage.wrong, *found, *_stories(disk), *_parked(disk), *_ends(orders), *_provider(disk, orders),
        *_shoppers(ledger, orders, disk), *_carts(disk, ledger), *_letters(stage, disk, letters),
    ]  # fmt: skip


def _orders(disk: Disk) -> dict[str, dict[str, Any]]:
    names = ("order_id", "number", "note", "status", "subtotal", "discount", "total", "paid", "refunded")
    return {
        row[0]: dict(zip(names, row, strict=True))
        for row in disk.ask("orders", f"SELECT {', '.join(names)} FROM orders_order ORDER BY order_id")
    }


def _stories(disk: Disk) -> list[str]:
    """Every story has come to its end; parked ones wait for a person, whom nobody should need."""
    return [
        f"story {story} is {direction} at step {position}: {problem[:200]}"
        for story, direction, position, problem in disk.ask(
            "orders", "SELECT story_id, direction, position, problem FROM kernel_storyrow"
            " WHERE direction NOT IN ('done', 'undone') ORDER BY story_id",
        )
    ]  # fmt: skip


def _parked(disk: Disk) -> list[str]:
    return [
        f"{house} parked {kind} {event}: {error[-200:]}"
        for house in disk.houses()
        for kind, event, error in disk.ask(
            house, "SELECT type, event_id, error FROM kernel_helddelivery WHERE dead_at IS NOT NULL"
        )
    ]


def _ends(orders: dict[str, dict[str, Any]]) -> list[str]:
    return [
        f"order {order['number']} is still {order['status']}"
        for order in orders.values()
        if order["status"] not in ("delivered", "cancelled", "refunded")
    ]


def _provider(disk: Disk, orders: dict[str, dict[str, Any]]) -> list[str]:
    """The provider's books: nobody is charged without an order, and every order keeps what the provider has of it."""
    order_of = dict(
        disk.ask(
            "payments", "SELECT a.attempt_id, p.order_id FROM payments_attempt a"
            " JOIN payments_payment p ON p.payment_id = a.payment_id",
        )
    )  # fmt: skip
    kept: Counter[str] = Counter()
    found = []
    for key, amount, refunded in disk.ask(
        "payments", "SELECT key, amount, refunded FROM sandbox_charge WHERE status = 'captured' ORDER BY key"
    ):
        if key not in order_of:
            found.append(f"the provider took {amount} under {key}, which is no attempt of ours")
        kept[order_of.get(key, "")] += amount - refunded
    for order_id, order in orders.items():
        ours = order["paid"] - order["refunded"]
        if kept.pop(order_id, 0) - ours:
            found.append(f"order {order['number']}: the provider keeps another sum than {ours}")
    found += [
        f"the provider keeps {sum_} for order {order_id or 'none'}"
        for order_id, sum_ in sorted(kept.items())
        if sum_
    ]
    asked = dict(disk.ask("payments", "SELECT refund_id, amount FROM payments_refund WHERE status = 'done'"))
    given = dict(disk.ask("payments", "SELECT key, amount FROM sandbox_refund"))
    if asked != given:
        found.append(
            f"refunds: we wrote down {sum(asked.values())}, the provider gave back {sum(given.values())}"
        )
    return found


def _shoppers(ledger: Ledger, orders: dict[str, dict[str, Any]], disk: Disk) -> list[str]:
    by_note: dict[str, list[dict[str, Any]]] = {}
    for order in orders.values():
        by_note.setdefault(order["note"], []).append(order)
    found = []
    for intent in ledger.intents:
        theirs = by_note.pop(intent.name, [])
        if len(theirs) > 1:
            found.append(f"{intent.name} became {len(theirs)} orders")
        if intent.order_id and intent.order_id not in {order["order_id"] for order in theirs}:
            found.append(f"{intent.name} was told of order {intent.order_id}, which is not there")
        for order in theirs:
            found += _one_order(intent, order, disk)
    return found + [f"nobody meant to order {note}" for note in by_note]


def _one_order(intent: Any, order: dict[str, Any], disk: Disk) -> list[str]:
    found, number = [], order["number"]
    lines = dict(
        disk.ask(
            "orders",
            "SELECT variation_id, sum(quantity) FROM orders_orderitem WHERE order_id = ? GROUP BY variation_id",
            order["order_id"],
        )
    )
    total = order["subtotal"] - order["discount"]
    if intent.shown_total is not None and (lines, total) != (intent.lines, intent.shown_total):
        found.append(
            f"{intent.name} saw {intent.lines} for {intent.shown_total}, ordered were {lines} for {order}"
        )
    if intent.told_confirmed and order["status"] not in LIVE and not intent.asked_to_cancel:
        found.append(f"{intent.name} was told {number} is confirmed, now it is {order['status']}")
    if intent.told_cancelled and order["status"] in LIVE:
        found.append(f"{intent.name} was told {number} is cancelled, now it is {order['status']}")
    if intent.was_refused and order["status"] in LIVE:
        found.append(f"{intent.name} was refused, yet {number} is {order['status']}")
    return found


def _carts(disk: Disk, ledger: Ledger) -> list[str]:
    """What was ordered left the cart once, and what was added since is still there."""
    found = []
    for cart_id, basket in ledger.baskets.items():
        if basket is None:
            continue
        lines = dict(
            disk.ask("cart", "SELECT variation_id, quantity FROM cart_cartline WHERE cart_id = ?", cart_id)
        )
        ordered = dict(disk.ask("orders", _ORDERED, cart_id))
        for variation, put_in in basket.items():
            have, gone = lines.get(variation, 0), ordered.get(variation, 0)
            if put_in.is_known and gone <= put_in.low and not put_in.low - gone <= have <= put_in.high - gone:
                found.append(
                    f"cart {cart_id} has {have} of {variation}: {put_in} went in, {gone} were ordered"
                )
    return found


def _letters(stage: Stage, disk: Disk, letters: Letterbox) -> list[str]:
    """One letter for one piece of news; more copies of it only where its sender could not know."""
    found = []
    told: Counter[tuple[str, str]] = Counter()
    for message_id, template, to, subject, status in disk.ask(
        "notifications",
        'SELECT message_id, template, "to", subject, status FROM notifications_message ORDER BY message_id',
    ):
        told[template, f"{to}: {subject}"] += 1
        copies = letters.sent[message_id]
        if status != "sent" and status != "failed":
            found.append(f"letter {message_id} is still {status}")
        if status == "sent" and not copies:
            found.append(f"letter {message_id} ({template}) never went out")
        is_sure = not stage.deaths and not stage.temper.stall and not stage.temper.database_busy
        if is_sure and copies > 1 + letters.doubted[message_id]:
            found.append(f"letter {message_id} ({template}) went out {copies} times")
    return found + _news(disk, told)


def _news(disk: Disk, told: Counter[tuple[str, str]]) -> list[str]:
    """What became of an order was told, once, and nothing else."""
    found = []
    letters: Counter[tuple[str, str]] = Counter()
    for (template, which), times in told.items():
        letters[template, which.rpartition("ORD-")[2][:8]] += times
    happened: dict[str, set[str]] = {}
    for number, status in disk.ask(
        "orders",
        "SELECT o.number, c.status FROM orders_statuschange c JOIN orders_order o ON o.order_id = c.order_id",
    ):
        happened.setdefault(number, set()).add(status)
    for number, statuses in sorted(happened.items()):
        wanted = {
            "order_confirmed": "confirmed" in statuses,
            "order_cancelled": bool({"cancelled", "refunded"} & statuses),
            "order_completed": "delivered" in statuses,
        }
        for template, is_wanted in wanted.items():
            have = letters[template, number.removeprefix("ORD-")]
            if have != is_wanted:
                found.append(f"{have} letters {template} for {number}, which went through {sorted(statuses)}")
    failures = Counter(dict(disk.ask("payments", _FAILURES)))
    for order_id, number in disk.ask("orders", "SELECT order_id, number FROM orders_order"):
        have = letters["order_payment_failed", number.removeprefix("ORD-")]
        if have > failures[order_id] > 0:
            found.append(f"{have} letters of failed payments for {number}, which had {failures[order_id]}")
    return found
