"""The staff's side of the shops of a fake."""

from __future__ import annotations

from souk.contracts.shops.calls import Shop, ShopNotFound
from souk.contracts.shops.calls.desk import ShopFilter, ShopRow
from souk.vocabulary.lookup import plain
from souk.vocabulary.pages import BadCursor, Page, read_cursor, write_cursor
from souk.vocabulary.problems import invalid
from tests.fakes.shops import FakeShops


class FakeShopDesk:
    """The staff's side of the shops of a FakeShops."""

    def __init__(self, street: FakeShops | None = None) -> None:
        self.street = street or FakeShops()

    def search(
        self, *, wanted: ShopFilter, sort: str = "-applied", cursor: str | None = None, limit: int = 50
    ) -> Page[ShopRow]:
        self.street.answer()
        return desk_page([*self.street.rows.values()], wanted, sort, cursor, limit)

    def namesakes(self, *, shop_id: str) -> list[ShopRow]:
        self.street.answer()
        return namesakes_of(self.street.rows, shop_id)

    def close_shop(self, *, key: str, shop_id: str, reason: str) -> None:
        self.street.answer()
        if shop_id not in self.street.rows:
            raise ShopNotFound()
        if self.street.rows[shop_id].status != "closed":
            if not reason.strip():
                raise invalid("query/reason", "Say why.")
            self.street.change(shop_id, status="closed", reason=reason.strip())


def namesakes_of(rows: dict[str, Shop], shop_id: str) -> list[ShopRow]:
    if shop_id not in rows:
        raise ShopNotFound()
    name = "".join(plain(rows[shop_id].name).split())
    open_ones = [s for s in rows.values() if s.shop_id != shop_id and s.status == "approved"]
    same = [shop for shop in open_ones if "".join(plain(shop.name).split()) == name]
    return [ShopRow(**shop.model_dump(include=set(ShopRow.model_fields))) for shop in same[:5]]


def desk_page(
    shops: list[Shop], wanted: ShopFilter, sort: str, cursor: str | None, limit: int
) -> Page[ShopRow]:
    """What a desk answers of these shops."""

    def is_wanted(shop: Shop) -> bool:
        words = shop.name.lower().split()
        begins = any(" ".join(words[at:]).startswith(wanted.name.lower().strip()) for at in range(len(words)))
        return (
            begins
            and wanted.status in ("", shop.status)
            and wanted.owner_id in ("", shop.owner_id)
            and wanted.country.upper() in ("", shop.country)
            and wanted.is_verified in (None, shop.is_verified)
            and wanted.is_active in (None, shop.is_active)
            and (wanted.since is None or shop.created_at >= wanted.since)
            and (wanted.until is None or shop.created_at < wanted.until)
        )

    def place(shop: Shop) -> tuple[str, str]:
        first = shop.name.lower() if sort.endswith("name") else shop.created_at.isoformat()
        return first, shop.shop_id

    rows = sorted(filter(is_wanted, shops), key=place, reverse=sort.startswith("-"))
    if cursor is not None:
        order, *after = read_cursor(cursor, (str, str, str))
        if order != sort:
            raise BadCursor()
        rows = [
            row
            for row in rows
            if (place(row) < tuple(after)) == sort.startswith("-") and place(row) != tuple(after)
        ]
    items = [ShopRow(**row.model_dump(include=set(ShopRow.model_fields))) for row in rows[:limit]]
    more = write_cursor(sort, *place(rows[limit - 1])) if len(rows) > limit else None
    return Page[ShopRow](items=items, next=more)
