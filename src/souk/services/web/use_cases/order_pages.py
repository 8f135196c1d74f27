"""Order pages: an order, what it costs, its parcels and what happened to it, as its buyer reads them."""

from __future__ import annotations

import re
from typing import Any

from souk.contracts.orders.calls import (
    Order,
    OrderItem,
    Orders,
    OrderSummary,
    Quote,
    Reader,
    StatusChange,
    TrackedParcel,
)
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import sums, wording
from souk.vocabulary.goods import how_many
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Problem

orders = ask(Orders)


def order_view(order: Order, reader: Reader) -> dict[str, Any]:
    """Everything the page of an order shows; parcels are left out while nobody can say where they are."""
    status, tone = wording.status(wording.ORDER_STATUS, order.status)
    return {
        "id": order.order_id,
        "number": order.number,
        "status": status,
        "tone": tone,
        "total": wording.price(order.total),
        "placed_at": wording.day_and_time(order.created_at),
        "track_url": f"/orders/{order.number}",
        "cancel_url": f"/orders/{order.number}/cancel",
        "may_cancel": order.can_cancel,
        "groups": [
            {"shop_name": part.shop_name, "lines": [item_view(item) for item in together(part.items)]}
            for part in order.shops
        ],
        "sums": [
            *sums_of(order, f"Shipping, {order.shipping_label}", order.coupon_code),
            *_given_back(order),
        ],
        "address_rows": wording.address_rows(order.address),
        "history": [step_view(change) for change in reversed(order.history)],
        "parcels": parcels(order, reader),
        "is_paid": order.payment.status == "captured",
        **payment_view(order),
    }


def together(items: list[OrderItem]) -> list[OrderItem]:
    """Parts of one line that stand alike are shown as one."""
    found: dict[tuple[str, str], OrderItem] = {}
    for item in items:
        line = (item.part_of or item.item_id, item.status)
        found[line] = _with(found[line], item) if line in found else item
    return list(found.values())


def _with(item: OrderItem, other: OrderItem) -> OrderItem:
    back = [one.refunded for one in (item, other) if one.refunded is not None]
    return item.model_copy(
        update={
            "quantity": item.quantity + other.quantity,
            "line_total": item.line_total + other.line_total,
            "refunded": Money.sum(back, item.line_total.currency) if back else None,
        }
    )


_GIVEN_BACK = re.compile(r"\b(\d+(?:\.\d+)?) ([A-Z]{3})(?= was given back\.$)")


def _as_price(amount: re.Match[str]) -> str:
    return wording.price(Money.parse(amount[1], amount[2]))


def step_view(change: StatusChange) -> dict[str, str]:
    """A step of its history. Money that went back is one of its own, whatever the order's state was then."""
    name, note = wording.status(wording.HISTORY, change.status)[0], _GIVEN_BACK.sub(_as_price, change.detail)
    if _GIVEN_BACK.match(change.detail):
        name, note = note.removesuffix("."), ""
    return {"name": name, "at": wording.day_and_time(change.at), "note": note}


def payment_view(order: Order) -> dict[str, Any]:
    """Where and why to pay, for an order that waits for its money."""
    if order.status != "pending":
        return {"pay_url": "", "pay_text": ""}
    failed = order.payment.status == "failed"
    text = (
        f"{order.payment.failure or 'The payment did not go through.'}"
        if failed
        else "This order is not paid yet."
    )
    return {"pay_url": f"/orders/{order.number}/pay", "pay_text": text, "has_failed": failed}


def item_view(item: OrderItem) -> dict[str, Any]:
    status, tone = wording.status(wording.ITEM_STATUS, item.status)
    return {
        "url": f"/products/{item.product_slug}",
        "name": item.title,
        "options": wording.choices(item.options),
        "quantity": how_many(item.quantity, item.bought),
        "total": wording.price(item.line_total),
        "refunded": wording.price(item.refunded) if item.refunded else "",
        "picture": {"src": item.image_url} if item.image_url else None,
        "status": status,
        "tone": tone,
    }


def sums_of(costs: Quote | Order, shipping_name: str, coupon: str | None = None) -> list[dict[str, Any]]:
    """From the goods to the total."""
    member, points = costs.member, costs.points
    rows: list[dict[str, Any]] = [{"name": "Subtotal", "value": wording.price(costs.subtotal)}]
    rows += sums.taken_off(
        costs.discount,
        member.label if member else "",
        member.discount if member else None,
        coupon,
        (points.points, points.discount) if points else None,
    )
    rows.append(sums.shipping(shipping_name, costs.shipping, member.shipping_saved if member else None))
    if costs.tax:
        rows.append({"name": costs.tax_label or "Tax", "value": wording.price(costs.tax)})
    rows.append({"name": "Total", "value": wording.price(costs.total), "is_total": True})
    return rows


