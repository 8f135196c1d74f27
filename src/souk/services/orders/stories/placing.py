"""Placing and paying: how a shopper begins a checkout, and helps one along that waits for its money."""

from __future__ import annotations

import hashlib
import time

from souk.contracts.cart.calls import Carts
from souk.contracts.orders.calls import (
    Buyer,
    CheckoutCalledOff,
    CheckoutDetails,
    Order,
    OrderCannotBePaid,
    Reader,
)
from souk.contracts.payments.calls import Payment, Payments
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.ids import new_id, new_number
from souk.kernel.neighbours.asking import ask
from souk.kernel.settings import settings as process_settings
from souk.kernel.web.emails import read_email
from souk.kernel.work.stories import Telling
from souk.services.orders.models import Order as OrderRow
from souk.services.orders.settings import settings
from souk.services.orders.stories.checkout import Checkout, checkout, step_key
from souk.services.orders.use_cases import closed_shops, guests, quoting
from souk.services.orders.use_cases.access import readable_order
from souk.services.orders.use_cases.reading import full_order
from souk.services.orders.use_cases.recording import show_payment
from souk.vocabulary.ids import Key
from souk.vocabulary.problems import Problem, Refused, Unavailable

carts, payments = ask(Carts), ask(Payments)


def place_order(key: Key, buyer: Buyer, details: CheckoutDetails) -> Order:
    """Begins the checkout, or joins the one this key began, and answers with the order as far as it has come.

    The cart is frozen under the key before the story begins: should a process die in between, whoever comes with the key again gets
    the cart that was frozen; nobody orders what was put into it meanwhile.
    """
    identity.in_person()
    checkout_key, order_id = _checkout_key(key, buyer), new_id("ord")
    checked = _checked(details, order_id)
    try:
        cart = carts.check_out(
            key=step_key(checkout_key, "freeze_cart"),
            holder=quoting.holder_of(buyer),
            version=details.cart_version,
        )
    except Problem:
        if not checkout.has_begun(checkout_key):
            raise
        return _outcome(checkout.go_on(checkout_key))  # so long ago that what was frozen for it is forgotten
    state = Checkout(
        key=checkout_key,
        order_id=order_id,
        number=new_number("ORD"),
        buyer=buyer.model_copy(update={"guest_token": None}),  # who it names is kept, not the token
        guest_id=guests.who_buys(buyer),
        details=checked,
        cart=cart,
        pay_until=clock.in_seconds(settings().pay_within_seconds),
    )
    return _outcome(checkout.begin(state.key, state))


def pay_again(key: Key, order_id: str, reader: Reader, method_token: str | None) -> Order:
    """Another attempt at the payment of a pending order, then as far as the story goes."""
    identity.in_person()
    order = readable_order(order_id, reader)
    if order.status != "pending":
        raise OrderCannotBePaid(f"The order is {order.status}.")
    if shop_name := closed_shops.closed_one_of(order.order_id):
        checkout.resume(order.checkout_key)
        checkout.go_on(order.checkout_key)
        raise OrderCannotBePaid(f"{shop_name} has closed. Please order the rest again.")
    payment = payments.retry(
        key=f"pay:{order.order_id}:{key}",
        payment_key=step_payment_key(order.checkout_key),
        method_token=method_token,
    )
    show_payment(order.order_id, payment)
    if payment.status == "captured":
        return full_order(_confirmed_soon(order, reader))
    return full_order(readable_order(order_id, reader))


def _confirmed_soon(order: OrderRow, reader: Reader) -> OrderRow:
    """Another worker may be at the story just now, and have looked before the money came: it is given a moment."""
    for pause in (0.05, 0.1, 0.2, 0.4, 0.8):
        checkout.resume(order.checkout_key)
        checkout.go_on(order.checkout_key)
        order = readable_order(order.order_id, reader)
        if order.status != "pending":
            break
        time.sleep(pause)
    return order


def look_again(order_id: str, reader: Reader) -> Order:
    """The order; one that waits for its money first asks payments how that stands, so that a returning shopper sees the truth."""
    order = readable_order(order_id, reader)
    if order.status == "pending":
        payment = _payment_of(order.checkout_key)
        if payment is not None:
            show_payment(order.order_id, payment)
            if payment.status == "captured":
                checkout.resume(order.checkout_key)
                checkout.go_on(order.checkout_key)
            order = readable_order(order_id, reader)
    return full_order(order)


def step_payment_key(checkout_key: Key) -> Key:
    return step_key(checkout_key, "take_money")


def _payment_of(checkout_key: Key) -> Payment | None:
    try:
        found: Payment = payments.payment(key=step_payment_key(checkout_key))
        return found
    except Problem:
        return None


def _outcome(told: Telling[Checkout]) -> Order:
    if told.direction == "undone" or (told.direction == "back" and told.problem is not None):
        assert told.problem is not None
        if not isinstance(told.problem, Refused):  # it was given up: the same key will never be an order
            raise CheckoutCalledOff(
                "A part of the shop did not answer in time. Nothing was ordered and no money is kept; please check out again."
            )
        raise told.problem
    state = told.state
    if told.direction == "waiting" and state.payment is not None:
        show_payment(state.order_id, state.payment)
    elif told.direction in ("forward", "parked") and told.position <= _FIRST_AFTER_MONEY:
        raise Unavailable(
            "We are still working on your order. Send the same request again in a moment.", retry_after=1
        )
    reader = Reader(is_staff=True)
    return full_order(readable_order(state.order_id, reader), with_token=state.buyer.user_id is None)


_FIRST_AFTER_MONEY = next(index for index, step in enumerate(checkout.steps) if step.pivot)


def _checkout_key(key: Key, buyer: Buyer) -> Key:
    """A key means something only together with who sent it."""
    who = buyer.user_id or buyer.cart_token or ""
    return hashlib.sha256(f"{who}\0{key}".encode()).hexdigest()


def _checked(details: CheckoutDetails, order_id: str) -> CheckoutDetails:
    """The details with a usable email and a return address of our own site."""
    email = read_email(details.email).shown
    base = process_settings().base_url
    wanted = details.return_url
    ours = wanted.startswith(base + "/") or (wanted.startswith("/") and not wanted.startswith(("//", "/\\")))
    path = wanted if wanted and ours else f"/orders/{order_id}"
    return details.model_copy(
        update={"email": email, "return_url": path if path.startswith("http") else base + path}
    )
