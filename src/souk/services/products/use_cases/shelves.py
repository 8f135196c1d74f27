"""Shelves: a shop's own products as its owner sees them, published or not. Always of one shop; lists in pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Lower

from souk.contracts.products.calls import Image, Option
from souk.contracts.products.calls.shelves import ShelfCounts, ShelfProduct, ShelfRow, ShelfVariation
from souk.services.products.models import Product, Variation
from souk.services.products.rules.stock import FEW
from souk.services.products.use_cases.editing import Editor, own_product
from souk.services.products.use_cases.standing import standing_here
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page, read_cursor, write_cursor

_OFFERED = Variation.objects.filter(product=OuterRef("pk"), is_withdrawn=False)
_HAS_SOME = Exists(_OFFERED.filter(available__gt=0))


@dataclass(frozen=True)
class Wanted:
    """Which products; what is not said does not matter."""

    search: str = ""
    status: str | None = None
    product_type: str | None = None
    stock: str | None = None  # in, low, out


def shelf(shop_id: str, wanted: Wanted, cursor: str | None, limit: int) -> Page[ShelfRow]:
    """Newest first; two queries, however many there are. Raises BadCursor.

    Not by the ids: of those in one share some may name a type and some may not.
    """
    rows = Product.objects.filter(shop_id=shop_id).order_by("-place").select_related("category")
    if words := wanted.search.strip():
        # In small letters on both sides: what ignores case by itself does so in some databases only.
        skus = _OFFERED.annotate(small=Lower("sku")).filter(small__startswith=words.lower())
        rows = rows.annotate(small=Lower("title"))
        rows = rows.filter(Q(small__contains=words.lower()) | Exists(skus))
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.product_type:
        rows = rows.filter(product_type=wanted.product_type)
    if wanted.stock:
        rows = rows.filter(_stocked(shop_id, wanted.stock))
    if cursor:
        (before,) = read_cursor(cursor, (str,))
        rows = rows.filter(place__lt=before.rpartition("_")[2])
    found = list(rows.defer("description_html", "attributes", "options")[: limit + 1])
    ranges = price_ranges([product.product_id for product in found[:limit]])
    items = [_row(product, ranges.get(product.product_id)) for product in found[:limit]]
    return Page(items=items, next=write_cursor(items[-1].place) if len(found) > limit else None)


def price_ranges(product_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Of what is offered of each: lowest, highest, currency and how many."""
    offered = Variation.objects.filter(product_id__in=product_ids, is_withdrawn=False).order_by()
    counted = offered.values("product_id").annotate(
        lowest=Min("price_minor"), highest=Max("price_minor"), money=Min("currency"), many=Count("pk")
    )
    return {row["product_id"]: row for row in counted}


def shelf_counts(shop_id: str) -> ShelfCounts:
    rows = Product.objects.filter(shop_id=shop_id)
    counted = rows.aggregate(
        published=Count("pk", filter=Q(status="published")),
        drafts=Count("pk", filter=Q(status="draft")),
    )
    few = rows.filter(_has_few(shop_id), status="published").annotate(has_some=_HAS_SOME)
    return ShelfCounts(
        **counted,
        **few.aggregate(
            low=Count("pk", filter=Q(has_some=True)),
            out=Count("pk", filter=Q(has_some=False)),
        ),
    )


def _has_few(shop_id: str) -> Q:
    """Of something of it there are few, or nothing is left: mostly a handful of a shop's goods, found by an index. Exact, though `available`
    is only told at ten and below: no question here is about more."""
    few = Variation.objects.filter(shop_id=shop_id, available__lte=FEW, is_withdrawn=False)
    return Q(pk__in=few.order_by().values("product_id"))


def _stocked(shop_id: str, stock: str) -> Q:
    few = _has_few(shop_id)
    return {"in": ~few, "low": few & Q(_HAS_SOME), "out": few & ~Q(_HAS_SOME)}[stock]


def on_shelf(editor: Editor, product_id: str) -> ShelfProduct:
    """Raises ProductNotFound."""
    product = own_product(editor, product_id)
    offered = Variation.objects.filter(product=product, is_withdrawn=False).order_by("position")
    return _shown(product, offered)


def standing(shop_id: str, handles: list[str]) -> list[ShelfProduct]:
    """What this share keeps of them."""
    return [_shown(product, rows) for product, rows in standing_here(shop_id, handles)]


def _shown(product: Product, offered: Iterable[Variation]) -> ShelfProduct:
    return ShelfProduct(
        product_id=product.product_id,
        revision=product.revision,
        slug=product.slug,
        title=product.title,
        product_type=product.product_type,
        category_slug=product.category.slug if product.category else None,
        description_html=product.description_html,
        attributes=product.attributes,
        options=[Option(**option) for option in product.options],
        variations=[_variation(row) for row in offered],
        images=[Image(**image) for image in product.images],
        status=product.status,
        changed_at=product.changed_at,
        handle=product.seller_slug,
        is_featured=product.is_featured,
    )


def _row(product: Product, prices: dict[str, Any] | None) -> ShelfRow:
    first = next(iter(product.images), None)
    return ShelfRow(
        product_id=product.product_id,
        slug=product.slug,
        title=product.title,
        product_type=product.product_type,
        category_name=product.category.name if product.category else "",
        status=product.status,
        thumb_url=first["thumb_url"] if first else None,
        price_from=Money.of(prices["lowest"], prices["money"]) if prices else None,
        price_to=Money.of(prices["highest"], prices["money"]) if prices else None,
        variations=prices["many"] if prices else 0,
        revision=product.revision,
        changed_at=product.changed_at,
    )


def _variation(row: Variation) -> ShelfVariation:
    before = row.compare_at_minor
    return ShelfVariation(
        variation_id=row.variation_id,
        sku=row.sku,
        options=row.options,
        price=Money.of(row.price_minor, row.currency),
        compare_at_price=None if before is None else Money.of(before, row.currency),
        weight_grams=row.weight_grams,
        barcode=row.barcode,
        available=row.available,
    )
