"""Purchases: who received what, as orders tells it. A review written before the parcel came gets its badge when it comes."""

from __future__ import annotations

from collections.abc import Iterable

from souk.contracts.orders.events import ItemFacts
from souk.kernel.data.database import changes
from souk.services.reviews.models import Purchase, Review, Subject


def ordered(user_id: str, items: Iterable[ItemFacts]) -> None:
    """Remembered, so that an item's delivery can be understood: its event names nobody."""
    Purchase.objects.bulk_create(_rows(user_id, items), ignore_conflicts=True)


def received(item_id: str) -> None:
    """One item reached its buyer; one of a guest is nobody's."""
    with changes("reviews"):
        _receive(Purchase.objects.filter(item_id=item_id))


def all_received(user_id: str, items: Iterable[ItemFacts]) -> None:
    """Every item that was not cancelled. `order.completed` names them, for who did not hear of the order before."""
    rows = _rows(user_id, items)
    with changes("reviews"):
        Purchase.objects.bulk_create(rows, ignore_conflicts=True)
        _receive(Purchase.objects.filter(item_id__in=[row.item_id for row in rows]))


def has_received(user_id: str, kind: str, subject_id: str) -> bool:
    """The product; for a shop, anything of it."""
    where = {"product_id": subject_id} if kind == "product" else {"shop_id": subject_id}
    return Purchase.objects.filter(user_id=user_id, is_received=True, **where).exists()


def _rows(user_id: str, items: Iterable[ItemFacts]) -> list[Purchase]:
    return [
        Purchase(item_id=item.item_id, user_id=user_id, product_id=item.product_id, shop_id=item.shop_id)
        for item in items
    ]


def _receive(purchases: object) -> None:
    """Holding the subjects, as whoever writes a review does: either sees what the other did."""
    rows = list(purchases.filter(is_received=False))  # type: ignore[attr-defined]
    about: dict[str, set[str]] = {}
    for row in rows:
        about.setdefault(row.user_id, set()).update((row.product_id, row.shop_id))
    subjects = sorted({subject for ids in about.values() for subject in ids})
    list(
        Subject.objects.select_for_update()
        .filter(subject_id__in=subjects)
        .order_by("subject_id")
        .values_list("pk")
    )
    Purchase.objects.filter(item_id__in=[row.item_id for row in rows]).update(is_received=True)
    for user_id, ids in about.items():
        Review.objects.filter(user_id=user_id, subject_id__in=ids).update(is_verified=True)
