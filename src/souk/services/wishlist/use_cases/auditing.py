"""Auditing: what must be true of lists."""

from __future__ import annotations

from django.db.models import Count, F, Q

from souk.services.wishlist.models import Entry, List, WatchedProduct


def violations() -> list[str]:
    """The count that is shown is the number of rows; what is on a list has facts to show; what was merged is empty."""
    counted = List.objects.annotate(rows=Count("entries"))
    miscounted = counted.exclude(entry_count=F("rows")).order_by("wishlist_id")
    unknown = Entry.objects.filter(Q(product__is_known=False) | Q(shop__is_known=False))
    misplaced = Entry.objects.filter(kind="variation").exclude(variation__product_id=F("product_id"))
    left = Entry.objects.exclude(list__merged_into=None)
    both = WatchedProduct.objects.filter(is_offered=True).exclude(gone_at=None)
    return [
        *(
            f"wishlist {row.wishlist_id} counts {row.entry_count} things and has {row.rows}"  # type: ignore[attr-defined]
            for row in miscounted
        ),
        *(f"wish {item_id} has nothing to show" for item_id in _ids(unknown)),
        *(f"wish {item_id} is a variation of another product" for item_id in _ids(misplaced)),
        *(f"wish {item_id} is on a list that was merged" for item_id in _ids(left)),
        *(
            f"product {product_id} is deleted and offered"
            for product_id in both.order_by("product_id").values_list("product_id", flat=True)
        ),
    ]


def _ids(rows: object) -> object:
    return rows.order_by("item_id").values_list("item_id", flat=True)  # type: ignore[attr-defined]
