"""What shoppers do: checkout, their orders, tracking, cancelling."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query
from pydantic import Field

from souk.contracts.orders.calls import (
    Buyer,
    CheckoutDetails,
    Order,
    OrderSummary,
    Quote,
    Reader,
    Tracking,
)
from souk.contracts.payments.calls import PaymentDeclined
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, anyone_in_person, staff_may
from souk.kernel.cache import cache
from souk.kernel.web.api import Body, json_answer, to_json
from souk.kernel.web.front import client_address
from souk.kernel.web.idempotency import key_of
from souk.services.orders.api.door import api
from souk.services.orders.stories import cancellation, placing
from souk.services.orders.use_cases import access, quoting, reading
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import TooManyRequests, Unauthenticated

LOOKUPS_PER_MINUTE = 20

OrderToken = Annotated[str | None, Header(None, alias="X-Order-Token", max_length=200)]
GuestToken = Annotated[
    str | None,
    Header(None, alias="X-Guest-Token", max_length=300, description="A guest; it was in the answer to POST /customers/guests."),
]  # fmt: skip


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


class LookupOut(Body):
    order_token: str


def buyer(cart_token: str | None, guest_token: str | None = None) -> Buyer:
    who = identity.current()
    if who.is_signed_in:
        return Buyer(user_id=who.user_id)
    return Buyer(cart_token=cart_token, guest_token=guest_token)


def reader(order_token: str | None, guest_token: str | None, staff: str = "orders.read") -> Reader:
    """`staff`: the permission with which everybody's orders are one's own."""
    who = identity.current()
    return Reader(
        user_id=who.user_id, order_token=order_token, guest_token=guest_token, is_staff=who.may(staff)
    )


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
    guest_token: GuestToken = None,
) -> HttpResponse:
    """Turns the cart into an order. A guest's answer carries `X-Order-Token`, which opens the order later; with `X-Guest-Token`
    it is in the guest's list of orders as well.

    409 `cart-changed` lists what was corrected; 402 `payment-declined` carries the order, which may be paid again.
    """
    details = CheckoutDetails(
        **body.model_dump(exclude={"payment_method", "address"}),
        address=body.address,
        method_token=body.payment_method,
    )
    return _answer(placing.place_order(key_of(request), buyer(cart_token, guest_token), details), status=201)


@api.get("/orders", may=anyone)
def list_orders(
    request: HttpRequest,
    guest_token: GuestToken = None,
    cursor: str | None = Query(None, max_length=400),
    limit: int = Query(10, ge=1, le=100),
) -> Page[OrderSummary]:
    """Your orders, newest first: the account's; without an access token those of the guest, and none for a token that is no longer good."""
    user_id = identity.current().user_id
    if user_id is not None:
        return reading.orders_of(user_id, cursor, limit)
    if not guest_token:
        raise Unauthenticated("Sign in, or send the X-Guest-Token with which you ordered.")
    return reading.orders_of_guest(guest_token, cursor, limit)


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
    order_token: OrderToken = None,
    guest_token: GuestToken = None,
) -> Order:
    """One order, by id or number: for its user, its guest, staff, and whoever sends its `X-Order-Token`."""
    return placing.look_again(order_id, reader(order_token, guest_token))


@api.get("/orders/{order_id}/track", may=anyone)
def track_order(
    request: HttpRequest,
    order_id: str,
    order_token: OrderToken = None,
    guest_token: GuestToken = None,
) -> Tracking:
    """Where the parcels are."""
    return reading.track_order(access.readable_order(order_id, reader(order_token, guest_token)))


@api.post("/orders/{order_id}/payments", may=anyone_in_person, answers=Order, idempotent=True)
def pay_order(
    request: HttpRequest,
    order_id: str,
    body: PaymentIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
    order_token: OrderToken = None,
    guest_token: GuestToken = None,
) -> HttpResponse:
    """Another attempt at paying a pending order."""
    return _answer(
        placing.pay_again(key_of(request), order_id, reader(order_token, guest_token), body.payment_method),
        status=200,
    )


@api.post(
    "/orders/{order_id}/cancel",
    may=anyone,
    staff=staff_may("orders.cancel"),
    reads=staff_may("orders.read"),
    idempotent=True,
)
def cancel_order(
    request: HttpRequest,
    order_id: str,
    body: CancelIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
    order_token: OrderToken = None,
    guest_token: GuestToken = None,
) -> Order:
    """Gives stock and money back, until the first parcel is handed over."""
    return cancellation.cancel_order(order_id, reader(order_token, guest_token, "orders.cancel"), body.reason)


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
