"""States of an order and of its items, and which may follow which."""

from __future__ import annotations

_ITEM_RANK = {"pending": 0, "processing": 1, "shipped": 2, "delivered": 3}
_ORDER_OF_ITEM = {
    "pending": "confirmed",
    "processing": "processing",
    "shipped": "shipped",
    "delivered": "delivered",
}
_PARCEL_TO_ITEM = {
    "preparing": "processing",
    "handed_over": "shipped",
    "in_transit": "shipped",
    "out_for_delivery": "shipped",
    "delivered": "delivered",
}

#: Before a parcel leaves.
CANCELLABLE = ("pending", "confirmed", "processing")
#: Paid, and its confirmation still says what is so.
CONFIRMED = ("confirmed", "processing", "shipped", "delivered")
#: Nothing comes after it.
ENDED = ("cancelled", "refunded")


def may_cancel(status: str, item_statuses: list[str]) -> bool:
    """Until the first parcel is handed over."""
    return status in CANCELLABLE and not {"shipped", "delivered"} & set(item_statuses)


def item_status_for(parcel_status: str) -> str | None:
    """What a parcel's status means for the items in it."""
    return _PARCEL_TO_ITEM.get(parcel_status)


def may_follow(before: str, after: str) -> bool:
    """An item only moves forward: late news of an earlier stage changes nothing."""
    return before in _ITEM_RANK and after in _ITEM_RANK and _ITEM_RANK[after] > _ITEM_RANK[before]


#: Where a shop may move an item from. The same move again is no move: it is answered as it was.
_SHOP_MOVES = {
    "shipped": ("pending", "processing", "shipped"),
    "delivered": ("shipped", "delivered"),
    "cancelled": ("pending", "processing", "cancelled"),
}


def shop_may_move(before: str, after: str) -> bool:
    """processing → shipped → delivered, and cancelled from processing only; nothing goes backwards."""
    return before in _SHOP_MOVES.get(after, ())


def order_status_for(item_statuses: list[str]) -> str:
    """An order is as far as the least of its items that are not cancelled."""
    live = [status for status in item_statuses if status != "cancelled"]
    if not live:
        return "cancelled"
    return _ORDER_OF_ITEM[min(live, key=lambda status: _ITEM_RANK[status])]
