"""Handles: what a shop's files call its goods, wherever they are kept."""

from __future__ import annotations

from typing import Protocol

from souk.contracts.products.calls.shelves import ShelfProduct
from souk.vocabulary.calls import among, query
from souk.vocabulary.ids import ShopId


class Handles(Protocol):
    """Asked by who takes a shop's file in, of every share of the house."""

    @query(deadline_seconds=20)
    @among(how="all")
    def standing(self, *, shop_id: ShopId, handles: list[str]) -> list[ShelfProduct]:
        """Those that the shop has of up to 100 handles, as its files call its goods."""
        ...
