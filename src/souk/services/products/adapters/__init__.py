"""Other shops' files, each read by a module of its own."""

from __future__ import annotations

from souk.services.products.adapters.dummyjson import DummyJson
from souk.services.products.adapters.shopify_csv import ShopifyCsv
from souk.services.products.adapters.shopify_table import ShopifyTable
from souk.services.products.ports import introduce_source, introduce_table


def introduce() -> None:
    """Makes the sources known to `ports`; at start."""
    introduce_source(DummyJson())
    introduce_source(ShopifyCsv())
    introduce_table(ShopifyTable())
