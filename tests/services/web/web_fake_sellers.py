"""Fakes of what sellers need: what their shop sold, moving it, and what runs low."""

from __future__ import annotations

from typing import Any

from web_neighbour import LONG_AGO, Neighbour, usd

from souk.contracts.inventory.calls import LowStock, Receipt, StockItemNotFound, StockLevel
from souk.contracts.orders.calls import ItemMoveRefused, OrderItemNotFound, TrackingNotCorrected
from souk.contracts.orders.calls.items import MovedItem
from souk.contracts.shops.calls import (
    Sales,
    SalesDay,
    SalesPeriod,
    SoldItem,
    SoldOrder,
    SoldOrderNotFound,
    TopProduct,
)
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.pages import Page, write_cursor
from souk.vocabulary.problems import Unavailable
from tests.fakes import inventory

HOME_OF_BEA = PostalAddress(
    name="Bea <Ox>",
    line1="4 Elm Row",
    city="Leeds",
    postal_code="LS1 1AA",
    country="GB",
    phone="+44 113 496 0000",
)


class FakeSoldItems(Neighbour):
    """`_sells(shop_id)` puts an order with two things into it."""

    def __init__(self) -> None:
        super().__init__()
        self.sold: dict[tuple[str, str], SoldOrder] = {}

    def _sells(self, shop_id: str, number: str = "ORD-7K2M9QXD", **changes: Any) -> SoldOrder:
        items = [
            SoldItem(
                item_id=f"itm_{number[4:]}_{place}", order_id=f"ord_{number}", number=number, product_id=f"prd_{place}",
                product_slug=f"cup-{place}", variation_id=f"var_{place}", sku=f"CUP-{place}", title=f"Cup {place}",
                options={"size": "L"}, image_url=None, quantity=place, unit_price=usd(1200), line_total=usd(1200 * place),
                value=usd(1000 * place), status="processing", placed_at=LONG_AGO,
            )
            for place in (1, 2)
        ]  # fmt: skip
        order = SoldOrder(
            order_id=f"ord_{number}", number=number, ship_to=HOME_OF_BEA, shipping_label="Standard", note="Ring <b>twice</b>",
            items=items, value=usd(3000), placed_at=LONG_AGO,
        ).model_copy(update=changes)  # fmt: skip
        self.sold[shop_id, number] = order
        return order

    def _set(self, shop_id: str, item_ids: list[str], **changes: Any) -> None:
        for key, order in self.sold.items():
            if key[0] == shop_id:
                items = [i.model_copy(update=changes) if i.item_id in item_ids else i for i in order.items]
                self.sold[key] = order.model_copy(update={"items": items})

    def orders(
        self,
        *,
        shop_id: str,
        status: str | None = None,
        number: str = "",
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[SoldOrder]:
        found = [
            order
            for (whose, its), order in sorted(self.sold.items(), reverse=True)
            if whose == shop_id
            and its.startswith(number)
            and (cursor is None or order.order_id < "ord_ORD-2")
        ]
        if status:
            found = [order for order in found if any(item.status == status for item in order.items)]
        return Page(items=found[:limit], next=write_cursor("x") if len(found) > limit else None)

    def order(self, *, shop_id: str, number: str) -> SoldOrder:
        if (shop_id, number) not in self.sold:
            raise SoldOrderNotFound()
        return self.sold[shop_id, number]

    def sales(self, *, shop_id: str) -> Sales:
        days = [
            SalesDay(day=LONG_AGO.date(), revenue=usd(1000 * n), orders=n, units=2 * n) for n in range(30)
        ]
        return Sales(
            periods=[
                SalesPeriod(days=1, revenue=usd(0), orders=0, units=0, average=None),
                SalesPeriod(days=7, revenue=usd(700), orders=7, units=9, average=usd(100)),
                SalesPeriod(days=30, revenue=usd(435_000), orders=30, units=90, average=usd(14_500)),
            ],
            days=days,
            top=[TopProduct(product_id="prd_1", title="Cup <1>", units=12, revenue=usd(12_000))],
            to_ship=sum(
                item.status == "processing"
                for (whose, _), order in self.sold.items()
                for item in order.items
                if whose == shop_id
            ),
        )


class FakeOrderItems(Neighbour):
    """Moves what `sold` has; `refusal` refuses the next move."""

    def __init__(self, sold: FakeSoldItems) -> None:
        super().__init__()
        self.sold = sold
        self.refusal: str = ""
        self.told_by: Any = "shop"
        self._keys: list[str] = []

    def states(self, *, shop_id: str, order_id: str) -> list[MovedItem]:
        return [
            MovedItem(item_id=item.item_id, order_id=order_id, status=item.status, told_by=self.told_by)
            for (whose, _), order in self.sold.sold.items()
            for item in order.items
            if whose == shop_id and order.order_id == order_id
        ]

    def ship(
        self,
        *,
        key: str,
        shop_id: str,
        item_ids: list[str],
        carrier: str,
        tracking_number: str,
        quantities: dict[str, int] | None = None,
    ) -> list[MovedItem]:
        self._keys.append(key)
        item_ids = [self._part(shop_id, each, (quantities or {}).get(each)) for each in item_ids]
        return self._moved(shop_id, item_ids, "shipped", carrier=carrier, tracking_number=tracking_number)

    def correct(
        self, *, key: str, shop_id: str, item_id: str, carrier: str, tracking_number: str
    ) -> list[MovedItem]:
        if self.refusal:
            raise TrackingNotCorrected(self.refusal)
        return self._moved(shop_id, [item_id], "shipped", carrier=carrier, tracking_number=tracking_number)

    def deliver(self, *, key: str, shop_id: str, item_ids: list[str]) -> list[MovedItem]:
        return self._moved(shop_id, item_ids, "delivered")

    def cancel(
        self,
        *,
        key: str,
        shop_id: str,
        item_id: str,
        reason: str,
        note: str = "",
        quantity: int | None = None,
    ) -> MovedItem:
        self._keys.append(key)
        return self._moved(shop_id, [self._part(shop_id, item_id, quantity)], "cancelled")[0]

    def _part(self, shop_id: str, item_id: str, quantity: int | None) -> str:
        """Some units of an item become an item of their own."""
        for key, order in self.sold.sold.items():
            for item in order.items:
                if key[0] != shop_id or item.item_id != item_id or quantity in (None, item.quantity):
                    continue
                if quantity > item.quantity:
                    raise ItemMoveRefused(f"Only {item.quantity} of “{item.title}” are still to be sent.")
                left, bought = item.quantity - quantity, item.bought or item.quantity
                part = {
                    "item_id": f"{item_id}_{left}",
                    "quantity": quantity,
                    "part_of": item_id,
                    "bought": bought,
                }
                self.sold._set(shop_id, [item_id], quantity=left, bought=bought)
                items = [*self.sold.sold[key].items, item.model_copy(update=part)]
                self.sold.sold[key] = order.model_copy(update={"items": items})
                return f"{item_id}_{left}"
        return item_id

    def _moved(self, shop_id: str, item_ids: list[str], status: Any, **changes: Any) -> list[MovedItem]:
        if self.refusal:
            raise ItemMoveRefused(self.refusal)
        known = {
            item.item_id for (whose, _), o in self.sold.sold.items() for item in o.items if whose == shop_id
        }
        if not item_ids or not set(item_ids) <= known:
            raise OrderItemNotFound()
        self.sold._set(shop_id, item_ids, status=status, **changes)
        return [MovedItem(item_id=each, order_id="ord", status=status) for each in item_ids]


class FakeInventory(inventory.FakeInventory):
    """`low` by shop."""

    def __init__(self) -> None:
        super().__init__()
        self.low: dict[str, list[LowStock]] = {}
        self.received: dict[str, int] = {}
        self.limits: dict[str, int] = {}

    def _runs_low(self, shop_id: str, variation_id: str, available: int = 2) -> None:
        row = LowStock(
            variation_id=variation_id, product_id="prd", sku=f"SKU-{variation_id}", on_hand=available + 1, reserved=1,
            available=available, amount_limit=5,
        )  # fmt: skip
        self.low.setdefault(shop_id, []).append(row)

    def low_stock(self, *, shop_id: str, cursor: str | None = None, limit: int = 50) -> Page[LowStock]:
        self._answers()
        found = self.low.get(shop_id, [])
        return Page(items=found[:limit], next=write_cursor(1) if len(found) > limit else None)

    def receive(self, *, key: str, receipts: list[Receipt]) -> list[StockLevel]:
        self._answers()
        self.received.setdefault(key, receipts[0].quantity)
        return []

    def limit(self, *, key: str, variation_id: str, amount_limit: int) -> None:
        self._answers()
        if variation_id.endswith("nowhere"):
            raise StockItemNotFound()
        self.limits[variation_id] = amount_limit

    def _answers(self) -> None:
        if self.is_away:
            raise Unavailable("inventory does not answer")
