"""Ratings: what reviews tells of a product, put beside it and onto its page. The product itself does not change by it."""

from __future__ import annotations

from souk.kernel.data.database import changes
from souk.services.products.models import Product, ProductRating
from souk.services.products.read_models import put_rating_on_page


def put(product_id: str, revision: int, histogram: list[int]) -> None:
    """Keeps the newest. Of a product that is gone nothing is kept."""
    with changes("products"):
        if not Product.objects.select_for_update().filter(product_id=product_id).values_list("pk").first():
            return
        row = ProductRating.objects.filter(product_id=product_id).first()
        if row is not None and row.revision >= revision:
            return
        ProductRating(product_id=product_id, revision=revision, histogram=histogram).save(
            force_insert=row is None
        )
        put_rating_on_page(product_id, histogram)


def shown() -> dict[str, list[int]]:
    """Product → its histogram, for the audit."""
    return dict(ProductRating.objects.order_by("product_id").values_list("product_id", "histogram"))
