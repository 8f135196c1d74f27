"""What shops do with what they sold, item by item, or with a part of an item."""

from __future__ import annotations

from typing import Literal, Protocol

from souk.contracts.orders.calls import ItemStatus
from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, OrderId, ShopId
from souk.vocabulary.money import Money

#: Why a shop does not send something: `sold_out` (the units are not there and are written off), `cannot_send` (they go back on sale).
CannotSend = Literal["sold_out", "cannot_send"]


class MovedItem(Message):
    """How an item stands, now or after a move. `told_by`: who says where its parcel is, once it was sent.

    `quantity` units of it, none in answers of before that was told. Where some of a line were sent or cancelled before the others,
    each such part is an item: `part_of` is the one it was taken from, `bought` how many the line had. `value`: the line less its
    share of a discount, without tax.
    """

    item_id: str
    order_id: OrderId
    status: ItemStatus
    carrier: str = ""
    tracking_number: str | None = None
    told_by: Literal["shop", "carrier"] = "shop"
    refunded: Money | None = None
    quantity: int | None = None
    part_of: str = ""
    bought: int | None = None
    value: Money | None = None


class OrderItems(Protocol):
    """What shops do with what they sold. Orders has the last word on what may follow what."""

    @query()
    def states(self, *, shop_id: ShopId, order_id: OrderId) -> list[MovedItem]:
        """How the shop's items of an order stand at this moment."""
        ...

    @command(deadline_seconds=10)
    def ship(
        self,
        *,
        key: Key,
        shop_id: ShopId,
        item_ids: list[str],
        carrier: str,
        tracking_number: str,
        quantities: dict[str, int] | None = None,
    ) -> list[MovedItem]:
        """Items of one order, handed in as one parcel; answers what is in it. Raises OrderItemNotFound, ItemMoveRefused, Invalid.

        `quantities`: how many of an item, where it is not all that is left of it. The others stay under the item's id, those that
        are sent are an item of their own.
        """
        ...

    @command(deadline_seconds=10)
    def correct(
        self, *, key: Key, shop_id: ShopId, item_id: str, carrier: str, tracking_number: str
    ) -> list[MovedItem]:
        """Another carrier or number of the parcel with the item in it; the same again changes nothing. Raises OrderItemNotFound,
        TrackingNotCorrected.
        """
        ...

    @command(deadline_seconds=10)
    def deliver(self, *, key: Key, shop_id: ShopId, item_ids: list[str]) -> list[MovedItem]:
        """With an item arrives all that was in its parcel. Raises OrderItemNotFound, ItemMoveRefused."""
        ...

    @command(deadline_seconds=20)
    def cancel(
        self,
        *,
        key: Key,
        shop_id: ShopId,
        item_id: str,
        reason: CannotSend,
        note: str = "",
        quantity: int | None = None,
    ) -> MovedItem:
        """Gives the buyer the money for it back, once per item; of a part (`quantity`) once per key. Raises OrderItemNotFound,
        ItemMoveRefused, Invalid.

        Unavailable while it is being done: it will be done, and the same may be asked again.
        """
        ...
