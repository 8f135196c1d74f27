"""What the back office asks of orders: everybody's, found by anything, and what staff write and give back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from souk.contracts.orders.calls import OrderStatus
from souk.contracts.orders.calls.items import MovedItem
from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, OrderId, UserId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page

#: `placed`: when; `total`: how much. With a minus the other way round.
OrderSort = Literal["-placed", "placed", "total", "-total"]


class OrderFilter(Message):
    """Which orders; what is empty or null filters nothing. `email` is its beginning; `number` a whole one; `least` and `most` are of
    the total, in minor units; `since` (with) and `until` (without) are about when it was placed."""

    number: str = ""
    email: str = ""
    status: str = ""
    payment_status: str = ""
    shop_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    least: int | None = None
    most: int | None = None


class OrderRow(Message):
    """A line of the list of everybody's orders."""

    order_id: OrderId
    number: str
    status: OrderStatus
    payment_status: str
    email: str
    user_id: UserId | None
    total: Money
    created_at: datetime


class OrderNote(Message):
    """What staff wrote. A note that is not internal also stands in the order's history, where its buyer reads it."""

    note_id: str
    author_id: UserId
    text: str
    is_internal: bool
    at: datetime


class OrderDesk(Protocol):
    """Everybody's orders, for staff: whoever asks has to see to it that they are."""

    @query()
    def search(
        self, *, wanted: OrderFilter, sort: OrderSort = "-placed", cursor: str | None = None, limit: int = 50
    ) -> Page[OrderRow]:
        """Raises BadCursor, also for a cursor of another order."""
        ...

    @query()
    def notes(self, *, order_id: OrderId) -> list[OrderNote]:
        """The newest hundred, newest first."""
        ...

    @query()
    def items(self, *, order_id: OrderId) -> list[MovedItem]:
        """How the items of a paid order stand at this moment, whichever shop they are of. They are moved as shops move theirs."""
        ...

    @query()
    def being_refunded(self, *, order_id: OrderId) -> Money | None:
        """What staff gave back and the order has not heard of yet; nothing after an hour, when something else is wrong."""
        ...

    @command()
    def write_note(self, *, key: Key, order_id: OrderId, text: str, is_internal: bool) -> None:
        """In the name of the caller. Raises OrderNotFound, Invalid."""
        ...

    @command()
    def resend_confirmation(self, *, key: Key, order_id: OrderId) -> None:
        """The buyer is sent the confirmation again, once per key, in the name of the caller. A guest's has a link that opens the order.
        Raises OrderNotFound, OrderNotConfirmed."""
        ...

    @command(deadline_seconds=20)
    def refund(self, *, key: Key, order_id: OrderId, amount: Money, reason: str) -> None:
        """Gives a part of what was paid back. Raises OrderNotFound, payments' RefundTooLarge, Invalid."""
        ...
