"""The public door of orders: checkout, orders, tracking, cancelling."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query
from pydantic import Field

from souk.contracts.orders.calls import (
    Buyer,
    CannotSend,
    CheckoutDetails,
    MovedItem,
    Order,
    OrderSummary,
    Quote,
    Reader,
    Tracking,
)
from souk.contracts.payments.calls import PaymentDeclined
from souk.contracts.shipping.calls import Sender
from souk.kernel import identity
from souk.kernel.api import Api, Body, json_answer, to_json
from souk.kernel.cache import cache
from souk.kernel.front import client_address
from souk.kernel.idempotency import key_of
from souk.kernel.identity import anyone, anyone_in_person, shop_owner, signed_in, staff_may
from souk.services.orders.stories import cancellation, placing, shop_moves
from souk.services.orders.use_cases import access, quoting, reading, sellers
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import TooManyRequests

api = Api("orders")

seller = shop_owner | staff_may("orders.move")

LOOKUPS_PER_MINUTE = 20

#: One line of plain text.
Line = r"^[^\x00-\x1f\x7f]*$"


class QuoteIn(Body):
    country: str = Field(pattern="^[A-Z]{2}$")
    region: str = Field(default="", max_length=120)
    shipping_method: str | None = Field(default=None, max_length=40)
    points: int = Field(default=0, ge=0, le=10**9)


class CheckoutIn(Body):
    """`payment_method`: a provider's token, such as `pm_card_success` of the sandbox; without it the answer says where to pay.
    `cart_version`: the cart's version as the shopper saw it; with it a cart that was changed since is answered 409 `cart-changed`."""

    email: str = Field(max_length=254)
    address: PostalAddress
    shipping_method: str = Field(max_length=40)
    payment_method: str | None = Field(default=None, max_length=80)
    return_url: str = Field(default="", max_length=500)
    note: str = Field(default="", max_length=500)
    points: int = Field(
        default=0,
        ge=0,
        le=10**9,
        description="so many points are spent on the goods: as many as the quote says in `points`",
    )
    cart_version: int | None = Field(default=None, ge=0, strict=True)


class PaymentIn(Body):
    payment_method: str | None = Field(default=None, max_length=80)


class CancelIn(Body):
    reason: str = Field(default="", max_length=200)


class LookupIn(Body):
    number: str = Field(min_length=1, max_length=20)
    email: str = Field(min_length=3, max_length=254)


class ShipmentIn(Body):
    """`with_items`: other items of the same order in the same parcel."""

    carrier: str = Field(min_length=1, max_length=80, pattern=Line)
    tracking_number: str = Field(min_length=1, max_length=60, pattern=Line)
    with_items: list[str] = Field(default=[], max_length=200)


class DeliveryIn(Body):
    """Nothing to say."""


class ItemCancellationIn(Body):
    """`sold_out`: the units are not there. `cannot_send`: they are, and go back on sale. `note` is for the buyer."""

    reason: CannotSend
    note: str = Field(default="", max_length=200, pattern=Line)


class Sending(Body):
    """`shop`: it hands in its parcels itself and tells of them. `carrier`: the market's carrier collects them and tells of them."""

    sent_by: Sender


class LookupOut(Body):
    order_token: str


def buyer(cart_token: str | None) -> Buyer:
    who = identity.current()
    return Buyer(user_id=who.user_id, cart_token=None if who.is_signed_in else cart_token)


def reader(order_token: str | None, staff: str = "orders.read") -> Reader:
    """`staff`: the permission with which everybody's orders are one's own."""
    who = identity.current()
    return Reader(user_id=who.user_id, order_token=order_token, is_staff=who.may(staff))


@api.post("/checkout/quote", may=anyone)
def quote_checkout(
    request: HttpRequest,
    body: QuoteIn,
    cart_token: str | None = Header(None, alias="X-Cart-Token", max_length=200),
) -> Quote:
    """What the cart costs at a place, with every way of shipping there."""
    return quoting.quote_cart(buyer(cart_token), body.country, body.region, body.shipping_method, body.points)


@api.post("/checkout", may=anyone_in_person, status=201, answers=Order, idempotent=True)
def place_order(
    request: HttpRequest,
    body: CheckoutIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
    cart_token: str | None = Header(None, alias="X-Cart-Token", max_length=200),
) -> HttpResponse:
    """Turns the cart into an order. A guest's answer carries `X-Order-Token`, which opens the order later.

    409 `cart-changed` lists what was corrected; 402 `payment-declined` carries the order, which may be paid again.
    """
    details = CheckoutDetails(
        **body.model_dump(exclude={"payment_method", "address"}),
        address=body.address,
        method_token=body.payment_method,
    )
    return _answer(placing.place_order(key_of(request), buyer(cart_token), details), status=201)


