"""Tiering: up at once, down on the yearly review, one step at most; staff may raise a tier, and say why."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Sum

from souk.contracts.customers.calls import CustomerNotFound, TierNotFound, TierNotHigher
from souk.contracts.customers.events import CustomerTierChanged, CustomerUpgraded
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.services.customers.models import CountedOrder, Customer, HeldBenefit, PointsEntry, Tier
from souk.services.customers.rules.tiers import rank_for, reviewed
from souk.services.customers.settings import settings
from souk.services.customers.use_cases import programme, records
from souk.vocabulary.ids import Key

BATCH = 100


def spend_of(customer_id: str) -> int:
    """What goods cost within the window, without what was given back."""
    since = clock.now() - timedelta(days=settings().window_days)
    rows = CountedOrder.objects.filter(customer_id=customer_id, completed_at__gt=since)
    sums = rows.aggregate(goods=Sum("goods"), back=Sum("goods_back"))
    return int(sums["goods"] or 0) - int(sums["back"] or 0)


def raise_if_earned(change: Change, customer_id: str) -> None:
    """Inside a change. Only who confirmed their email has a tier: otherwise it would be anybody's who orders with it."""
    customer = held(customer_id)
    if not customer.is_verified or customer.erased_at is not None:
        return
    tiers = programme.ladder()
    rank = rank_for(spend_of(customer_id), programme.steps(tiers))
    if rank > _rank(customer):
        _change_to(change, customer, next(tier for tier in tiers if tier.rank == rank))


def review_due() -> int:
    """The yearly reviews that are due, a batch of them; answers how many there were."""
    due = Customer.objects.filter(review_at__lte=clock.now(), tier__isnull=False, erased_at=None).order_by(
        "review_at"
    )
    ids = list(due.values_list("customer_id", flat=True)[:BATCH])
    for customer_id in ids:
        with changes("customers") as change:
            _review(change, customer_id)
    return len(ids)


def _review(change: Change, customer_id: str) -> None:
    customer = held(customer_id)
    if customer.review_at is None or customer.review_at > clock.now() or customer.tier is None:
        return
    tiers = programme.ladder()
    rank = reviewed(customer.tier.rank, spend_of(customer_id), programme.steps(tiers))
    if rank == customer.tier.rank:
        Customer.objects.filter(customer_id=customer_id).update(review_at=_in_a_year())
    else:
        _change_to(change, customer, next((tier for tier in tiers if tier.rank == rank), None))


def raise_by_hand(key: Key, customer_id: str, wanted: str, reason: str, by: str) -> str:
    """Raises CustomerNotFound, TierNotFound, TierNotHigher. The key's entry in the ledger tells who did it, and why."""
    cause = f"tier:{key}"[:120]
    with changes("customers") as change:
        customer = held(customer_id)
        if PointsEntry.objects.filter(cause=cause).exists():
            return customer_id
        tier = Tier.objects.filter(tier=wanted).first()
        if tier is None:
            known = ", ".join(step.tier for step in programme.ladder())
            raise TierNotFound(f"There are {known}.")
        if customer.user_id is None or customer.erased_at is not None:
            raise CustomerNotFound("A guest has no tier.")
        if tier.rank <= _rank(customer):
            raise TierNotHigher("It only goes down on the yearly review, by itself.")
        had = customer.tier.tier if customer.tier is not None else ""
        told = {"tier": tier.tier, "reason": reason[:200]}
        change.note("customers.tier", customer.user_id, before={"tier": had}, after=told)
        _change_to(change, customer, tier)
        PointsEntry.objects.create(
            customer_id=customer_id, cause=cause, kind="adjusted", points=0,
            detail=f"{tier.label} by hand: {reason}"[:200], by=by, at=clock.now(),
        )  # fmt: skip
    return customer_id


def held(customer_id: str) -> Customer:
    """The row, which nobody else changes until the change at hand ends. Raises CustomerNotFound."""
    row = Customer.objects.select_for_update().filter(customer_id=customer_id).first()
    if row is None:
        raise CustomerNotFound("Check the id.")
    return row


def _change_to(change: Change, customer: Customer, tier: Tier | None) -> None:
    before, was = customer.tier, customer.kind
    now, kind = clock.now(), "vip" if tier is not None else "registered"
    Customer.objects.filter(customer_id=customer.customer_id).update(
        tier=tier, tier_since=now, review_at=_in_a_year() if tier is not None else None, kind=kind
    )
    is_higher = tier is not None and (before is None or tier.rank > before.rank)
    if not is_higher:
        HeldBenefit.objects.filter(
            customer_id=customer.customer_id, benefit__from_tier__rank__gt=tier.rank if tier else 0
        ).update(is_active=False, asked_at=None)
    record = records.record_of(customer)
    change.say(
        CustomerTierChanged(
            user_id=customer.user_id or "",
            from_tier=before.tier if before else None,
            to_tier=tier.tier if tier else None,
            is_higher=is_higher,
            email=record.email if record else "",
            full_name=record.name if record else "",
            tier_label=tier.label if tier else "",
            benefits=programme.added_by(tier) if tier and is_higher else [],
        )
    )
    if was != kind:
        change.say(CustomerUpgraded(user_id=customer.user_id or "", kind=kind))


def _rank(customer: Customer) -> int:
    return customer.tier.rank if customer.tier is not None else 0


def _in_a_year() -> datetime:
    return clock.in_seconds(settings().window_days * 86_400)
