"""What tests of reviews begin with: a shop with a coat and a book, its owner, and people who write."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from souk.contracts.orders.events import ItemFacts, OrderCompleted, OrderConfirmed, OrderItemStatusUpdated
from souk.contracts.products.calls import Products
from souk.contracts.products.events import ProductCreated, ProductDeleted
from souk.contracts.reviews.calls import ReviewDraft
from souk.contracts.shops.calls import Shops
from souk.contracts.shops.events import ShopApproved
from souk.contracts.users.calls import Users
from souk.kernel.models import OutboxEvent
from souk.services.reviews import handlers
from souk.services.reviews.service import CommentsService, ModerationService, ReviewsService
from souk.vocabulary.events import Event
from souk.vocabulary.money import Money
from tests.fakes.products import FakeProducts
from tests.fakes.shops import FakeShops
from tests.fakes.users import FakeUsers

COAT, BOOK, SHOP, OWNER = "prd_coat", "prd_book", "shp_kiln", "usr_owner"


def product_told(product_id: str = COAT, revision: int = 1, **changed: Any) -> ProductCreated:
    facts: dict[str, Any] = {
        "product_id": product_id, "revision": revision, "slug": product_id.removeprefix("prd_"),
        "title": f"The {product_id.removeprefix('prd_').capitalize()}", "product_type": "clothes", "status": "published",
        "shop_id": SHOP, "shop_slug": "kiln", "shop_name": "Kiln & Wool", "category_path": "", "category_names": [],
        "description_text": "", "attributes": {}, "swatches": {}, "variations": [], "image_url": None,
        "thumb_url": "/media/coat.webp", "hover_url": None, "image_alt": "", "is_featured": False,
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    return ProductCreated(**(facts | changed))


class Street:
    """What reviews heard, and what it may ask."""

    def __init__(self, users: FakeUsers) -> None:
        self.users = users

    def person(self, name: str = "Ryan Miller") -> str:
        return self.users.open(f"{name.replace(' ', '.').lower()}@example.org", name=name).user_id

    def crowd(self, count: int) -> list[str]:
        return [self.person(f"Guest{number} Smith") for number in range(count)]

    def orders(self, user_id: str | None, *product_ids: str, order_id: str = "ord_1") -> list[ItemFacts]:
        items = [
            ItemFacts(
                item_id=f"itm_{order_id}_{product_id}", variation_id="var_1", product_id=product_id, shop_id=SHOP,
                shop_name="Kiln & Wool", title="", quantity=1, unit_price=Money.of(1), line_total=Money.of(1),
            )
            for product_id in product_ids
        ]  # fmt: skip
        zero = Money.of(0)
        handlers.on_order(
            OrderConfirmed(
                **_order(order_id, user_id), buyer_name="", items=items, subtotal=zero, discount=zero, shipping=zero,
                tax=zero, total=zero, order_token=None,
            )
        )  # fmt: skip
        return items

    def delivers(self, item: ItemFacts, status: str = "delivered", part: str = "") -> None:
        """`part`: what some units of the item are called that were sent by themselves."""
        handlers.on_item(
            OrderItemStatusUpdated(
                order_id="ord_1", item_id=part or item.item_id, shop_id=SHOP, status=status,
                part_of=item.item_id if part else "",
            )
        )  # fmt: skip

    def completes(self, user_id: str | None, items: list[ItemFacts], order_id: str = "ord_1") -> None:
        handlers.on_order_completed(
            OrderCompleted(**_order(order_id, user_id), items=items, total=Money.of(0))
        )

    def deletes(self, product_id: str = COAT) -> None:
        handlers.on_product_deleted(ProductDeleted(product_id=product_id, variation_ids=[]))


def _order(order_id: str, user_id: str | None) -> dict[str, Any]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return {"order_id": order_id, "number": "ORD-1", "user_id": user_id, "email": "", "at": at}


@pytest.fixture
def street(neighbours) -> Street:
    neighbours.replace(Products, FakeProducts())
    neighbours.replace(Shops, FakeShops())
    street = Street(neighbours.replace(Users, FakeUsers()))
    handlers.on_shop_approved(
        ShopApproved(shop_id=SHOP, owner_id=OWNER, slug="kiln", shop_name="Kiln & Wool")
    )
    for product_id in (COAT, BOOK):
        handlers.on_product(product_told(product_id))
    return street


@pytest.fixture
def ryan(street) -> str:
    return street.person("Ryan Miller")


@pytest.fixture
def ada(street) -> str:
    return street.person("Ada Byron")


@pytest.fixture
def reviews() -> ReviewsService:
    return ReviewsService()


@pytest.fixture
def comments() -> CommentsService:
    return CommentsService()


@pytest.fixture
def moderation() -> ModerationService:
    return ModerationService()


@pytest.fixture
def write(reviews):
    """`write(user_id, stars, text, subject=…)`"""

    def written(user_id: str, stars: int | None = 5, text: str = "Warm and well made.", **more: Any):
        draft = ReviewDraft(stars=stars, text=text, title=more.pop("title", ""))
        kind, subject = more.pop("kind", "product"), more.pop("subject", COAT)
        return reviews.write(user_id=user_id, kind=kind, subject=subject, draft=draft)

    return written


@pytest.fixture
def said():
    """`said("rating.changed")` → those events, in the order in which they were said."""

    def events(name: str) -> list[Event]:
        rows = OutboxEvent.objects.using("reviews").filter(type=f"souk.{name}.v1").order_by("id")
        from souk.kernel.events.inbox import Envelope

        return [Envelope(row.envelope).event for row in rows]

    return events