@api.get("/orders", may=signed_in)
def list_orders(
    request: HttpRequest,
    cursor: str | None = Query(None, max_length=400),
    limit: int = Query(10, ge=1, le=100),
) -> Page[OrderSummary]:
    """Your orders, newest first."""
    return reading.orders_of(identity.current().user_id or "", cursor, limit)


@api.post("/orders/lookup", may=anyone)
def find_guest_order(request: HttpRequest, body: LookupIn) -> LookupOut:
    """The token of a guest's order, for whoever knows its number and its email."""
    if cache().increment(f"order-lookup:{client_address(request)}", 60) > LOOKUPS_PER_MINUTE:
        raise TooManyRequests("Wait a minute before you look for another order.", retry_after=60)
    return LookupOut(order_token=access.find_guest_order(body.number, body.email))


@api.get("/orders/{order_id}", may=anyone)
def show_order(
    request: HttpRequest,
    order_id: str,
    order_token: str | None = Header(None, alias="X-Order-Token", max_length=200),
) -> Order:
    """One order, by id or number: for its user, for staff, and for whoever sends its `X-Order-Token`."""
    return placing.look_again(order_id, reader(order_token))


@api.get("/orders/{order_id}/track", may=anyone)
def track_order(
    request: HttpRequest,
    order_id: str,
    order_token: str | None = Header(None, alias="X-Order-Token", max_length=200),
) -> Tracking:
    """Where the parcels are."""
    return reading.track_order(access.readable_order(order_id, reader(order_token)))


@api.post("/orders/{order_id}/payments", may=anyone_in_person, answers=Order, idempotent=True)
def pay_order(
    request: HttpRequest,
    order_id: str,
    body: PaymentIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
    order_token: str | None = Header(None, alias="X-Order-Token", max_length=200),
) -> HttpResponse:
    """Another attempt at paying a pending order."""
    return _answer(
        placing.pay_again(key_of(request), order_id, reader(order_token), body.payment_method), status=200
    )


@api.post("/orders/{order_id}/cancel", may=anyone, staff=staff_may("orders.cancel"), idempotent=True)
def cancel_order(
    request: HttpRequest,
    order_id: str,
    body: CancelIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
    order_token: str | None = Header(None, alias="X-Order-Token", max_length=200),
) -> Order:
    """Gives stock and money back, until the first parcel is handed over."""
    return cancellation.cancel_order(order_id, reader(order_token, "orders.cancel"), body.reason)


@api.post("/shops/{shop}/order-items/{item}/shipments", may=seller, status=201, idempotent=True)
def ship_item(
    request: HttpRequest,
    shop: str,
    item: str,
    body: ShipmentIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
) -> Page[MovedItem]:
    """The shop handed it in, with the tracking number that the buyer is told. 409 when it has left or was cancelled."""
    shop_id, items = sellers.own_shop(identity.current(), shop), list(dict.fromkeys([item, *body.with_items]))
    moved = shop_moves.ship_items(key_of(request), shop_id, items, body.carrier, body.tracking_number)
    return Page(items=moved)


@api.post("/shops/{shop}/order-items/{item}/deliveries", may=seller, status=201, idempotent=True)
def deliver_item(
    request: HttpRequest,
    shop: str,
    item: str,
    body: DeliveryIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
) -> Page[MovedItem]:
    """It has arrived, and with it all that was in its parcel. 409 for what the shop has not sent itself."""
    shop_id = sellers.own_shop(identity.current(), shop)
    return Page(items=shop_moves.deliver_items(shop_id, [item], key_of(request)))


@api.post("/shops/{shop}/order-items/{item}/cancellations", may=seller, status=201, idempotent=True)
def cancel_item(
    request: HttpRequest,
    shop: str,
    item: str,
    body: ItemCancellationIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
) -> MovedItem:
    """The shop cannot send it: the buyer gets the money for it back and is told. 409 once it has left."""
    shop_id = sellers.own_shop(identity.current(), shop)
    return shop_moves.cancel_item(shop_id, item, body.reason, body.note)


@api.get("/shops/{shop}/sending", may=seller)
def show_sending(request: HttpRequest, shop: str) -> Sending:
    """Who hands in the parcels of the caller's shop."""
    return Sending(sent_by=shop_moves.sender_of(sellers.own_shop(identity.current(), shop)))


@api.put("/shops/{shop}/sending", may=seller)
def choose_sending(request: HttpRequest, shop: str, body: Sending) -> Sending:
    """For what the shop packs from now on."""
    shop_id = sellers.own_shop(identity.current(), shop)
    return Sending(sent_by=shop_moves.choose_sender(shop_id, body.sent_by))


def _answer(order: Order, status: int) -> HttpResponse:
    if order.payment.status == "failed":
        raise PaymentDeclined(
            order.payment.failure or "The payment was declined.",
            order_id=order.order_id,
            number=order.number,
            order_token=order.token,
            action_url=order.payment.action_url,
        )
    answer = json_answer(to_json(order), status)
    if order.token is not None:
        answer["X-Order-Token"] = order.token
    return answer
