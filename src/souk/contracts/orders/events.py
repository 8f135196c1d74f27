"""What orders says."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from souk.vocabulary.events import Event
from souk.vocabulary.money import Money


class ItemFacts(BaseModel):
    model_config = ConfigDict(frozen=True)

    item_id: str
    variation_id: str
    product_id: str
    shop_id: str
    shop_name: str
    title: str
    quantity: int
    unit_price: Money
    line_total: Money


class _OrderEvent(Event):
    about = "order_id"
    order_id: str
    number: str
    user_id: str | None
    email: str
    at: datetime


class OrderCreated(_OrderEvent):
    """`cart_id` is the cart it came from: cart empties it of `items`."""

    name = "order.created"
    cart_id: str
    items: list[ItemFacts]
    total: Money


class OrderPaid(_OrderEvent):
    name = "order.paid"
    total: Money


class OrderConfirmed(_OrderEvent):
    name = "order.confirmed"
    buyer_name: str
    items: list[ItemFacts]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    order_token: str | None  # confidential: opens a guest's order
    member_label: str = ""
    member_discount: Money | None = None  # a part of `discount`
    points_spent: int = 0
    points_discount: Money | None = None  # a part of `discount`


class OrderPaymentFailed(_OrderEvent):
    name = "order.payment.failed"
    failure: str
    order_token: str | None


class OrderCancelled(_OrderEvent):
    name = "order.cancelled"
    reason: str
    refunded: Money


class OrderItemStatusUpdated(Event):
    name = "order.item.status.updated"
    about = "order_id"
    order_id: str
    item_id: str
    shop_id: str
    status: str


class OrderShipped(_OrderEvent):
    name = "order.shipped"
    shop_name: str
    tracking_number: str | None
    order_token: str | None


class OrderCompleted(_OrderEvent):
    """Every item was delivered. `goods`: what the lines cost after every discount, without shipping and tax."""

    name = "order.completed"
    items: list[ItemFacts]
    total: Money
    goods: Money | None = None


class OrderRefunded(_OrderEvent):
    """`amount` was given back this time, `refunded_so_far` altogether, of the order's `total`."""

    name = "order.refunded"
    amount: Money
    refunded_so_far: Money | None = None
    total: Money | None = None
