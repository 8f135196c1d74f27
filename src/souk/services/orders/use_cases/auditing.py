"""Auditing: what orders can prove of itself, and the facts that prove the rest together with its neighbours."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Count, F, Sum

from souk.kernel.models import StoryRow
from souk.services.orders.models import Order, OrderItem

IN_FLIGHT = ("forward", "waiting", "back", "parked")


def violations() -> list[str]:
    """One order per key, totals that add up to the cent, statuses that fit their money."""
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
    unpaid = Order.objects.filter(status__in=["confirmed", "processing", "shipped", "delivered"]).exclude(
        paid=F("total")
    )
    found += [
        f"order {number} goes on though it is not paid in full"
        for number in unpaid.values_list("number", flat=True)
    ]
    kept = Order.objects.filter(status__in=["cancelled", "refunded"]).exclude(paid=F("refunded"))
    found += [
        f"order {number} is over, but its money was kept" for number in kept.values_list("number", flat=True)
    ]
    return found


def facts() -> dict[str, Any]:
    """`orders`: by id, what others must agree with. `in_flight`: checkout keys whose story is not at its end."""
    rows = StoryRow.objects.using("orders").filter(direction__in=IN_FLIGHT).values_list("story_id", "state")
    items: dict[str, list[str]] = {}
    for order_id, item_id in OrderItem.objects.values_list("order_id", "item_id"):
        items.setdefault(order_id, []).append(item_id)
    return {
        "orders": {
            order["order_id"]: order | {"items": items.get(order["order_id"], [])}
            for order in Order.objects.values(
                "order_id", "number", "status", "checkout_key", "paid", "refunded"
            )
        },
        "in_flight": _keys_in(rows),
    }


def _keys_in(rows: Any) -> set[str]:
    """Checkout keys of stories under way, whichever story it is."""
    return {json.loads(state).get("checkout_key") or json.loads(state).get("key", "") for _, state in rows}
