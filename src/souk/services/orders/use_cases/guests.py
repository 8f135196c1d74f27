"""Guests: who a guest's token names. Customers makes these tokens and alone can read them."""

from __future__ import annotations

from souk.contracts.customers.calls import GuestPassInvalid, Guests
from souk.contracts.orders.calls import Buyer
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.problems import Unavailable

guests = ask(Guests)


def id_of(token: str | None) -> str | None:
    """The guest's customer id; None for a token that is over, somebody's who has joined an account, or nobody's. Raises Unavailable."""
    if not token:
        return None
    try:
        return guests.guest(token=token).customer.customer_id
    except GuestPassInvalid:
        return None


def who_buys(buyer: Buyer) -> str | None:
    """The guest under whom an order is kept. Nobody waits for it: while customers is away the order is in no guest's list."""
    try:
        return None if buyer.user_id else id_of(buyer.guest_token)
    except Unavailable:
        return None
