"""The door for neighbours: `contracts.inventory.calls.Inventory`."""

from __future__ import annotations

from souk.contracts.inventory.calls import (
    Counted,
    LowStock,
    Movement,
    ProductStock,
    Receipt,
    Reservation,
    StockCount,
    StockFilter,
    StockLevel,
    StockLine,
    StockRow,
    StockSort,
)
from souk.services.inventory.use_cases import (
    departures,
    desk,
    levels,
    receiving,
    reservations,
    running_low,
    stocktaking,
)
from souk.vocabulary.ids import Key, ProductId, ShopId, VariationId
from souk.vocabulary.pages import Page


class InventoryService:
    """Every promise of the contract, kept by a use case."""

    def levels(self, *, variation_ids: list[VariationId]) -> list[StockLevel]:
        return levels.levels(variation_ids)

    def reserve(self, *, key: Key, lines: list[StockLine], hold_seconds: int = 900) -> Reservation:
        return reservations.reserve(key, lines, hold_seconds)

    def release(self, *, key: Key) -> None:
        reservations.release(key)

    def keep(self, *, key: Key) -> Reservation:
        return reservations.keep(key)

    def ship(self, *, key: Key, reservation_key: Key, lines: list[StockLine]) -> None:
        departures.ship(key, reservation_key, lines)

    def let_go(self, *, key: Key, reservation_key: Key, lines: list[StockLine], lost: bool) -> None:
        departures.let_go(key, reservation_key, lines, lost)

    def low_stock(self, *, shop_id: ShopId, cursor: str | None = None, limit: int = 50) -> Page[LowStock]:
        return running_low.low_stock(shop_id, cursor, limit)

    def limit(self, *, key: Key, variation_id: VariationId, amount_limit: int) -> None:
        running_low.limit(variation_id, amount_limit)

    def receive(self, *, key: Key, receipts: list[Receipt]) -> list[StockLevel]:
        return receiving.receive(key, receipts)

    def write_off(self, *, key: Key, line: StockLine, warehouse: str, reason: str) -> StockLevel:
        return receiving.write_off(key, line, warehouse, reason)

    def movements(
        self, *, variation_id: VariationId, cursor: str | None = None, limit: int = 50
    ) -> Page[Movement]:
        return levels.movements(variation_id, cursor, limit)


class StocktakingService:
    """Every promise of `contracts.inventory.calls.Stocktaking`."""

    def product_levels(self, *, product_ids: list[ProductId]) -> list[ProductStock]:
        return levels.product_levels(product_ids)

    def count(self, *, key: Key, counts: list[StockCount]) -> list[Counted]:
        return stocktaking.count(key, counts)


class StockDeskService:
    def search(
        self, *, wanted: StockFilter, sort: StockSort = "sku", cursor: str | None = None, limit: int = 50
    ) -> Page[StockRow]:
        return desk.search(wanted, sort, cursor, limit)

    def row(self, *, variation_id: VariationId) -> StockRow:
        return desk.row(variation_id)

    def correct(
        self, *, key: Key, variation_id: VariationId, by: int, warehouse: str, reason: str
    ) -> StockLevel:
        return desk.correct(key, variation_id, by, warehouse, reason)
