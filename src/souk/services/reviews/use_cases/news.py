"""News: products and shops as they are told, and what becomes of their reviews when they go."""

from __future__ import annotations

from typing import Any

from souk.kernel.data.database import changes
from souk.kernel.web.media import forget_picture
from souk.services.reviews.models import Comment, Flag, Review, Subject
from souk.services.reviews.use_cases.counting import Tally


def product_told(product_id: str, revision: int, facts: dict[str, Any]) -> None:
    """Keeps the newest; what is gone stays gone."""
    with changes("reviews"):
        row = Subject.objects.select_for_update().filter(subject_id=product_id).first()
        if row is None:
            Subject.objects.create(subject_id=product_id, kind="product", told_revision=revision, **facts)
        elif not row.is_gone and row.told_revision < revision:
            Subject.objects.filter(subject_id=product_id).update(told_revision=revision, **facts)


def shop_told(shop_id: str, owner_id: str, slug: str, name: str, *, is_open: bool | None = None) -> None:
    """In the order in which it was said: events of one subject keep it."""
    facts: dict[str, Any] = {"owner_id": owner_id, "slug": slug, "title": name}
    if is_open is not None:
        facts["is_open"] = is_open
    with changes("reviews"):
        row = Subject.objects.select_for_update().filter(subject_id=shop_id).first()
        if row is None:
            Subject.objects.create(subject_id=shop_id, kind="shop", shop_id=shop_id, **facts)
        elif not row.is_gone:
            Subject.objects.filter(subject_id=shop_id).update(**facts)


def gone(subject_id: str, kind: str, shop_id: str = "") -> None:
    """Its reviews and comments go with it, their pictures too; a tombstone stays."""
    pictures: list[str] = []
    with changes("reviews") as change:
        row = Subject.objects.select_for_update().filter(subject_id=subject_id).first()
        if row is None:
            Subject.objects.create(subject_id=subject_id, kind=kind, shop_id=shop_id, is_gone=True)
            return
        tally = Tally(row)
        row.ones = row.twos = row.threes = row.fours = row.fives = 0
        tally.tell(change)
        Subject.objects.filter(subject_id=subject_id).update(
            is_gone=True, is_open=False, title="", image_url=None
        )
        reviews, comments = Review.objects.filter(subject=row), Comment.objects.filter(subject=row)
        for stored in reviews.values_list("pictures", flat=True):
            pictures += [picture["url"] for picture in stored]
        ids = [*reviews.values_list("pk", flat=True), *comments.values_list("pk", flat=True)]
        for start in range(0, len(ids), 500):
            Flag.objects.filter(item_id__in=ids[start : start + 500]).delete()
        reviews.delete()
        comments.delete()
    for url in pictures:
        forget_picture(url)
