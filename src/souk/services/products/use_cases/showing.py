"""Showing: what readers and tills are answered, each from one read.

These are the hottest reads of the street, hence plain SQL: building a queryset costs several times the read itself.
"""

from __future__ import annotations

import orjson
from django.db import connections

from souk.contracts.products import calls
from souk.services.products.use_cases.signposts import not_found
from souk.vocabulary.money import Money

# A slug never has an underscore, so an id cannot be mistaken for one.
_BY_ID = "SELECT body, etag FROM products_productpage WHERE product_id = %s"
_BY_SLUG = "SELECT body, etag FROM products_productpage WHERE slug = %s"
_FOR_SALE = (
    "SELECT variation_id, product_id, product_slug, shop_id, shop_name, sku, title, options, price_minor, currency, "
    "weight_grams, image_url, is_sellable FROM products_variation WHERE variation_id IN ("
)


def stored_page(id_or_slug: str) -> tuple[bytes, str]:
    """A published product's JSON as it was stored, and its ETag. Raises ProductNotFound."""
    with connections["products"].cursor() as cursor:
        cursor.execute(_BY_ID if id_or_slug.startswith("prd_") else _BY_SLUG, [id_or_slug])
        row = cursor.fetchone()
    if row is None:
        raise not_found(id_or_slug)
    return bytes(row[0]), row[1]


def product(id_or_slug: str) -> calls.Product:
    """Raises ProductNotFound."""
    return calls.Product.model_validate_json(stored_page(id_or_slug)[0])


def for_sale(variation_ids: list[str]) -> list[calls.ForSale]:
    """One query, whatever is asked for; withdrawn ones are there, but cannot be sold."""
    if not variation_ids:
        return []
    with connections["products"].cursor() as cursor:
        cursor.execute(_FOR_SALE + ", ".join(["%s"] * len(variation_ids)) + ")", variation_ids)
        rows = cursor.fetchall()
    return [
        calls.ForSale.model_construct(
            variation_id=row[0],
            product_id=row[1],
            product_slug=row[2],
            shop_id=row[3],
            shop_name=row[4],
            sku=row[5],
            title=row[6],
            options=orjson.loads(row[7]) if isinstance(row[7], str) else row[7],
            price=Money.of(row[8], row[9]),
            weight_grams=row[10],
            image_url=row[11],
            is_sellable=bool(row[12]),
        )
        for row in rows
    ]
