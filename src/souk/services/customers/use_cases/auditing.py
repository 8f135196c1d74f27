"""Auditing: what customers can prove of itself, in sentences where it is not so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F, Q, Sum

from souk.kernel import clock
from souk.services.customers.models import CountedOrder, Customer, PointsEntry
from souk.services.customers.rules.tiers import rank_for
from souk.services.customers.settings import settings
from souk.services.customers.use_cases import moves, programme, records


def violations() -> list[str]:
    """Points add up, in the balance and in the ledger; each order's are entered; tiers are earned; records are where they belong."""
    return [*_balances(), *_entries(), *_orders(), *_tiers(), *_records()]


def facts() -> dict[str, Any]:
    """`counted`: what was given back of each order that gave points, for orders to agree with."""
    rows = CountedOrder.objects.exclude(completed_at=None)
    return {"counted": {row["order_id"]: row for row in rows.values("order_id", "refunded")}}


def _balances() -> list[str]:
    wrong = Customer.objects.exclude(balance=F("earned") - F("spent") - F("reversed"))
    return [
        f"customer {customer_id}: earned − spent − reversed is not the balance"
        for customer_id in wrong.values_list("customer_id", flat=True)
    ]


def _entries() -> list[str]:
    """What the ledger adds up to is what the row of the customer says."""
    back = Q(kind__in=["reversed"])
    used = Q(kind__in=["spent", "given_back"]) | Q(kind="adjusted", points__lt=0)
    sums = {
        row["customer_id"]: (row["earned"] or 0, -(row["spent"] or 0), -(row["reversed"] or 0))
        for row in PointsEntry.objects.order_by()
        .values("customer_id")
        .annotate(
            earned=Sum("points", filter=~back & ~used),
            spent=Sum("points", filter=used),
            reversed=Sum("points", filter=back),
        )
    }
    found = []
    for customer_id, *kept in Customer.objects.values_list("customer_id", "earned", "spent", "reversed"):
        if tuple(kept) != sums.get(customer_id, (0, 0, 0)):
            found.append(f"customer {customer_id}: the ledger adds up to something else than its points")
    return found


def _orders() -> list[str]:
    """Each completed order of a customer has the points that it is worth, less what was given back."""
    entered = dict(
        PointsEntry.objects.exclude(order_id=None)
        .order_by()
        .values("order_id")
        .annotate(left=Sum("points"))
        .values_list("order_id", "left")
    )
    found = []
    for order in CountedOrder.objects.exclude(customer=None).exclude(completed_at=None).iterator():
        left = order.points - order.back_of(order.points)
        if entered.pop(order.order_id, 0) != left:
            found.append(f"order {order.number}: it is worth {left} points, the ledger has something else")
    found += [f"order {order_id} gave points and was never completed" for order_id in sorted(entered)]
    return found


def _tiers() -> list[str]:
    """At least what the rules say for the year's goods; more only until the review."""
    since = clock.now() - timedelta(days=settings().window_days)
    spends = {
        row["customer_id"]: row["goods"] - row["back"]
        for row in CountedOrder.objects.filter(completed_at__gt=since)
        .exclude(customer=None)
        .order_by()
        .values("customer_id")
        .annotate(goods=Sum("goods"), back=Sum("goods_back"))
    }
    tiers = programme.ladder()
    rank_of, steps = {tier.tier: tier.rank for tier in tiers}, programme.steps(tiers)
    late = clock.in_seconds(-2 * 86_400)
    found = []
    for customer in Customer.objects.filter(user_id__isnull=False, erased_at=None).iterator():
        rank = rank_of.get(customer.tier_id or "", 0)
        if customer.is_verified and rank < rank_for(spends.get(customer.customer_id, 0), steps):
            found.append(f"customer {customer.customer_id}: the year's goods are worth a higher tier")
        if rank and not customer.is_verified and customer.tier_since is None:
            found.append(f"customer {customer.customer_id} has a tier that nobody gave")
        if (customer.kind == "vip") != bool(rank):
            found.append(f"customer {customer.customer_id} is {customer.kind}, but its tier says otherwise")
        if customer.review_at is not None and customer.review_at < late:
            found.append(f"customer {customer.customer_id}: the yearly review is overdue")
    return found


def _records() -> list[str]:
    """A record is in one store, and in no other; those under way are in two."""
    settled = {
        row.customer_id: row
        for row in Customer.objects.filter(moving_to="").iterator()
        if row.erased_at is not None or row.joined_to is not None or moves.wanted(row) == row.home
    }
    found, missing = [], {row.customer_id: row.home for row in settled.values() if _should_have_one(row)}
    for store, kind in records.KEPT_IN.items():
        for customer_id in kind.objects.values_list("customer_id", flat=True).iterator():
            customer = settled.get(customer_id)
            if missing.get(customer_id) == store:
                del missing[customer_id]
            if customer is None:
                continue
            if customer.erased_at is not None:
                found.append(f"customer {customer_id} was erased, but {store} still knows them")
            elif customer.home != store:
                found.append(f"customer {customer_id} lives in {customer.home}, but {store} has a record too")
    return found + [
        f"customer {each}: {store} should have the record, and nobody has" for each, store in missing.items()
    ]


def _should_have_one(customer: Customer) -> bool:
    """Of a guest until they are over, of an account once users has told who it is. Who was erased, or has joined an account, has none."""
    if customer.erased_at is not None or customer.joined_to is not None:
        return False
    if customer.kind == "guest":
        return customer.expires_at is not None and customer.expires_at > clock.now()
    return customer.is_introduced and bool(customer.email_hash)
