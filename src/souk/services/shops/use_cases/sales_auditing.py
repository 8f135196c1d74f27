"""Auditing of sales: the rows of each day are what was sold on it and not cancelled, less what was given back."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import F, OuterRef, Subquery, Sum

from souk.services.shops.models import ProductDay, SalesDay, SoldItem, SoldOrder


def sales_violations() -> list[str]:
    """Under invariant 18."""
    return [*_days(), *_products()]


def _days() -> list[str]:
    units: Counter[tuple[str, date]] = Counter()
    revenue: Counter[tuple[str, date]] = Counter()
    theirs = SoldOrder.objects.filter(shop_id=OuterRef("shop_id"), order_id=OuterRef("order_id"))
    standing = SoldItem.objects.filter(is_known=True).exclude(status="cancelled")
    for shop_id, day, pieces, value in (
        standing.annotate(day=Subquery(theirs.values("day")[:1]))
        .values("shop_id", "day")
        .annotate(pieces=Sum("quantity"), sold=Sum("value"))
        .values_list("shop_id", "day", "pieces", "sold")
    ):
        units[shop_id, day], revenue[shop_id, day] = pieces, value
    found, seen = [], set()
    rows = SalesDay.objects.values("shop_id", "day")
    for shop_id, day, pieces, value in rows.annotate(
        n=Sum("units"), sold=Sum(F("revenue") + F("given_back"))
    ).values_list("shop_id", "day", "n", "sold"):
        seen.add((shop_id, day))
        right = units[shop_id, day], revenue[shop_id, day]
        if (pieces, value) != right:
            said = f"its row says {pieces} for {value}"
            found.append(f"18: shop {shop_id} sold {right[0]} for {right[1]} on {day}, {said}")
    missing = sorted(units.keys() - seen)
    return found + [
        f"18: shop {shop_id} sold something on {day}, and no row says so" for shop_id, day in missing
    ]


def _products() -> list[str]:
    by_product = dict(
        ProductDay.objects.values("shop_id").annotate(n=Sum("units")).values_list("shop_id", "n")
    )
    by_day = SalesDay.objects.values("shop_id").annotate(n=Sum("units")).values_list("shop_id", "n")
    return [
        f"18: shop {shop_id}: its products sold {by_product.get(shop_id, 0)}, its days {pieces}"
        for shop_id, pieces in by_day
        if by_product.get(shop_id, 0) != pieces
    ]
