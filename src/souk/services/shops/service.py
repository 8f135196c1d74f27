"""The door for neighbours: what shops may be asked."""

from __future__ import annotations

from souk.contracts.shops.calls import Sales, Shop, ShopDraft, ShopEdits, SoldOrder, SoldStatus, Storefront
from souk.contracts.shops.calls.desk import ShopFilter, ShopRow, ShopSort
from souk.contracts.shops.fronts import Branch, BranchDraft, NearBranch, Place, ShopPicture, SocialLink
from souk.services.shops.use_cases import (
    applications,
    approval,
    branches,
    finding,
    pictures,
    profiles,
    sold,
    storefronts,
    wanted_letters,
)
from souk.vocabulary.pages import Page


class ShopsService:
    def shops(self, *, shop_ids: list[str]) -> list[Shop]:
        return storefronts.shops_with(shop_ids)

    def shop_by_slug(self, *, slug: str) -> Shop:
        return storefronts.approved_shop(slug)

    def storefront(self, *, slug: str) -> Storefront:
        return storefronts.storefront(slug)

    def branches_near(
        self,
        *,
        latitude: float,
        longitude: float,
        radius_km: float = 25,
        cursor: str | None = None,
        limit: int = 24,
    ) -> Page[NearBranch]:
        return branches.branches_near(latitude, longitude, radius_km, cursor, limit)

    def middle_of(self, *, city: str) -> Place | None:
        return branches.middle_of(city)

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

    def verify_shop(self, *, key: str, shop_id: str, is_verified: bool) -> Shop:
        return approval.verify_shop(shop_id, is_verified=is_verified)


class ShopDeskService:
    def search(
        self, *, wanted: ShopFilter, sort: ShopSort = "-applied", cursor: str | None = None, limit: int = 50
    ) -> Page[ShopRow]:
        return finding.search(wanted, sort, cursor, limit)

    def namesakes(self, *, shop_id: str) -> list[ShopRow]:
        return finding.namesakes(shop_id)

    def close_shop(self, *, key: str, shop_id: str, reason: str) -> None:
        approval.close_for_market(shop_id, reason)


class ShopKeepingService:
    def apply(self, *, key: str, owner_id: str, draft: ShopDraft, picture: bytes = b"") -> Shop:
        return applications.apply_for_shop(key, owner_id, draft, picture)

    def apply_again(self, *, owner_id: str, shop_id: str, edits: ShopEdits, picture: bytes = b"") -> Shop:
        return applications.apply_again(shop_id, owner_id, edits.model_dump(), picture)

    def edit_shop(self, *, owner_id: str, shop_id: str, edits: ShopEdits, picture: bytes = b"") -> Shop:
        return profiles.edit_with_picture(shop_id, owner_id, edits.model_dump(), picture)

    def close_shop(self, *, owner_id: str, shop_id: str) -> None:
        approval.close_shop(shop_id, owner_id)

    def kept_storefront(self, *, owner_id: str, shop_id: str) -> Storefront:
        return storefronts.kept_storefront(shop_id, owner_id)

    def save_branch(
        self, *, key: str, owner_id: str, shop_id: str, draft: BranchDraft, branch_id: str | None = None
    ) -> Branch:
        return branches.save_branch(key, shop_id, owner_id, draft, branch_id)

    def remove_branch(self, *, owner_id: str, shop_id: str, branch_id: str) -> None:
        branches.remove_branch(shop_id, owner_id, branch_id)

    def add_picture(
        self, *, key: str, owner_id: str, shop_id: str, content: bytes, alt_text: str = ""
    ) -> ShopPicture:
        return pictures.add_picture(key, shop_id, owner_id, content, alt_text)

    def change_picture(
        self,
        *,
        owner_id: str,
        shop_id: str,
        media_id: str,
        alt_text: str | None = None,
        position: int | None = None,
    ) -> list[ShopPicture]:
        return pictures.change_picture(shop_id, owner_id, media_id, alt_text, position)

    def remove_picture(self, *, owner_id: str, shop_id: str, media_id: str) -> None:
        pictures.remove_picture(shop_id, owner_id, media_id)

    def set_links(self, *, owner_id: str, shop_id: str, links: list[SocialLink]) -> list[SocialLink]:
        return profiles.set_links(shop_id, owner_id, links)


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


class ShopLettersService:
    def wants_low_stock(self, *, owner_id: str, shop_id: str) -> bool:
        return wanted_letters.wants("low_stock", shop_id, owner_id)

    def choose_low_stock(self, *, owner_id: str, shop_id: str, wants: bool) -> None:
        wanted_letters.choose("low_stock", shop_id, owner_id, wants)

    def wants_sales(self, *, owner_id: str, shop_id: str) -> bool:
        return wanted_letters.wants("sales", shop_id, owner_id)

    def choose_sales(self, *, owner_id: str, shop_id: str, wants: bool) -> None:
        wanted_letters.choose("sales", shop_id, owner_id, wants)
