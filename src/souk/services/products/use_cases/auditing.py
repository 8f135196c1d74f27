"""Auditing: what must always be true of the catalogue, proved by set-based questions to the tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from django.db.models import Exists, F, OuterRef, Q

from souk.services.products.models import (
    Import,
    ImportOffer,
    ImportPiece,
    KnownShop,
    Product,
    ProductPage,
    Signpost,
    Variation,
)
from souk.services.products.use_cases import ratings

NOBODYS = [0, 0, 0, 0, 0]

_VISIBLE = Q(status="published", shop__is_approved=True)


def violations() -> list[str]:
    """A sentence for each thing that is not as it must be, after the number of the invariant it breaks."""
    return [*_pages(), *_tills(), *_imports(), *_ratings(), *_signposts()]


def facts() -> dict[str, Any]:
    """`shops`: every shop that is known here, and whether its goods are on the street. `ratings`: product → its histogram as its page
    shows it."""
    shops = KnownShop.objects.order_by("shop_id").values_list("shop_id", "is_approved")
    return {"shops": dict(shops), "ratings": dict(_on_pages())}


def _pages() -> Iterator[str]:
    page = ProductPage.objects.filter(product_id=OuterRef("pk"))
    for product_id in Product.objects.filter(_VISIBLE).exclude(Exists(page)).values_list("pk", flat=True):
        yield f"16: product {product_id} is published, but has no page"
    visible = Product.objects.filter(_VISIBLE, pk=OuterRef("product_id"))
    for product_id in ProductPage.objects.exclude(Exists(visible)).values_list("product_id", flat=True):
        yield f"16: product {product_id} has a page, but is not for everybody to see"


def _tills() -> Iterator[str]:
    """A till sells what shoppers see, and nothing else."""
    may = Q(product__status="published", product__shop__is_approved=True, is_withdrawn=False)
    wrong = Variation.objects.filter(may, is_sellable=False) | Variation.objects.filter(
        ~may, is_sellable=True
    )
    for variation_id, is_sellable in wrong.values_list("pk", "is_sellable"):
        yield f"16: variation {variation_id} is {'' if is_sellable else 'not '}sold, contrary to its product"


def _imports() -> Iterator[str]:
    """Every product of a file is counted once, and nothing of a file that is done is kept."""
    counted = F("created") + F("updated") + F("unchanged") + F("refused")
    rows = Import.objects.annotate(counted=counted)
    for row in rows.exclude(counted=F("done")):
        yield f"16: import {row.import_id} has looked at {row.done} products, but counts {row.counted}"
    for import_id in (
        Import.objects.filter(status="done").exclude(done=F("total")).values_list("pk", flat=True)
    ):
        yield f"16: import {import_id} is done, but not with all of its products"
    for model in (ImportPiece, ImportOffer):
        left = model.objects.exclude(of__status__in=("waiting", "working")).values_list("of_id", flat=True)
        for import_id in left.distinct():
            yield f"16: import {import_id} has ended, but its file is still kept"


def _signposts() -> Iterator[str]:
    """What was moved to another share is there."""
    still = Product.objects.filter(pk__in=Signpost.objects.values("product_id"))
    for product_id in still.values_list("pk", flat=True):
        yield f"16: product {product_id} was moved to another service, but is still here"


def _ratings() -> Iterator[str]:
    """The rating on a stored page is the one kept beside the product."""
    kept = ratings.shown()
    for product_id, shown in _on_pages():
        if shown != kept.get(product_id, NOBODYS):
            yield f"14: the page of {product_id} shows {shown}, told was {kept.get(product_id, NOBODYS)}"


def _on_pages() -> Iterator[tuple[str, list[int]]]:
    """Pages written before there were ratings have none."""
    pages = ProductPage.objects.order_by("product_id").values_list("product_id", "body")
    for product_id, body in pages.iterator(500):
        yield product_id, orjson.loads(bytes(body)).get("rating", {}).get("histogram", NOBODYS)
