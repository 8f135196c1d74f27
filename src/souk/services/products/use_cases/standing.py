"""Standing: what a shop has already under the slugs that are offered, as drafts that can be compared and kept."""

from __future__ import annotations

from dataclasses import dataclass

from souk.contracts.products.calls import Option, ProductDraft, VariationDraft
from souk.kernel.settings import settings as process_settings
from souk.services.products.models import Product, Variation
from souk.services.products.ports import Offer
from souk.vocabulary.money import Money


@dataclass(frozen=True)
class Standing:
    """A product that is there already under an offer's slug."""

    product: Product
    variations: list[Variation]


def draft_of(there: Standing) -> ProductDraft:
    """The draft that would make the product what it is."""
    product = there.product
    return ProductDraft(
        slug=product.seller_slug,
        title=product.title,
        product_type=product.product_type,
        shop_id=product.shop_id,
        category_slug=product.category.slug if product.category else None,
        description_html=product.description_html,
        attributes=product.attributes,
        options=[Option(**option) for option in product.options],
        variations=[_standing_variation(row) for row in there.variations],
        status=product.status,
        is_featured=product.is_featured,
    )


def _standing_variation(row: Variation) -> VariationDraft:
    before = row.compare_at_minor
    return VariationDraft(
        sku=row.sku,
        options=row.options,
        price=Money.of(row.price_minor, row.currency),
        compare_at_price=None if before is None else Money.of(before, row.currency),
        weight_grams=row.weight_grams,
        barcode=row.barcode,
    )


def standing_of(shop_id: str, offers: list[Offer]) -> dict[str, Standing]:
    slugs = [offer.slug for offer in offers]
    there = list(Product.objects.filter(shop_id=shop_id, seller_slug__in=slugs).select_related("category"))
    rows: dict[str, list[Variation]] = {}
    offered = Variation.objects.filter(product__in=there, is_withdrawn=False).order_by("position")
    for row in offered:
        rows.setdefault(row.product_id, []).append(row)
    return {p.seller_slug: Standing(p, rows.get(p.product_id, [])) for p in there}


def address_of(url: str) -> str:
    """A picture's whole address: ours are stored without the market's name."""
    return f"{process_settings().base_url}{url}" if url.startswith("/") else url
