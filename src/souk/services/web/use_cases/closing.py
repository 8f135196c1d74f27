"""Closing: what a closed shop still has to do. Its orders under way are sent by whose shop it was."""

from __future__ import annotations

from typing import Any

from souk.contracts.shops.calls import SoldItems, SoldOrder, SoldStatus
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.services.web.use_cases.sold_orders import HOME
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Problem

sold = ask(SoldItems)

COUNTED = 50
UNDER_WAY: tuple[SoldStatus, ...] = ("processing", "shipped")


def what_is_left(shop_id: str) -> dict[str, Any]:
    """How many orders still have to be sent (`50+`: and more), and where they are found. Raises Unavailable."""
    page: Page[SoldOrder] = sold.orders(shop_id=shop_id, status="processing", limit=COUNTED)
    to_send = wording.at_least(page) if page.items else ""
    words = {"": "Nothing is left to send.", "1": "1 order still has to be sent."}
    return {
        "to_send": to_send,
        "text": words.get(to_send, f"{to_send} orders still have to be sent."),
        "url": f"{HOME}?status=processing",
    }


def is_under_way(shop_id: str) -> bool:
    """Whether something is to be sent or has not arrived; no while nobody can say."""
    try:
        return any(sold.orders(shop_id=shop_id, status=status, limit=1).items for status in UNDER_WAY)
    except Problem:
        return False
