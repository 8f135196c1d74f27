"""What orders may be asked: to quote, to place, to tell how it stands, to cancel."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, OrderId, ProductId, ShopId, Sku, UserId, VariationId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, NotFound

OrderStatus = Literal["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"]
ItemStatus = Literal["pending", "processing", "shipped", "delivered", "cancelled"]


class Buyer(Message):
    """Who buys: a user, or the guest who holds the cart's token. `guest_token`: customers' token of that guest, by which they
    find the order again; without it, or with one that is no longer good, it is in nobody's list."""

    user_id: UserId | None = None
    cart_token: str | None = None
    guest_token: str | None = None


class Reader(Message):
    """Who asks about an order: its user, whoever holds its token, the guest who made it (customers' token), or staff."""

    user_id: UserId | None = None
    order_token: str | None = None
    guest_token: str | None = None
    is_staff: bool = False


class CheckoutDetails(Message):
    """`method_token`: a payment provider's token; without one the answer has a page to pay on. `return_url` is where that page leads back to.
    `cart_version`: the version of the cart that the shopper saw; one that was changed since is not ordered."""

    email: str = Field(max_length=254)
    address: PostalAddress
    shipping_method: str = Field(max_length=40)
    method_token: str | None = Field(default=None, max_length=80)
    return_url: str = Field(default="", max_length=500)
    note: str = Field(default="", max_length=500)
    points: int = Field(default=0, ge=0, le=10**9)  # exactly so many: see a quote's `points`
    cart_version: int | None = None


class QuoteShipping(Message):
    method: str
    label: str
    description: str
    price: Money
    total: Money  # what the order would cost with this method, tax included


class QuoteLine(Message):
    variation_id: VariationId
    title: str
    quantity: int
    unit_price: Money
    line_total: Money
    is_out_of_reach: bool = False  # cannot be ordered just now; the others can


class MemberSaving(Message):
    """What the shopper's tier saves: `discount` on the goods, `shipping_saved` on what shipping would have cost."""

    tier: str
    label: str  # "Gold member 15 %"
    discount: Money
    shipping_saved: Money


class PointsSpent(Message):
    """Points that pay a part of the goods: `discount` is what they take off."""

    points: int
    discount: Money


class Quote(Message):
    """`discount` is all that is taken off the goods, the member's part with it."""

    lines: list[QuoteLine]
    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    tax_label: str
    shipping_options: list[QuoteShipping]
    shipping_method: str
    member: MemberSaving | None = None
    points: PointsSpent | None = None  # that are spent in this quote
    points_offer: PointsSpent | None = None  # the most that could be


class OrderItem(Message):
    """Where some of a line were sent or cancelled before the others, each such part is an item: `part_of` is the one it was taken from,
    `bought` how many the line had."""

    item_id: str
    variation_id: VariationId
    product_id: ProductId
    product_slug: str
    sku: Sku
    title: str
    options: dict[str, str]
    image_url: str | None
    quantity: int
    unit_price: Money
    line_total: Money
    discount: Money
    tax: Money
    status: ItemStatus
    refunded: Money | None = None  # what was given back for it, once it was cancelled
    part_of: str = ""
    bought: int | None = None


class ShopItems(Message):
    """What one shop sends of an order."""

    shop_id: ShopId
    shop_name: str
    items: list[OrderItem]
    subtotal: Money


class StatusChange(Message):
    status: OrderStatus
    detail: str
    at: datetime


class OrderPayment(Message):
    """`action_url`: where to pay or to confirm, while the order waits for its money."""

    status: Literal[
        "pending", "requires_action", "captured", "failed", "voided", "partly_refunded", "refunded"
    ]
    action_url: str | None = None
    failure: str | None = None
    method_label: str = ""
    paid: Money
    refunded: Money


class Order(Message):
    """`discount` is all that is taken off the goods, the part of `member` with it. `token` opens a guest's order without signing in; it is set only in the answer to placing it."""

    order_id: OrderId
    number: str
    status: OrderStatus
    user_id: UserId | None
    email: str
    token: str | None = None
    address: PostalAddress
    shipping_method: str
    shipping_label: str
    note: str
    shops: list[ShopItems]
    subtotal: Money
    discount: Money
    coupon_code: str | None
    shipping: Money
    tax: Money
    tax_label: str
    total: Money
    payment: OrderPayment
    history: list[StatusChange]
    can_cancel: bool
    created_at: datetime
    member: MemberSaving | None = None
    points: PointsSpent | None = None


class OrderSummary(Message):
    order_id: OrderId
    number: str
    status: OrderStatus
    email: str = ""
    total: Money
    quantity: int
    image_urls: list[str]
    created_at: datetime


