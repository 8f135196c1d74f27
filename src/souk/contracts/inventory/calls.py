"""What inventory may be asked. Every quantity is a whole number of units of one variation."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, ProductId, ShopId, Sku, VariationId
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, NotFound


class StockLine(Message):
    variation_id: VariationId
    quantity: int = Field(ge=1, le=1_000_000)


class Receipt(Message):
    """Goods arriving at a warehouse."""

    variation_id: VariationId
    sku: Sku
    quantity: int = Field(ge=1, le=1_000_000)
    warehouse: str = "main"


class StockLevel(Message):
    """`available` = on hand − reserved, over all warehouses; never below zero."""

    variation_id: VariationId
    on_hand: int
    reserved: int
    available: int


class ProductStock(Message):
    """The levels of a product's variations together."""

    product_id: ProductId
    on_hand: int
    reserved: int
    available: int


class StockCount(Message):
    """Somebody who saw `seen` units on hand says that there are `counted`. What is put down is the difference, so whatever was
    sold or shipped in between is not undone."""

    variation_id: VariationId
    seen: int = Field(ge=0, le=10**9)
    counted: int = Field(ge=0, le=1_000_000)


class Counted(Message):
    """What became of a count: `refusal` is the sentence why it was not put down."""

    variation_id: VariationId
    on_hand: int
    is_changed: bool
    refusal: str = ""


class LowStock(Message):
    """A variation of which no more than `amount_limit` are free."""

    variation_id: VariationId
    product_id: ProductId
    sku: Sku
    on_hand: int
    reserved: int
    available: int
    amount_limit: int


class Reservation(Message):
    """Units held under `key` until `expires_at` (null once kept for a paid order)."""

    key: Key
    lines: list[StockLine]
    status: Literal["held", "kept", "released", "shipped", "expired"]
    expires_at: datetime | None


class Movement(Message):
    movement_id: int
    variation_id: VariationId
    warehouse: str
    kind: Literal["received", "shipped", "written_off", "reserved", "released", "returned"]
    quantity: int
    key: Key
    at: datetime


class OutOfStock(Conflict):
    """`extra["shortages"]`: a list of `{variation_id, wanted, available}`, one for each line that could not be held."""

    title = "Not enough is left of something in the cart"


class ReservationGone(Conflict):
    """The key was released before, or its time ran out: the units went back to the shelf."""

    title = "The units are no longer held"


class ReservationNotFound(NotFound):
    title = "There is no such reservation"


class StockItemNotFound(NotFound):
    title = "Inventory does not know this variation"


class Inventory(Protocol):
    @query()
    def levels(self, *, variation_ids: list[VariationId]) -> list[StockLevel]:
        """Variations unknown here are left out: nothing is available of them."""
        ...

    @command()
    def reserve(self, *, key: Key, lines: list[StockLine], hold_seconds: int = 900) -> Reservation:
        """All lines or none. Raises OutOfStock, or ReservationGone when `key` was released first (the tombstone)."""
        ...

    @command()
    def release(self, *, key: Key) -> None:
        """Gives held or kept units back. May arrive before its reserve: then it leaves a tombstone that refuses it."""
        ...

    @command()
    def keep(self, *, key: Key) -> Reservation:
        """The order is paid: the units no longer expire. If they just expired it holds them again, or raises OutOfStock."""
        ...

    @command()
    def ship(self, *, key: Key, reservation_key: Key, lines: list[StockLine]) -> None:
        """Units of a kept reservation left the warehouse: on hand and reserved fall together."""
        ...

    @command()
    def let_go(self, *, key: Key, reservation_key: Key, lines: list[StockLine], lost: bool) -> None:
        """Units of a kept reservation that will not be sent: they are free again, or (`lost`) never were there and are written off.

        Raises ReservationGone when the whole of it was given back.
        """
        ...

    @query()
    def low_stock(self, *, shop_id: ShopId, cursor: str | None = None, limit: int = 50) -> Page[LowStock]:
        """What runs low at a shop, the emptiest first."""
        ...

    @command()
    def limit(self, *, key: Key, variation_id: VariationId, amount_limit: int) -> None:
        """From how many free units on the variation counts as low. Raises StockItemNotFound."""
        ...

    @command(deadline_seconds=60)
    def receive(self, *, key: Key, receipts: list[Receipt]) -> list[StockLevel]: ...

    @command()
    def write_off(self, *, key: Key, line: StockLine, warehouse: str, reason: str) -> StockLevel:
        """Broken, lost or counted wrongly. Raises OutOfStock when fewer are free."""
        ...

    @query()
    def movements(
        self, *, variation_id: VariationId, cursor: str | None = None, limit: int = 50
    ) -> Page[Movement]:
        """Newest first."""
        ...


class Stocktaking(Protocol):
    """For who looks after a shop's shelves: what there is of whole products, and what was counted."""

    @query()
    def product_levels(self, *, product_ids: list[ProductId]) -> list[ProductStock]:
        """Of products that inventory has met; retired variations do not count."""
        ...

    @command(deadline_seconds=30)
    def count(self, *, key: Key, counts: list[StockCount]) -> list[Counted]:
        """Each is put down or refused on its own: more units cannot be missing than nobody has ordered. In the order of `counts`."""
        ...


#: `title`: of the product, without regard to capitals and accents; `available`: how many are free. With a minus the other way round.
StockSort = Literal["sku", "-sku", "title", "-title", "available", "-available"]


class StockFilter(Message):
    """Which stock; what is empty filters nothing. `sku` is its beginning; `title` the beginning of the product's title, or of it from
    one of its words on. `is_low`: no more free than the mark below which it is low."""

    sku: str = ""
    title: str = ""
    shop_id: str = ""
    is_low: bool = False


class StockRow(Message):
    """A line of the list of everybody's stock. `low_at`: from so many free units down it is low. `title`: the product's; empty until
    products has told it."""

    variation_id: VariationId
    sku: Sku
    product_id: str
    shop_id: str
    on_hand: int
    reserved: int
    available: int
    low_at: int
    title: str = ""


class StockDesk(Protocol):
    """Everybody's stock, for staff: whoever asks has to see to it that they are."""

    @query()
    def search(
        self, *, wanted: StockFilter, sort: StockSort = "sku", cursor: str | None = None, limit: int = 50
    ) -> Page[StockRow]:
        """Raises BadCursor, also for a cursor of another order."""
        ...

    @query()
    def row(self, *, variation_id: VariationId) -> StockRow:
        """Raises StockItemNotFound."""
        ...

    @command()
    def correct(
        self, *, key: Key, variation_id: VariationId, by: int, warehouse: str, reason: str
    ) -> StockLevel:
        """What was counted: more (`by` above zero) or less than was thought. Raises OutOfStock, StockItemNotFound, Invalid."""
        ...
