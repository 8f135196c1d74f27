"""The audit: what must always be true of a marketplace, proved over all services' data.

Each house proves what it can alone (`use_cases/auditing.py`: `violations`); what needs two of them is proved here from their
`facts`. Checkouts under way are not violations: their stories can be resumed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from souk.kernel.operations.care import cares
from souk.vocabulary.ratings import average_hundredths

LIVE = ("confirmed", "processing", "shipped", "delivered")


@dataclass
class Finding:
    """One invariant: `violations` is empty when it holds."""

    number: int
    sentence: str
    violations: list[str] = field(default_factory=list)


SENTENCES = {
    1: "no available stock is below zero",
    2: "on hand = received − shipped − written off",
    3: "every reservation belongs to a live order or has expired",
    4: "captured − refunded is what orders say was paid",
    5: "the ledger balances to zero",
    6: "every paid order is confirmed or refunded",
    7: "one order for one idempotency key",
    8: "every confirmed item has exactly one shipment line, with all of its units",
    9: "every event was delivered or is parked",
    10: "no event took effect twice",
    11: "totals are lines − discount + shipping + tax",
    12: "every message that must be sent was sent once",
    13: "points: earned − spent − reversed = balance, and tiers are earned",
    14: "ratings shown are the ratings given",
    15: "a shop is open or closed for everybody alike",
    16: "what is published is shown and sold, and files are counted whole",
    17: "a wishlist counts what is on it, and knows what it shows",
    18: "what a shop sold day by day is what it sold",
}

#: Which invariant a house's own violations count under.
_OWN = {
    "inventory": 2,
    "payments": 5,
    "orders": 11,
    "shipping": 8,
    "marketing": 11,
    "notifications": 12,
    "products": 16,
    "reviews": 14,
    "shops": 15,
    "wishlist": 17,
    "customers": 13,
}


def audit() -> list[Finding]:
    """All of them, in order. Reads everything: for a quiet hour or a stopped market. Raises Unavailable when a house is away."""
    findings = {number: Finding(number, sentence) for number, sentence in SENTENCES.items()}
    for house, number in _OWN.items():
        for share in _shares(house):
            for violation in _violations(share):
                findings[_number_of(violation, number)].violations.append(violation)
    orders = {"orders": {}, "in_flight": ()} | _facts("orders")
    orders["in_flight"] = set(orders["in_flight"])
    findings[3].violations += _reservations(orders)
    findings[4].violations += _money(orders)
    findings[6].violations += _paid_orders(orders)
    findings[8].violations += _shipments(orders)
    findings[9].violations += _undelivered() + _unheard()
    findings[10].violations += _twice()
    findings[12].violations += _letters(orders)
    findings[15].violations += _shops()
    findings[14].violations += _ratings()
    findings[13].violations += _counted(orders)
    return [findings[number] for number in sorted(findings)]


def _reservations(orders: dict[str, Any]) -> list[str]:
    by_key = {order["checkout_key"]: order for order in orders["orders"].values()}
    found = []
    for key in _facts("inventory").get("live_reservations", []):
        story = key.removeprefix("checkout:").rsplit(":", 1)[0]
        order = by_key.get(story)
        if story not in orders["in_flight"] and (order is None or order["status"] not in LIVE):
            found.append(f"reservation {key} is held for nobody")
    return found


def _money(orders: dict[str, Any]) -> list[str]:
    found, seen = [], set()
    for order_id, (captured, refunded) in _payments().items():
        order = orders["orders"].get(order_id)
        seen.add(order_id)
        said = 0 if order is None else order["paid"] - order["refunded"]
        settled = order is None or order["checkout_key"] not in orders["in_flight"]
        if settled and captured - refunded != said:
            found.append(f"order {order_id}: payments hold {captured - refunded}, orders say {said}")
    for order_id, order in orders["orders"].items():
        if order_id not in seen and order["paid"] and order["checkout_key"] not in orders["in_flight"]:
            found.append(f"order {order['number']} was paid nowhere")
    return found


def _paid_orders(orders: dict[str, Any]) -> list[str]:
    found = []
    for order_id, (captured, refunded) in _payments().items():
        order = orders["orders"].get(order_id)
        if captured == refunded or (order is not None and order["checkout_key"] in orders["in_flight"]):
            continue
        if order is None or order["status"] not in LIVE:
            found.append(f"order {order_id} is paid but {'unknown' if order is None else order['status']}")
    return found


def _payments() -> dict[str, tuple[int, int]]:
    return {
        order_id: (amounts["captured"], amounts["refunded"])
        for order_id, amounts in _facts("payments").items()
    }


def _shipments(orders: dict[str, Any]) -> list[str]:
    told = _facts("shipping")
    lines: dict[str, int] = told.get("lines_per_item", {})
    packed: dict[str, int] | None = told.get("units_per_item")
    found = []
    for order in orders["orders"].values():
        if order["status"] in LIVE and order["checkout_key"] not in orders["in_flight"]:
            wrong = [item for item in order["items"] if lines.get(item, 0) != 1]
            found += [
                f"item {item} of {order['number']} has {lines.get(item, 0)} shipment lines" for item in wrong
            ]
            found += [
                f"item {item} of {order['number']} is of {units}, its shipment line of {packed.get(item, 0)}"
                for item, units in order.get("units", {}).items()
                if packed is not None and item not in wrong and packed.get(item, 0) != units
            ]
    return found


def _undelivered() -> list[str]:
    found = []
    for house, care in cares().items():
        health = care.health()
        if health.undelivered:
            found.append(f"{house}: {health.undelivered} events are not delivered yet")
        if health.held:
            found.append(f"{house}: {health.held} deliveries wait to be tried again")
    return found


def _unheard() -> list[str]:
    """What left an outbox has arrived in every house that hears it."""
    found = []
    for teller, care in cares().items():
        for kind, event_ids in care.said().items():
            for hearer, other in cares().items():
                missing = other.unheard(event_type=kind, event_ids=event_ids)
                found += [f"{hearer} has not heard {kind} {event_id} of {teller}" for event_id in missing]
    return found


def _twice() -> list[str]:
    """The inbox cannot hold an event twice; one that is in it must not wait to be tried again as well."""
    return [
        f"{house}: event {event_id} took effect and is held"
        for house, care in cares().items()
        for event_id in care.heard_and_held()
    ]


def _letters(orders: dict[str, Any]) -> list[str]:
    """Each order that goes on was confirmed by one letter."""
    if "notifications" not in cares():
        return []
    sent: dict[str, int] = _facts("notifications")["confirmations"]
    return [
        f"order {order['number']}: {sent.get(order_id, 0)} letters of confirmation instead of one"
        for order_id, order in orders["orders"].items()
        if (order["status"] in LIVE and sent.get(order_id, 0) != 1) or sent.get(order_id, 0) > 1
    ]


def _shops() -> list[str]:
    """Its owner, the owner's cart, its goods and the index of shops go by what shops says."""
    told = _facts("shops")
    if not told:
        return []
    owners: dict[str, str] = told["owners"]
    street = set(told["on_street"])
    found = [
        f"user {user_id} is a shop owner because of shop {shop_id}, which is not approved"
        for shop_id, user_id in _facts("users").get("shop_owners", {}).items()
        if owners.get(shop_id) != user_id
    ]
    carts: dict[str, str] = _facts("cart").get("owned_shops", owners)
    found += [
        f"cart has {carts.get(shop_id, 'nobody')} as the owner of shop {shop_id}, shops has {owners.get(shop_id, 'nobody')}"
        for shop_id in sorted(carts.keys() | owners.keys())
        if carts.get(shop_id) != owners.get(shop_id)
    ]
    found += [
        f"search {'shows' if shop_id not in street else 'misses'} shop {shop_id}"
        for shop_id in sorted(street ^ set(_facts("search").get("shops", street)))
    ]
    return found + [
        f"{share} {'sells' if is_sold else 'hides'} the goods of shop {shop_id}"
        for share in _shares("products")
        for shop_id, is_sold in _facts(share).get("shops", {}).items()
        if is_sold != (shop_id in street)
    ]


