"""Handles: what a shop's files call its goods, wherever they are kept."""

from __future__ import annotations

from typing import Protocol

from souk.contracts.products.calls import ProductDraft, SavedProduct
from souk.contracts.products.calls.shelves import ImageLink, ShelfProduct
from souk.vocabulary.calls import Message, among, command, query
from souk.vocabulary.ids import Key, ProductId, ShopId


class HandleEdit(Message):
    """What a product that stands there shall become; `stands_as` is the type that it has. The draft's own images are ignored."""

    product_id: ProductId
    stands_as: str
    draft: ProductDraft
    images: list[ImageLink]


class Handles(Protocol):
    """Asked by who takes a shop's file in, of every share of the house."""

    @query(deadline_seconds=20)
    @among(how="all")
    def standing(self, *, shop_id: ShopId, handles: list[str]) -> list[ShelfProduct]:
        """Those that the shop has of up to 100 handles, as its files call its goods."""
        ...

    @command(deadline_seconds=30)
    @among("edits", how="kinds", kind="stands_as")
    def edit(self, *, key: Key, shop_id: ShopId, edits: list[HandleEdit]) -> list[SavedProduct]:
        """Up to 100, each made what its draft says or refused on its own, in the order asked."""
        ...
