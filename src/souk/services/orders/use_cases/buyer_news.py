"""Buyer news: what events tell of an order, from which its buyer's letters are made."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from souk.contracts.orders.events import ItemFacts
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.use_cases.access import token_for
from souk.vocabulary.money import Money


def who(order: Order, at: datetime) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "number": order.number,
        "user_id": order.user_id,
        "email": order.email,
        "at": at,
    }


def to_buyer(order: Order, at: datetime) -> dict[str, Any]:
    """What an event carries that becomes a letter, which links to the order."""
    token = (
        token_for(order.order_id) if order.user_id is None else None
    )  # a guest has no account to sign in to
    return who(order, at) | {"order_token": token}


def item_facts(order: Order, items: list[OrderItem]) -> list[ItemFacts]:
    return [
        ItemFacts(
            item_id=item.item_id,
            variation_id=item.variation_id,
            product_id=item.product_id,
            shop_id=item.shop_id,
            shop_name=item.shop_name,
            title=item.title,
            quantity=item.quantity,
            unit_price=Money.of(item.unit_price, order.currency),
            line_total=Money.of(item.line_total, order.currency),
            options=item.options,
            part_of=item.part_of,
            bought=item.bought,
        )
        for item in items
    ]


def confirmation(order: Order, items: list[OrderItem], at: datetime) -> dict[str, Any]:
    """What the letter of confirmation tells."""
    return {
        **to_buyer(order, at),
        "buyer_name": order.address["name"],
        "items": item_facts(order, items),
        "subtotal": Money.of(order.subtotal, order.currency),
        "discount": Money.of(order.discount, order.currency),
        "shipping": Money.of(order.shipping, order.currency),
        "tax": Money.of(order.tax, order.currency),
        "total": Money.of(order.total, order.currency),
        "member_label": order.member_label,
        "member_discount": Money.of(order.member_discount, order.currency) if order.member_label else None,
        "points_spent": order.points_spent,
        "points_discount": Money.of(order.points_discount, order.currency) if order.points_spent else None,
    }
