"""Auditing: what must always be true of the catalogue, proved by set-based questions to the tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from souk.services.products.models import Import, ImportOffer, ImportPiece, Product, ProductPage, Variation

_VISIBLE = Q(status="published", shop__is_approved=True)


def violations() -> list[str]:
    """A sentence for each thing that is not as it must be, after the number of the invariant it breaks."""
    return [*_pages(), *_tills(), *_imports()]


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
