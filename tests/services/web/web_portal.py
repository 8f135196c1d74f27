"""A shop with two products, and its owner in the portal: fixtures for the tests of its shelves."""

from __future__ import annotations

import pytest
from web_office import signed_in_as

__all__ = ["lamp", "owner", "product_of", "shop", "tee"]


@pytest.fixture
def shop(street):
    return street.shops._owns("Kiln & Wool", slug="kiln")


@pytest.fixture
def owner(street, shop):
    return signed_in_as(street, "shop_owner")


@pytest.fixture
def lamp(street, shop):
    return street.shelves.put(shop)


@pytest.fixture
def tee(street, shop):
    """Two sizes."""
    return street.shelves.put(
        shop,
        "tee",
        "Tee",
        options=[{"name": "Size", "values": [{"value": "M"}, {"value": "L"}]}],
        variations=[
            {"sku": f"TEE-{size}", "options": {"Size": size}, "price": {"amount": "20.00", "currency": "USD"}}
            for size in ("M", "L")
        ],
    )


def product_of(street, product_id):
    return street.shelves.products[product_id][1]


def shop_that_sold(street):
    """Ada's shop, that sold two things, and another one that sold something too."""
    shop_id = street.shops._owns("Kiln & Wool", slug="kiln")
    street.sold._sells(shop_id)
    street.sold._sells("shp_theirs", "ORD-THEIRS11")
    return shop_id
