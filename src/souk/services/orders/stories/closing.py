"""Closing: what becomes of orders that are not paid yet when a shop of theirs closes. Runs inside the handler's transaction.

Their checkouts are due at once and see for themselves (`checkout.take_money`): where the money has come the order goes on, and
who owned the shop still sends it; where it has not, the checkout walks back, and what comes later is given back.
"""

from __future__ import annotations

from souk.services.orders.stories.checkout import checkout
from souk.services.orders.use_cases import closed_shops


def call_off_unpaid(shop_id: str) -> None:
    """Remembered first: a checkout that has not recorded its order yet finds it there before it takes money."""
    closed_shops.remember(shop_id)
    for key in closed_shops.unpaid_checkouts(shop_id):
        checkout.resume(key)
