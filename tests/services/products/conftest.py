"""What tests of products begin with: a street with one approved shop, and a draft that is sound."""

from __future__ import annotations

from typing import Any

import pytest

from souk.contracts.products.calls import ProductDraft
from souk.contracts.shops.calls import Shops
from souk.kernel.ids import new_id
from souk.kernel.models import OutboxEvent
from souk.services.products.service import ProductsService
from tests.fakes.shops import FakeShops


@pytest.fixture
def shops(neighbours) -> FakeShops:
    return neighbours.replace(Shops, FakeShops())


@pytest.fixture
def shop(shops):
    return shops.open("kiln", "Kiln & Wool")


@pytest.fixture
def products() -> ProductsService:
    return ProductsService()


@pytest.fixture
def tee(shop):
    """`tee(title="…")`: a draft of a T-shirt in two colours and two sizes, with what differs."""

    def draft(**edits: Any) -> ProductDraft:
        variations = edits.pop("variations", None) or [
            variation(f"TEE-{colour[:2].upper()}-{size}", {"Colour": colour, "Size": size})
            for colour in ("Blue", "Red")
            for size in ("M", "XL")
        ]
        fields = {
            "slug": "tee",
            "title": "The Tee",
            "product_type": "clothes",
            "shop_id": shop.shop_id,
            "description_html": "<p>Soft &amp; plain.</p>",
            "attributes": {"material": "cotton", "gender": "men"},
            "options": [
                {"name": "Colour", "values": [{"value": "Blue", "swatch": "#0000ff"}, {"value": "Red"}]},
                {"name": "Size", "values": [{"value": "M"}, {"value": "XL"}]},
            ],
            "variations": variations,
        }
        return ProductDraft.model_validate(fields | edits)

    return draft


def variation(
    sku: str, options: dict[str, str] | None = None, price: str = "25.00", **more: Any
) -> dict[str, Any]:
    return {
        "sku": sku,
        "options": options or {},
        "price": {"amount": price, "currency": "USD"},
        "stock": 20,
    } | more


@pytest.fixture
def save(products):
    """Saves drafts, each call under a key of its own."""

    def saving(*drafts: ProductDraft):
        return products.save_products(key=new_id("key"), drafts=list(drafts))

    return saving


@pytest.fixture
def told():
    """The events that products said, as (type, data), oldest first."""
    import orjson

    def said() -> list[tuple[str, dict[str, Any]]]:
        rows = OutboxEvent.objects.using("products").order_by("id")
        envelopes = [orjson.loads(row.envelope) for row in rows]
        return [(e["type"].removeprefix("souk.").removesuffix(".v1"), e["data"]) for e in envelopes]

    return said
