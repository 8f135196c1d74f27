"""Counting: how an order becomes points and a tier, and how a refund takes them back.

an order is completed → points are entered → the tier rises at once
a part of it is given back → the same part of its points is taken back → the tier stays until its review

News may come twice, late, and in any order: an order is one row, a refund raises how much of it was given back, and what is
entered follows from the row. What nobody's account ordered waits under the email until its owner has confirmed it.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q

from souk.contracts.orders.events import OrderCompleted, OrderRefunded
from souk.kernel.data.database import Change, changes
from souk.kernel.web.emails import hash_of
from souk.services.customers.models import CountedOrder, Customer
from souk.services.customers.rules.points import earned_by
from souk.services.customers.settings import settings
from souk.services.customers.use_cases import ledger, people, tiering
from souk.vocabulary.money import Money, exponent


def completed(event: OrderCompleted) -> str | None:
    """Answers whose points it moved."""
    with changes("customers") as change:
        row = _row(event)
        if row.completed_at is not None:
            return None
        goods = event.goods if event.goods is not None else _goods_of(event)
        row.total, row.goods, row.completed_at = event.total.minor, goods.minor, event.at
        if event.refunded_so_far is not None:
            row.refunded_before = event.refunded_so_far.minor
            row.refunded = max(row.refunded, row.refunded_before)
        row.points = earned_by(goods.minor, settings().points_per_unit, exponent(goods.currency))
        row.customer_id = row.customer_id or _whose(event)
        row.save()
        return _settle(change, row)


def refunded(event: OrderRefunded) -> str | None:
    """`refunded_so_far` makes the order in which refunds are heard meaningless; one of before it was said just adds up."""
    with changes("customers") as change:
        row = _row(event)
        if event.refunded_so_far is not None:
            row.refunded = max(row.refunded, event.refunded_so_far.minor)
        else:
            row.refunded += event.amount.minor
        row.save()
        return _settle(change, row) if row.completed_at is not None else None


def adopt(change: Change, customer: Customer) -> None:
    """Inside a change: what was ordered as a guest with this email, which is confirmed, is theirs."""
    theirs = CountedOrder.objects.select_for_update().filter(customer_id=None, email_hash=customer.email_hash)
    for row in theirs.order_by("order_id"):
        row.customer_id = customer.customer_id
        row.save()
        if row.completed_at is not None:
            _enter(row)
    tiering.raise_if_earned(change, customer.customer_id)


def _row(event: OrderCompleted | OrderRefunded) -> CountedOrder:
    """The order's row, held until the change ends."""
    rows = CountedOrder.objects.select_for_update()
    found = rows.filter(order_id=event.order_id).first()
    if found is not None:
        return found
    try:
        with transaction.atomic(using="customers"):
            return CountedOrder.objects.create(
                order_id=event.order_id, number=event.number, email_hash=hash_of(event.email)
            )
    except IntegrityError:  # begun in the same instant
        return rows.get(order_id=event.order_id)


def _settle(change: Change, row: CountedOrder) -> str | None:
    if row.customer_id is not None:
        _enter(row)
        tiering.raise_if_earned(change, row.customer_id)
    return row.customer_id


def _enter(row: CountedOrder) -> None:
    """Enters what the row says and is not entered yet."""
    assert row.customer_id is not None
    tiering.held(row.customer_id)  # before its entries, which some databases would let it be read for only
    ledger.enter(
        row.customer_id, f"order:{row.order_id}", "earned", row.points, detail=row.number, order_id=row.order_id
    )  # fmt: skip
    back = row.back_of(row.points)
    if back > row.points_back:
        ledger.enter(
            row.customer_id, f"order:{row.order_id}:back:{back}", "reversed", row.points_back - back,
            detail=row.number, order_id=row.order_id,
        )  # fmt: skip
    row.points_back = back
    row.goods_back = row.back_of(row.goods)
    row.save(update_fields=["points_back", "goods_back"])


def _whose(event: OrderCompleted) -> str | None:
    """The account that ordered; else the one that has confirmed this email, however late the news of either comes."""
    if event.user_id is not None:
        return people.ensure(event.user_id, email=event.email).customer_id
    confirmed = Customer.objects.filter(
        Q(user_id__isnull=False), email_hash=hash_of(event.email), is_verified=True, erased_at=None
    )
    return confirmed.values_list("customer_id", flat=True).first()


def _goods_of(event: OrderCompleted) -> Money:
    """Of an order that was completed before goods were told: what its lines cost, as far as it cost anything."""
    lines = Money.sum([item.line_total for item in event.items], event.total.currency)
    return min(lines, event.total)
