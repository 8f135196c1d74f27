"""Standing: what a shop has already under the slugs that are offered, as drafts that can be compared and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from souk.contracts.products.calls import Option, ProductDraft, VariationDraft
from souk.contracts.products.calls.handles import Handles
from souk.contracts.products.calls.shelves import ShelfProduct
from souk.kernel.neighbours.asking import ask
from souk.kernel.settings import settings as process_settings
from souk.kernel.shares import is_split, share_here, share_of_kind
from souk.services.products.models import Product, Variation
from souk.services.products.ports import Offer
from souk.vocabulary.money import Money

#: Every share of the house: what a file offers may stand in any of them.
everywhere = ask(Handles)


@dataclass(frozen=True)
class Standing:
    """A product that is there already under an offer's slug. `draft` makes the draft that would make it what it is; `elsewhere`: its
    id, where another share of the house keeps it."""

    product_type: str
    images: list[dict[str, Any]]
    draft: Callable[[], ProductDraft]
    digest: str = ""
    elsewhere: str = ""


def standing_of(shop_id: str, offers: list[Offer]) -> dict[str, Standing]:
    """By slug. Raises Unavailable when a share of the house cannot be asked: what it keeps would be made a second time."""
    slugs = [offer.slug for offer in offers]
    there = _elsewhere(shop_id, slugs) if is_split("products") else {}
    return there | {
        product.seller_slug: Standing(
            product.product_type, product.images, partial(_draft_of, product, rows), digest=product.digest
        )
        for product, rows in standing_here(shop_id, slugs)
    }


def standing_here(shop_id: str, slugs: list[str]) -> list[tuple[Product, list[Variation]]]:
    """Products that this share keeps, with what is offered of each."""
    there = list(Product.objects.filter(shop_id=shop_id, seller_slug__in=slugs).select_related("category"))
    rows: dict[str, list[Variation]] = {}
    offered = Variation.objects.filter(product__in=there, is_withdrawn=False).order_by("position")
    for row in offered:
        rows.setdefault(row.product_id, []).append(row)
    return [(product, rows.get(product.product_id, [])) for product in there]


def address_of(url: str) -> str:
    """A picture's whole address: ours are stored without the market's name."""
    return f"{process_settings().base_url}{url}" if url.startswith("/") else url


def _elsewhere(shop_id: str, slugs: list[str]) -> dict[str, Standing]:
    return {
        shown.handle: Standing(
            shown.product_type,
            [image.model_dump() for image in shown.images],
            partial(_draft_of_shown, shop_id, shown),
            elsewhere=shown.product_id,
        )
        for shown in everywhere.standing(shop_id=shop_id, handles=slugs)
        if share_of_kind("products", shown.product_type) != share_here("products")
    }


def _draft_of_shown(shop_id: str, shown: ShelfProduct) -> ProductDraft:
    same = {"product_type", "title", "category_slug", "description_html", "attributes", "options"}
    of_variation = {"sku", "options", "price", "compare_at_price", "weight_grams", "barcode"}
    return ProductDraft(
        slug=shown.handle,
        shop_id=shop_id,
        variations=[VariationDraft(**each.model_dump(include=of_variation)) for each in shown.variations],
        status=shown.status,
        is_featured=shown.is_featured,
        **shown.model_dump(include=same),
    )


def _draft_of(product: Product, variations: list[Variation]) -> ProductDraft:
    return ProductDraft(
        slug=product.seller_slug,
        title=product.title,
        product_type=product.product_type,
        shop_id=product.shop_id,
        category_slug=product.category.slug if product.category else None,
        description_html=product.description_html,
        attributes=product.attributes,
        options=[Option(**option) for option in product.options],
        variations=[_standing_variation(row) for row in variations],
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
