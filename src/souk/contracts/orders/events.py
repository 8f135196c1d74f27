"""What orders says."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.events import Event
from souk.vocabulary.money import Money


class ItemFacts(BaseModel):
    """`options`: what was chosen of it; empty in events of before that was told. `bought`: how many the line had that this is a part
    of, taken from the item `part_of`; null where the line was not divided.
    """

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
    options: dict[str, str] = {}
    part_of: str = ""
    bought: int | None = None


class _OrderEvent(Event):
    about = "order_id"
    order_id: str
    number: str
    user_id: str | None
    email: str
    at: datetime


class _OrderLetter(_OrderEvent):
    """`order_token` is confidential: it opens a guest's order, who has no account to sign in to. None in events of before it was told."""

    order_token: str | None = None


class OrderCreated(_OrderEvent):
    """`cart_id` is the cart it came from: cart empties it of `items`."""

    name = "order.created"
    cart_id: str
    items: list[ItemFacts]
    total: Money


class OrderPaid(_OrderEvent):
    name = "order.paid"
    total: Money


class _Confirmation(_OrderEvent):
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


class OrderConfirmed(_Confirmation):
    name = "order.confirmed"


class OrderLetterRequested(_Confirmation):
    """Staff have the confirmation sent again, of the order as it was bought. `letter_id`: another one for each time."""

    name = "order.letter.requested"
    letter_id: str
    letter: Literal["order_confirmed_again"] = "order_confirmed_again"


class OrderPaymentFailed(_OrderEvent):
    name = "order.payment.failed"
    failure: str
    order_token: str | None


class OrderCancelled(_OrderLetter):
    name = "order.cancelled"
    reason: str
    refunded: Money


class _SoldItem(Event):
    """All that its seller needs, and no more of the buyer than a parcel does. `part_of` and `bought` as in `ItemFacts`."""

    about = "order_id"
    order_id: str
    number: str
    item_id: str
    position: int
    shop_id: str
    product_id: str
    product_slug: str
    variation_id: str
    sku: str
    title: str
    options: dict[str, str]
    image_url: str | None
    quantity: int
    unit_price: Money
    line_total: Money
    discount: Money
    tax: Money
    user_id: str | None
    ship_to: PostalAddress
    shipping_label: str
    note: str
    placed_at: datetime
    at: datetime
    part_of: str = ""
    bought: int | None = None


class OrderItemCreated(_SoldItem):
    """A shop has something to send: said when the order is paid, once for each item."""

    name = "order.item.created"


class SplitPart(BaseModel):
    """What is another of an item than of the one it was taken from."""

    model_config = ConfigDict(frozen=True)

    item_id: str
    position: int
    quantity: int
    line_total: Money
    discount: Money
    tax: Money


class OrderItemSplit(_SoldItem):
    """Some of an item go another way than the others: it is left with fewer units, as told here, and `part` is an item of its own.
    Together they are what it was. Of several of one item the one that leaves the fewest is the newest."""

    name = "order.item.split"
    part: SplitPart


class OrderItemStatusUpdated(Event):
    """`carrier` and `tracking_number` once it was sent. `part_of`: the item that was bought, where this is a part of it.
    `called_off_at`: when somebody else than its shop cancelled it, said once.
    """

    name = "order.item.status.updated"
    about = "order_id"
    order_id: str
    item_id: str
    shop_id: str
    status: str
    carrier: str = ""
    tracking_number: str | None = None
    part_of: str = ""
    called_off_at: datetime | None = None


class OrderItemCancelled(_OrderEvent):
    """A shop cannot send something of a paid order: the money for it goes back, the rest goes on. `bought`: of how many, where it is
    not all of a line."""

    name = "order.item.cancelled"
    item_id: str
    shop_id: str
    shop_name: str
    title: str
    quantity: int
    reason: str
    refunded: Money
    order_token: str | None
    options: dict[str, str] = {}
    bought: int | None = None


class OrderShipped(_OrderEvent):
    """`items`: what is in the parcel."""

    name = "order.shipped"
    shop_name: str
    tracking_number: str | None
    order_token: str | None
    carrier: str = ""
    items: list[ItemFacts] = []


class OrderTrackingCorrected(_OrderLetter):
    """A shop had mistyped where its parcel with `items` is found."""

    name = "order.tracking.corrected"
    shop_id: str
    shop_name: str
    carrier: str
    tracking_number: str
    former_number: str | None = None
    items: list[ItemFacts] = []


class OrderCompleted(_OrderLetter):
    """Every item was delivered or cancelled, and at least one delivered: `items` are those, `total` is what the buyer paid in the end,
    after `refunded_so_far` went back. `goods`: what of it was for the goods, without shipping and tax."""

    name = "order.completed"
    items: list[ItemFacts]
    total: Money
    goods: Money | None = None
    refunded_so_far: Money | None = None


class ShopShare(BaseModel):
    """What of a refund falls on the goods of a shop, without tax and shipping."""

    model_config = ConfigDict(frozen=True)

    shop_id: str
    goods: Money


class OrderRefunded(_OrderLetter):
    """`amount` was given back this time, `refunded_so_far` altogether. `shops`: on whose goods it falls, where no item was cancelled
    for it."""

    name = "order.refunded"
    amount: Money
    refunded_so_far: Money | None = None
    shops: list[ShopShare] = []