class TrackedParcelStep(Message):
    status: str
    detail: str
    place: str
    at: datetime


class TrackedLine(Message):
    """`name`: the title with what was chosen of it. `bought`: how many the line had, where they do not come together."""

    name: str
    quantity: int
    bought: int | None = None


class TrackedParcel(Message):
    """`lines`: what is in it."""

    shop_name: str
    carrier: str
    tracking_number: str | None
    status: str
    titles: list[str]
    steps: list[TrackedParcelStep]
    lines: list[TrackedLine] = []


class Tracking(Message):
    order_id: OrderId
    number: str
    status: OrderStatus
    history: list[StatusChange]
    parcels: list[TrackedParcel]


class OrderNotFound(NotFound):
    """Also for an order that is somebody else's: the answer must not tell."""

    title = "There is no such order"


class OrderCannotBeCancelled(Conflict):
    title = "This order can no longer be cancelled"


class OrderNotConfirmed(Conflict):
    """There is nothing to confirm before the money came, and nothing any more once all of it was called off."""

    title = "This order has no confirmation to send"


class OrderCannotBePaid(Conflict):
    title = "This order is not waiting for money"


class ShopHasClosed(Conflict):
    """Between the cart and its money: the order is called off, and no money is kept."""

    title = "A shop of this order has closed"


class CheckoutCalledOff(Conflict):
    """Something the order needs did not answer for long. The end of this key: nothing is ordered, and no money is kept."""

    title = "This checkout was called off"


class OrderItemNotFound(NotFound):
    """Also for another shop's: the answer must not tell."""

    title = "There is no such item"


class ItemMoveRefused(Conflict):
    """Items only move forward: processing → shipped → delivered, and to cancelled from processing only."""

    title = "The item cannot be moved there"


class TrackingNotCorrected(Conflict):
    """Only of a parcel that its shop has sent itself and that has not arrived."""

    title = "This tracking number cannot be corrected"


class Orders(Protocol):
    @query(deadline_seconds=5)
    def quote(
        self,
        *,
        buyer: Buyer,
        country: str,
        region: str = "",
        shipping_method: str | None = None,
        points: int = 0,
    ) -> Quote:
        """What the buyer's cart would cost, with at most so many points spent. Raises cart's CartIsEmpty, shipping's CountryNotServed."""
        ...

    @command(deadline_seconds=20)
    def place(self, *, key: Key, buyer: Buyer, details: CheckoutDetails) -> Order:
        """Checkout: the same key is the same order, however often it arrives.

        Raises cart's CartIsEmpty and CartChanged, inventory's OutOfStock, customers' NotEnoughPoints; ShopHasClosed, CheckoutCalledOff, and Unavailable while it may
        still come to an order: send the same again. A declined payment is not a problem: the order
        is pending, `payment.status` is failed, and it may be paid again until its stock is no longer held.
        """
        ...

    @command(deadline_seconds=20)
    def pay(self, *, key: Key, order_id: OrderId, reader: Reader, method_token: str | None = None) -> Order:
        """Another attempt at paying a pending order. Raises OrderCannotBePaid."""
        ...

    @query()
    def order(self, *, order_id: OrderId, reader: Reader) -> Order:
        """`order_id` may be the order's number. Raises OrderNotFound."""
        ...

    @query()
    def orders_of(self, *, user_id: UserId, cursor: str | None = None, limit: int = 10) -> Page[OrderSummary]:
        """Newest first."""
        ...

    @query()
    def orders_of_guest(
        self, *, guest_token: str, cursor: str | None = None, limit: int = 10
    ) -> Page[OrderSummary]:
        """What the guest of customers' token ordered, newest first, as long as it is no account's. Nothing for a token that is not good."""
        ...

    @query()
    def newest(
        self, *, status: OrderStatus | None = None, cursor: str | None = None, limit: int = 25
    ) -> Page[OrderSummary]:
        """Everybody's orders, newest first, for staff: whoever asks has to see to it that they are."""
        ...

    @query()
    def track(self, *, order_id: OrderId, reader: Reader) -> Tracking: ...

    @query()
    def find_guest_order(self, *, number: str, email: str) -> str:
        """The order's token for whoever knows its number and its email. Raises OrderNotFound."""
        ...

    @command(deadline_seconds=20)
    def cancel(self, *, key: Key, order_id: OrderId, reader: Reader, reason: str = "") -> Order:
        """Gives stock and money back. Raises OrderCannotBeCancelled once a parcel was handed over."""
        ...
