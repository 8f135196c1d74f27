"""What cart does when it hears of something."""

from __future__ import annotations

from collections import Counter

from souk.contracts.orders.events import OrderCreated
from souk.contracts.users.events import UserErased
from souk.kernel.inbox import hears
from souk.services.cart.use_cases import ordering, upkeep


@hears(OrderCreated)
def on_order(event: OrderCreated) -> None:
    ordered: Counter[str] = Counter()
    for item in event.items:
        ordered[item.variation_id] += item.quantity
    ordering.take_out(event.cart_id, ordered)


@hears(UserErased)
def on_erasure(event: UserErased) -> None:
    upkeep.erase_user(event.user_id)
