"""A small market for wishlist's tests: neighbours as fakes, and events that the house hears as they would come."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from souk.contracts.cart.calls import Carts
from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.calls import ProductDraft, Products, VariationDraft
from souk.contracts.products.events import ProductDeleted, ProductUpdated, VariationFacts
from souk.contracts.shops.calls import Shops
from souk.contracts.shops.events import ShopApproved, ShopDeleted
from souk.contracts.users.calls import Users
from souk.contracts.wishlist.calls import ListHolder
from souk.kernel.events.inbox import Envelope, receive
from souk.kernel.ids import new_id
from souk.kernel.models import OutboxEvent
from souk.services.wishlist.service import WishlistsService
from souk.vocabulary.money import Money
from tests.fakes.cart import FakeCarts, Good
from tests.fakes.products import FakeProducts
from tests.fakes.shops import FakeShops
from tests.fakes.users import FakeUsers


class Market:
    """`put` sells something; every other verb changes it, and lets the house hear of it."""

    def __init__(self) -> None:
        self.products, self.shops, self.users, self.carts = (
            FakeProducts(),
            FakeShops(),
            FakeUsers(),
            FakeCarts(),
        )
        self.revision = 0

    def put(self, title: str, *, price: int = 2000, stock: int = 20, sizes: tuple[str, ...] = ()) -> str:
        """The id of its first variation."""
        slug = title.lower().replace(" ", "-")
        variations = [
            VariationDraft(
                sku=f"{slug}-{size}",
                options={"size": size} if size else {},
                price=Money.of(price),
                stock=stock,
            )
            for size in sizes or ("",)
        ]
        options = [{"name": "size", "values": [{"value": size} for size in sizes]}] if sizes else []
        draft = ProductDraft(
            slug=slug, title=title, product_type="general", shop_id="shp_1", options=options, variations=variations
        )  # fmt: skip
        saved = self.products.save_products(key=new_id("key"), drafts=[draft])[0]
        for variation_id in saved.variation_ids.values():
            self.carts.goods[variation_id] = Good(variation_id, title=title, price=price, stock=stock)
        return next(iter(saved.variation_ids.values()))

    def product_of(self, variation_id: str) -> str:
        return self.products.ids[self._identity(variation_id)]

    def variations_of(self, variation_id: str) -> list[str]:
        draft = self.products.drafts[self._identity(variation_id)]
        return [self.products.variation_ids[draft.shop_id, each.sku] for each in draft.variations]

    def price(self, variation_id: str, price: int) -> None:
        self.products.change(variation_id, price=Money.of(price))
        self.carts.goods[variation_id].price = price
        self.hear(self.facts(variation_id))

    def stock(self, variation_id: str, available: int) -> StockChanged:
        self.carts.goods[variation_id].stock = available
        self.revision += 1
        event = StockChanged(variation_id=variation_id, available=available, revision=self.revision)
        self.hear(event)
        return event

    def withdraw(self, variation_id: str) -> None:
        self.products.withdraw(variation_id)
        self.carts.goods[variation_id].is_sellable = False
        self.hear(self.facts(variation_id))

    def delete(self, variation_id: str) -> None:
        event = ProductDeleted(
            product_id=self.product_of(variation_id), variation_ids=self.variations_of(variation_id)
        )
        del self.products.drafts[self._identity(variation_id)]
        self.carts.goods.pop(variation_id)
        self.hear(event)

    def facts(self, variation_id: str, **edits: Any) -> ProductUpdated:
        self.revision += 1
        identity = self._identity(variation_id)
        draft = self.products.drafts[identity]
        event = ProductUpdated(
            product_id=self.products.ids[identity], revision=self.revision, slug=draft.slug, title=draft.title,
            product_type="general", status=draft.status, shop_id=draft.shop_id, shop_slug="shop", shop_name="Shop",
            category_path="", category_names=[], description_text="", attributes={}, swatches={}, image_url=None,
            thumb_url=None, hover_url=None, image_alt="", is_featured=False, created_at="2026-01-01T00:00:00Z",
            variations=[
                VariationFacts(
                    variation_id=self.products.variation_ids[draft.shop_id, each.sku], sku=each.sku,
                    options=each.options, price=each.price, initial_stock=each.stock,
                )
                for each in draft.variations
            ],
        )  # fmt: skip
        return event.model_copy(update=edits)

    def hear(self, *events: Any, ids: list[str] | None = None) -> None:
        receive("wishlist", [envelope(event, event_id) for event, event_id in zip(events, ids or [""] * len(events), strict=True)])  # fmt: skip

    def approve(self, owner_id: str, shop_id: str = "shp_own") -> None:
        self.hear(ShopApproved(shop_id=shop_id, owner_id=owner_id, slug="own", shop_name="Own"))

    def close(self, owner_id: str, shop_id: str = "shp_own") -> None:
        self.hear(ShopDeleted(shop_id=shop_id, owner_id=owner_id, slug="own", shop_name="Own"))

    def _identity(self, variation_id: str) -> tuple[str, str]:
        sku = next(sku for (_, sku), each in self.products.variation_ids.items() if each == variation_id)
        return next(
            identity
            for identity, draft in self.products.drafts.items()
            if sku in {variation.sku for variation in draft.variations}
        )


def envelope(event: Any, event_id: str = "") -> Envelope:
    body = {
        "id": event_id or new_id("evt"), "type": event.wire_type(), "source": "/souk/street", "subject": event.subject,
        "data": event.model_dump(mode="json"),
    }  # fmt: skip
    return Envelope(orjson.dumps(body).decode())


def said(kind: str) -> list[dict[str, Any]]:
    rows = OutboxEvent.objects.using("wishlist").filter(type=f"souk.{kind}.v1").order_by("id")
    return [orjson.loads(row.envelope)["data"] for row in rows]


@pytest.fixture
def market(neighbours) -> Market:
    here = Market()
    for contract, fake in (
        (Products, here.products),
        (Shops, here.shops),
        (Users, here.users),
        (Carts, here.carts),
    ):
        neighbours.replace(contract, fake)
    return here


@pytest.fixture
def wishlists(market) -> WishlistsService:
    return WishlistsService()


@pytest.fixture
def ada(market) -> ListHolder:
    return ListHolder(user_id=market.users.open().user_id)
