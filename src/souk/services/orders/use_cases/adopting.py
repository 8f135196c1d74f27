"""Adopting: what was ordered as a guest belongs to the account that has confirmed the same email. Never before."""

from __future__ import annotations

from django.db.models import Q

from souk.kernel import clock
from souk.kernel.web.emails import key_of
from souk.services.orders.models import Order
from souk.services.orders.use_cases.recording import remember
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.ids import UserId

MOST_ADDRESSES = 5


def adopt(user_id: UserId, email: str) -> list[PostalAddress]:
    """Inside a change. Answers where they were sent to, the newest first, each place once. Done twice it adopts nothing more.

    Orders of before emails had a key are found by how the email was written.
    """
    same = Q(email_key="", email=email)
    if key := key_of(email):
        same |= Q(email_key=key)
    rows = Order.objects.select_for_update().filter(same, user_id=None).order_by("-order_id")
    found: list[PostalAddress] = []
    for order_id, status, address in list(rows.values_list("order_id", "status", "address")):
        Order.objects.filter(order_id=order_id, user_id=None).update(user_id=user_id)
        remember(order_id, status, "It belongs to the account with this email from now on.", clock.now())
        place = PostalAddress.model_validate(address)
        if place not in found and len(found) < MOST_ADDRESSES:
            found.append(place)
    return found
