"""Ratings: what reviews tells of a shop, kept in its row."""

from __future__ import annotations

from souk.services.shops.models import Shop
from souk.vocabulary.ratings import NO_STARS, Rating, rating_of


def put(shop_id: str, revision: int, histogram: list[int]) -> None:
    """Keeps the newest; of a shop that is unknown nothing is kept."""
    newer = Shop.objects.filter(shop_id=shop_id, rating_revision__lt=revision)
    newer.update(rating_counts=",".join(map(str, histogram)), rating_revision=revision)


def rating(row: Shop) -> Rating:
    """As its page shows it."""
    return rating_of(_histogram(row.rating_counts))


def shown() -> dict[str, list[int]]:
    """Shop → its histogram, of those that are not closed; for the audit."""
    there = Shop.objects.exclude(status="closed").order_by("shop_id")
    return {shop_id: _histogram(counts) for shop_id, counts in there.values_list("shop_id", "rating_counts")}


def _histogram(counts: str) -> list[int]:
    return [int(count) for count in counts.split(",")] if counts else list(NO_STARS)
