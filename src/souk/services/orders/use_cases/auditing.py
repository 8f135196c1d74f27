"""Auditing: what orders can prove of itself, and the facts that prove the rest together with its neighbours."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Count, F, Sum

from souk.kernel.models import StoryRow
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.rules.states import CONFIRMED, ENDED

IN_FLIGHT = ("forward", "waiting", "back", "parked")


def violations() -> list[str]:
    """One order per key, totals that add up to the cent, statuses that fit their money, and cancelled items theirs."""
    found = []
    for row in Order.objects.values("checkout_key").annotate(times=Count("order_id")).filter(times__gt=1):
        found.append(f"checkout {row['checkout_key']} made {row['times']} orders")
    wrong_total = Order.objects.exclude(total=F("subtotal") - F("discount") + F("shipping") + F("tax"))
    found += [
        f"order {number}: total is not lines − discount + shipping + tax"
        for number in wrong_total.values_list("number", flat=True)
    ]
    for row in Order.objects.annotate(
        lines=Sum("items__line_total"), discounts=Sum("items__discount"), taxes=Sum("items__tax")
    ).exclude(lines=F("subtotal"), discounts=F("discount"), taxes=F("tax")):
        found.append(f"order {row.number}: its items do not add up to its subtotal, discount and tax")
    unpaid = Order.objects.filter(status__in=CONFIRMED).exclude(paid=F("total"))
    found += [
        f"order {number} goes on though it is not paid in full"
        for number in unpaid.values_list("number", flat=True)
    ]
    kept = Order.objects.filter(status__in=ENDED).exclude(paid=F("refunded"))
    found += [
        f"order {number} is over, but its money was kept" for number in kept.values_list("number", flat=True)
    ]
    return found + _taken_out_without_money() + _parts_that_are_not_the_whole()


def _parts_that_are_not_the_whole() -> list[str]:
    """A line that was divided has as many units as were bought, in whatever parts."""
    found, lines = [], dict[str, list[tuple[int, int]]]()
    divided = OrderItem.objects.exclude(bought=None).order_by("item_id")
    for item_id, part_of, quantity, bought in divided.values_list("item_id", "part_of", "quantity", "bought"):
        lines.setdefault(part_of or item_id, []).append((quantity, bought))
    for item_id, parts in lines.items():
        if {sum(quantity for quantity, _ in parts)} != {bought for _, bought in parts}:
            found.append(f"item {item_id}: its parts are not what was bought")
    return found


def _taken_out_without_money() -> list[str]:
    """What a shop could not send was given back: as much as it cost, and counted in what its order gave back."""
    found = []
    taken_out = OrderItem.objects.filter(order__status__in=CONFIRMED, status="cancelled")
    costs = F("line_total") - F("discount") + F("tax")
    for item_id in taken_out.filter(refunded__lt=costs).values_list("item_id", flat=True):
        found.append(f"item {item_id} was cancelled, but not all of its money was given back")
    settled = Order.objects.filter(status__in=CONFIRMED).exclude(checkout_key__in=_in_flight())
    for row in settled.annotate(back=Sum("items__refunded")).filter(refunded__lt=F("back")):
        found.append(f"order {row.number}: its cancelled items gave back more than it did")
    return found


def facts() -> dict[str, Any]:
    """`orders`: by id, what others must agree with; `items` without those that were cancelled, and `units` of each. `in_flight`: checkout
    keys whose story is not at its end."""
    units: dict[str, dict[str, int]] = {}
    live = OrderItem.objects.exclude(status="cancelled")
    for order_id, item_id, quantity in live.values_list("order_id", "item_id", "quantity"):
        units.setdefault(order_id, {})[item_id] = quantity
    return {
        "orders": {
            order["order_id"]: order
            | {"items": list(units.get(order["order_id"], {})), "units": units.get(order["order_id"], {})}
            for order in Order.objects.values(
                "order_id", "number", "status", "checkout_key", "paid", "refunded"
            )
        },
        "in_flight": _in_flight(),
    }


def _in_flight() -> set[str]:
    rows = StoryRow.objects.using("orders").filter(direction__in=IN_FLIGHT).values_list("story_id", "state")
    return _keys_in(rows)


def _keys_in(rows: Any) -> set[str]:
    """Checkout keys of stories under way, whichever story it is."""
    return {json.loads(state).get("checkout_key") or json.loads(state).get("key", "") for _, state in rows}