def _ratings() -> list[str]:
    """Pages, shops and lists show what reviews counted; what nobody rated shows nothing."""
    if "reviews" not in cares():
        return []
    given: dict[str, list[int]] = {
        subject_id: histogram for subject_id, (_, _, histogram) in _facts("reviews")["ratings"].items()
    }
    nobodys = [0, 0, 0, 0, 0]
    found = [
        f"{house} shows {shown} for {subject_id}, reviews counted {given.get(subject_id, nobodys)}"
        for house in (*_shares("products"), "shops")
        for subject_id, shown in _facts(house).get("ratings", {}).items()
        if list(shown) != given.get(subject_id, nobodys)
    ]
    for product_id, shown in _facts("search").get("ratings", {}).items():
        histogram = given.get(product_id, nobodys)
        counted = [average_hundredths(histogram), sum(histogram)]
        if list(shown) != counted:
            found.append(f"search shows {shown} for {product_id}, reviews counted {counted}")
    return found


def _counted(orders: dict[str, Any]) -> list[str]:
    """What customers counted of an order is what orders says of it."""
    found = []
    for order_id, counted in _facts("customers").get("counted", {}).items():
        order = orders["orders"].get(order_id)
        if order is None:
            found.append(f"order {order_id} gave points and is unknown to orders")
        elif counted["refunded"] != order["refunded"]:
            found.append(
                f"order {order['number']}: {order['refunded']} was given back, points know of {counted['refunded']}"
            )
    return found


def _number_of(violation: str, otherwise: int) -> int:
    """A house may say which invariant it means by beginning with its number: `7: checkout … made 2 orders`."""
    head, colon, _ = violation.partition(":")
    return int(head) if colon and head.isdigit() and int(head) in SENTENCES else otherwise


def _shares(house: str) -> list[str]:
    """A house, and the services to which some of its kinds were given."""
    return [name for name in cares() if name.partition("-")[0] == house]


def _violations(house: str) -> list[str]:
    return cares()[house].violations() if house in cares() else []


def _facts(house: str) -> dict[str, Any]:
    return cares()[house].facts() if house in cares() else {}