def _given_back(order: Order) -> list[dict[str, Any]]:
    back = order.payment.refunded
    return [{"name": "Refunded", "value": wording.price(back)}] if back else []


def parcels(order: Order, reader: Reader) -> list[dict[str, Any]]:
    if order.status in ("pending", "cancelled"):
        return []
    try:
        return [
            parcel_view(parcel) for parcel in orders.track(order_id=order.order_id, reader=reader).parcels
        ]
    except Problem:
        return []


def parcel_view(parcel: TrackedParcel) -> dict[str, Any]:
    status, tone = wording.status(wording.PARCEL_STATUS, parcel.status)
    return {
        "name": parcel.shop_name,
        "status": status,
        "tone": tone,
        "carrier": parcel.carrier,
        "tracking_number": parcel.tracking_number or "",
        "lines": [f"{how_many(line.quantity, line.bought)} × {line.name}" for line in parcel.lines]
        or parcel.titles,
        "events": [
            {
                "name": step.detail or wording.status(wording.PARCEL_STATUS, step.status)[0],
                "at": wording.day_and_time(step.at),
                "where": step.place,
            }
            for step in reversed(parcel.steps)
        ],
    }


def summary_view(order: OrderSummary) -> dict[str, Any]:
    return _in_list(order, order.quantity, order.image_urls)


def _in_list(order: OrderSummary | Order, quantity: int, image_urls: list[str]) -> dict[str, Any]:
    status, tone = wording.status(wording.ORDER_STATUS, order.status)
    return {
        "number": order.number,
        "url": f"/orders/{order.number}",
        "status": status,
        "tone": tone,
        "placed_at": wording.day(order.created_at),
        "items_text": wording.pieces(quantity),
        "total": wording.price(order.total),
        "pictures": image_urls[:6],
    }


def latest(
    user_id: str, cursor: str | None = None, limit: int = 10
) -> tuple[list[dict[str, Any]], str | None]:
    """The user's orders, newest first, and the cursor to older ones. Raises Unavailable."""
    page = orders.orders_of(user_id=user_id, cursor=cursor, limit=limit)
    return [summary_view(order) for order in page.items], page.next


def latest_of_guest(token: str, cursor: str | None = None) -> tuple[list[dict[str, Any]], str | None]:
    """What the guest of this token ordered, as `latest` has it; nothing for a token that is no longer good. Raises Unavailable."""
    page = orders.orders_of_guest(guest_token=token, cursor=cursor)
    return [summary_view(order) for order in page.items], page.next


def opened_by(tokens: dict[str, str]) -> list[dict[str, Any]]:
    """Orders that nobody's account has, each opened by its own token; the newest first. One that cannot be shown now is left out."""
    found = []
    for number, token in tokens.items():
        try:
            order = orders.order(order_id=number, reader=Reader(order_token=token))
        except Problem:
            continue
        if order.user_id is None:
            found.append(order)
    return [_summary_of(order) for order in sorted(found, key=lambda one: one.created_at, reverse=True)]


def to_come(waiting: list[dict[str, Any]], email: str) -> str:
    """In words, how many of them will be the account's once this email is confirmed; nothing for none."""
    count = sum(one["email"].lower() == email.lower() for one in waiting)
    if not count:
        return ""
    return "One order waits" if count == 1 else f"{count} orders wait"


def _summary_of(order: Order) -> dict[str, Any]:
    items = [item for part in order.shops for item in part.items]
    pictures = [item.image_url for item in items if item.image_url and not item.part_of]
    return _in_list(order, sum(item.quantity for item in items), pictures) | {"email": order.email}


def headline(order: Order) -> tuple[str, str]:
    """What the page after paying says first."""
    if order.status == "cancelled":
        return (
            "This order was cancelled",
            "Nothing is owed. If money had been taken, it goes back to your card.",
        )
    if order.status != "pending":
        return "Thank you. It is yours.", f"The shops are packing. The confirmation goes to {order.email}."
    if order.payment.status == "failed":
        reason = order.payment.failure or "The payment did not go through."
        return (
            "The payment did not go through",
            f"{reason} Your goods are still set aside: try again, with the same card or another.",
        )
    if order.payment.status == "requires_action":
        return (
            "One step is missing",
            "Your bank wants you to confirm the payment. Your goods are set aside meanwhile.",
        )
    return (
        "Waiting for the payment",
        "The payment provider has not answered yet. This page tells you as soon as it has.",
    )
