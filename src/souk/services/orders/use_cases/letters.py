"""Letters: what a buyer is sent again because staff ask for it. Notifications writes it, from what is said here."""

from __future__ import annotations

import hashlib

from souk.contracts.orders.calls import OrderNotConfirmed, Reader
from souk.contracts.orders.events import OrderLetterRequested
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data.database import changes
from souk.services.orders.models import OrderNote
from souk.services.orders.rules.states import CONFIRMED
from souk.services.orders.use_cases.access import readable_order
from souk.services.orders.use_cases.buyer_news import confirmation
from souk.services.orders.use_cases.recording import items_of

_SAID = "Sent the confirmation again."


def resend_confirmation(key: str, order_id: str) -> None:
    """Once per key. A note for staff tells of it, and is what the same key finds. Raises OrderNotFound, OrderNotConfirmed."""
    order = readable_order(order_id, Reader(is_staff=True))
    if order.status not in CONFIRMED:
        raise OrderNotConfirmed(f"The order is {order.status}.")
    if not order.email:
        raise OrderNotConfirmed("Its buyer had their data erased: there is nobody to write to.")
    items, now = items_of(order.order_id), clock.now()
    letter_id = hashlib.sha256(f"confirmation\0{order.order_id}\0{key}".encode()).hexdigest()
    with changes("orders") as change:
        _, is_new = OrderNote.objects.get_or_create(
            note_id=letter_id,
            defaults={
                "order": order,
                "author_id": identity.current().user_id or "",
                "text": _SAID,
                "is_internal": True,
                "at": now,
            },
        )
        if is_new:
            change.say(OrderLetterRequested(**confirmation(order, items, now), letter_id=letter_id))
            change.note("orders.letter", order.order_id, after={"letter": "order_confirmed_again"})
