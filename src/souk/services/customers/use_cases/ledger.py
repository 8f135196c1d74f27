"""The ledger of points: each cause is entered once, in one transaction with the balance that it moves.

earned − spent − reversed = balance, always; the table itself refuses anything else. Refunds may take the balance below nothing:
then it is a debt, which the next points pay, and nothing can be spent meanwhile.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from souk.contracts.customers import calls as words
from souk.contracts.customers.calls import CustomerNotFound, EntryKind, NotEnoughPoints, PointsKeyEnded
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.data.rows import insert
from souk.services.customers.models import Customer, PointsEntry, PointsUse
from souk.vocabulary.ids import Key
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Unavailable, invalid

TRIES = 3


def enter(
    customer_id: str,
    cause: str,
    kind: EntryKind,
    points: int,
    *,
    detail: str = "",
    order_id: str | None = None,
    by: str | None = None,
) -> bool:
    """Inside a change. False when this cause was entered before, or moves nothing."""
    if not points or PointsEntry.objects.filter(cause=cause).exists():
        return False
    entry = PointsEntry(
        customer_id=customer_id, cause=cause, kind=kind, points=points, detail=detail[:200], order_id=order_id,
        by=by, at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic(using="customers"):
            insert(entry)
            Customer.objects.filter(customer_id=customer_id).update(**_moved(kind, points))
    except IntegrityError:
        if PointsEntry.objects.filter(cause=cause).exists():  # entered in the same instant
            return False
        raise
    return True


def _moved(kind: EntryKind, points: int) -> dict[str, Any]:
    """The columns that an entry moves; `points` is signed."""
    if kind == "reversed":
        moved = {"reversed": F("reversed") - points}
    elif points > 0 and kind != "given_back":
        moved = {"earned": F("earned") + points}
    else:
        moved = {"spent": F("spent") - points}
    return moved | {"balance": F("balance") + points}


def spend(key: Key, user_id: str, points: int, detail: str) -> int:
    """One conditional statement takes the points, or nothing does. Raises NotEnoughPoints, PointsKeyEnded, Invalid."""
    if points < 1:
        raise invalid("/points", "At least one.", "too_small")
    key_hash = _hash_of(key)
    for _ in range(TRIES):
        try:
            with changes("customers"):
                _spend_once(key_hash, user_id, points, detail)
            return Customer.objects.values_list("balance", flat=True).get(user_id=user_id)
        except IntegrityError:  # the same key in the same instant
            continue
    raise Unavailable("The points are being counted just now, please try again.")


def _spend_once(key_hash: str, user_id: str, points: int, detail: str) -> None:
    use = PointsUse.objects.filter(key_hash=key_hash).first()
    if use is not None:
        if use.is_given_back:
            raise PointsKeyEnded()
        return
    mine = Customer.objects.filter(user_id=user_id, erased_at=None, balance__gte=points)
    if not mine.update(**_moved("spent", -points)):
        raise NotEnoughPoints(f"There are fewer than {points} points to spend.")
    customer_id = Customer.objects.values_list("customer_id", flat=True).get(user_id=user_id)
    insert(PointsUse(key_hash=key_hash, customer_id=customer_id, points=points, at=clock.now()))
    insert(
        PointsEntry(
            customer_id=customer_id, cause=f"spent:{key_hash}", kind="spent", points=-points, detail=detail[:200],
            at=clock.now(),
        )
    )  # fmt: skip


def give_back(key: Key) -> None:
    """Undoes `spend(key)`, once; a key that never came is ended before it comes."""
    key_hash = _hash_of(key)
    for _ in range(TRIES):
        try:
            with changes("customers"):
                _give_back_once(key_hash)
            return
        except IntegrityError:
            continue
    raise Unavailable("The points are being counted just now, please try again.")


def _give_back_once(key_hash: str) -> None:
    use = PointsUse.objects.select_for_update().filter(key_hash=key_hash).first()
    if use is None:
        insert(PointsUse(key_hash=key_hash, customer=None, is_given_back=True, at=clock.now()))
    elif not use.is_given_back:
        PointsUse.objects.filter(key_hash=key_hash).update(is_given_back=True)
        enter(
            use.customer_id or "", f"given_back:{key_hash}", "given_back", use.points, detail="Not used after all"
        )  # fmt: skip


def history(user_id: str, cursor: str | None, limit: int) -> Page[words.PointsEntry]:
    """Newest first; nothing for an account that nobody told of yet."""
    customer_id = Customer.objects.filter(user_id=user_id).values_list("customer_id", flat=True).first()
    return Page(items=[]) if customer_id is None else history_of(customer_id, cursor, limit)


def history_of(customer_id: str, cursor: str | None, limit: int) -> Page[words.PointsEntry]:
    """Raises CustomerNotFound."""
    if not Customer.objects.filter(customer_id=customer_id).exists():
        raise CustomerNotFound("Check the id.")
    rows = PointsEntry.objects.filter(customer_id=customer_id).order_by("-id")
    if cursor is not None:
        rows = rows.filter(id__lt=read_cursor(cursor, (int,))[0])
    found = list(rows[: limit + 1])
    return Page(
        items=[
            words.PointsEntry(
                kind=row.kind, points=row.points, detail=row.detail, order_id=row.order_id, by=row.by, at=row.at
            )
            for row in found[:limit]
        ],
        next=write_cursor(found[limit - 1].id) if len(found) > limit else None,
    )  # fmt: skip


def _hash_of(key: Key) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
