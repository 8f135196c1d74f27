"""Guests: what a shopper without an account told at the till, kept for the next time and for the day they sign in.

Nothing here is needed to buy: while customers is away the till goes on without it.
"""

from __future__ import annotations

from typing import Any

from souk.contracts.customers.calls import Guests
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.problems import Problem

guests = ask(Guests)


def remember(token: str | None, email: str, address: PostalAddress) -> str | None:
    """The guest's token, good for another while; the one they had when nobody answers."""
    try:
        given = guests.begin(token=token)
        return guests.tell(token=given.token, email=email, address=address).token
    except Problem:
        return token


def known_about(token: str | None) -> dict[str, Any]:
    """What the address form begins with."""
    if not token:
        return {}
    try:
        guest = guests.guest(token=token).customer
    except Problem:
        return {}
    address = guest.addresses[0].model_dump() if guest.addresses else {}
    return address | {"email": guest.email}


def known_until(token: str) -> str:
    """The day until which this guest is known; nothing when nobody can say."""
    try:
        return wording.day(guests.guest(token=token).expires_at)
    except Problem:
        return ""


def bring(token: str, user_id: str) -> bool:
    """At sign-in; False when it has to be tried again the next time."""
    try:
        guests.join(token=token, user_id=user_id)
    except Problem as problem:
        return problem.status < 500  # a guest who is nobody (any more) need not be brought again
    return True
