"""FakeShops: the promises of shops, kept in memory."""

from __future__ import annotations

from souk.contracts.shops.calls import Shop, ShopDraft, ShopNotFound, ShopSlugTaken, ShopStatusRefused
from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Unavailable


class FakeShops:
    """`vanish()` makes every call unavailable until `come_back()`."""

    def __init__(self) -> None:
        self.rows: dict[str, Shop] = {}
        self.by_key: dict[str, str] = {}
        self.asked = 0
        self._gone = False

    def vanish(self) -> None:
        self._gone = True

    def come_back(self) -> None:
        self._gone = False

    def open(
        self, slug: str = "kiln", name: str = "Kiln", owner_id: str = "usr_owner", *, approved: bool = True
    ) -> Shop:
        """For tests: a shop in one line."""
        shop = self.open_shop(key=slug, owner_id=owner_id, draft=ShopDraft(slug=slug, name=name))
        return self.approve_shop(key=slug, shop_id=shop.shop_id) if approved else shop

    def shops(self, *, shop_ids: list[str]) -> list[Shop]:
        self._answer()
        return [self.rows[shop_id] for shop_id in shop_ids if shop_id in self.rows]

    def shop_by_slug(self, *, slug: str) -> Shop:
        self._answer()
        for shop in self.rows.values():
            if shop.slug == slug and shop.status == "approved":
                return shop
        raise ShopNotFound()

    def approved_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        self._answer()
        after = tuple(read_cursor(cursor, (str, str))) if cursor is not None else ("", "")
        rows = sorted((s.name.lower(), s.shop_id, s) for s in self.rows.values() if s.status == "approved")
        rest = [row for row in rows if row[:2] > after]
        more = write_cursor(*rest[limit - 1][:2]) if len(rest) > limit else None
        return Page(items=[row[2] for row in rest[:limit]], next=more)

    def pending_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        self._answer()
        (after,) = read_cursor(cursor, (str,)) if cursor is not None else ("",)
        rest = [
            self.rows[shop_id]
            for shop_id in sorted(self.rows)
            if self.rows[shop_id].status == "pending" and shop_id > after
        ]
        more = write_cursor(rest[limit - 1].shop_id) if len(rest) > limit else None
        return Page(items=rest[:limit], next=more)

    def shops_of(self, *, owner_id: str) -> list[Shop]:
        self._answer()
        return [shop for shop in self.rows.values() if shop.owner_id == owner_id]

    def open_shop(self, *, key: str, owner_id: str, draft: ShopDraft, picture: bytes = b"") -> Shop:
        self._answer()
        if key in self.by_key:
            return self.rows[self.by_key[key]]
        if any(shop.slug == draft.slug for shop in self.rows.values()):
            raise ShopSlugTaken()
        shop = Shop(
            shop_id=new_id("shp"),
            owner_id=owner_id,
            status="pending",
            created_at=clock.now(),
            **draft.model_dump(),
        )
        self.rows[shop.shop_id], self.by_key[key] = shop, shop.shop_id
        return shop

    def approve_shop(self, *, key: str, shop_id: str) -> Shop:
        return self._become(shop_id, "approved", {"pending", "rejected", "approved"})

    def reject_shop(self, *, key: str, shop_id: str, reason: str) -> Shop:
        return self._become(shop_id, "rejected", {"pending", "rejected"}, reason)

    def _become(self, shop_id: str, status: str, possible_from: set[str], reason: str = "") -> Shop:
        self._answer()
        if shop_id not in self.rows:
            raise ShopNotFound()
        if self.rows[shop_id].status not in possible_from:
            raise ShopStatusRefused()
        if self.rows[shop_id].status != status:
            self.rows[shop_id] = self.rows[shop_id].model_copy(update={"status": status, "reason": reason})
        return self.rows[shop_id]

    def _answer(self) -> None:
        self.asked += 1
        if self._gone:
            raise Unavailable("shops is away")
