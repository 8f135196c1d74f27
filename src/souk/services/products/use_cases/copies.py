"""Copies: what a move has written and not yet taken away where it was. They are noted in the transaction in which they are written, so
that one that died there leaves nothing behind that is sold though its owner has deleted it."""

from __future__ import annotations

import orjson

from souk.kernel import clock
from souk.services.products.models import DoneCall, Product, ProductPage, ProductRating, Signpost, Variation

#: Among the memory of calls; these are kept until they are settled.
KEY = "moving:"


def note_copies(alias: str, product_ids: list[str]) -> None:
    if product_ids:
        DoneCall.objects.using(alias).update_or_create(
            key=KEY + product_ids[0],
            defaults={"answer": orjson.dumps(product_ids).decode(), "done_at": clock.now()},
        )


def forget_copies(alias: str, owner: str) -> None:
    """Copies of what still stands with its owner, or was deleted there, go; what went from there with a signpost is no copy any more. One
    that was changed since stays, for what was told last is what counts."""
    for note in DoneCall.objects.using(alias).filter(key__startswith=KEY):
        ids = orjson.loads(note.answer)
        moved = set(_of(Signpost, owner, ids).values_list("product_id", flat=True))
        standing = dict(_of(Product, owner, ids).values_list("product_id", "revision"))
        copied = dict(_of(Product, alias, ids).values_list("product_id", "revision"))
        take_away(
            alias,
            [
                each
                for each in copied
                if each not in moved and (each not in standing or copied[each] <= standing[each])
            ],
        )
        note.delete(using=alias)


def take_away(alias: str, product_ids: list[str]) -> None:
    for model in (ProductPage, ProductRating, Variation, Product):
        _of(model, alias, product_ids).delete()


def _of(model: type, alias: str, product_ids: list[str]):  # type: ignore[no-untyped-def]
    return model.objects.using(alias).filter(product_id__in=product_ids)  # type: ignore[attr-defined]
