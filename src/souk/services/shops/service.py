"""The door for neighbours: what shops may be asked."""

from __future__ import annotations

from souk.contracts.shops.calls import Sales, Shop, ShopDraft, SoldOrder, SoldStatus
from souk.services.shops.use_cases import applications, approval, sold, storefronts
from souk.vocabulary.pages import Page


class ShopsService:
    def shops(self, *, shop_ids: list[str]) -> list[Shop]:
        return storefronts.shops_with(shop_ids)

    def shop_by_slug(self, *, slug: str) -> Shop:
        return storefronts.approved_shop(slug)

    def approved_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        return storefronts.approved_shops(cursor, limit)

    def pending_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        return storefronts.pending_shops(cursor, limit)

    def shops_of(self, *, owner_id: str) -> list[Shop]:
        return storefronts.shops_of(owner_id)

    def open_shop(self, *, key: str, owner_id: str, draft: ShopDraft, picture: bytes = b"") -> Shop:
        return applications.open_shop(key, owner_id, draft, picture)

    def approve_shop(self, *, key: str, shop_id: str) -> Shop:
        return approval.approve_shop(shop_id)

    def reject_shop(self, *, key: str, shop_id: str, reason: str) -> Shop:
        return approval.reject_shop(shop_id, reason)


class SoldItemsService:
    def orders(
        self,
        *,
        shop_id: str,
        status: SoldStatus | None = None,
        number: str = "",
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[SoldOrder]:
        return sold.orders_of(shop_id, status, number, cursor, limit)

    def order(self, *, shop_id: str, number: str) -> SoldOrder:
        return sold.order_of(shop_id, number)

    def sales(self, *, shop_id: str) -> Sales:
        return sold.sales_of(shop_id)
