"""Benefits: what a tier brings works by itself at the till; gifts and events are taken up, and used once in their period."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q

from souk.contracts.customers.calls import BenefitNotFound, BenefitResting, MemberBenefit
from souk.kernel import clock
from souk.kernel.database import changes
from souk.services.customers.models import Benefit, Customer, HeldBenefit
from souk.services.customers.use_cases import programme


def of(user_id: str) -> list[MemberBenefit]:
    """Of the customer's tier; none without one. Of discounts only the best, which is the one that counts."""
    customer = _member(user_id)
    if customer is None or customer.tier is None:
        return []
    held = {row.benefit_id: row for row in customer.benefits.all()}
    all_of_them = programme.benefits_of(customer.tier.rank)
    best = max((benefit.amount for benefit in all_of_them if benefit.kind == "discount"), default=0)
    return [
        _shown(benefit, held.get(benefit.benefit_id))
        for benefit in all_of_them
        if benefit.kind != "discount" or benefit.amount == best
    ]


def activate(user_id: str, benefit_id: str) -> MemberBenefit:
    """Takes a benefit up, or up again. Raises BenefitNotFound."""
    customer, benefit = _within_reach(user_id, benefit_id)
    if benefit.kind not in programme.AUTOMATIC:
        with changes("customers") as change:
            change.note_for_others(
                "customers.benefit.activate", customer.customer_id, after={"benefit": benefit_id}
            )
            HeldBenefit.objects.update_or_create(
                customer=customer, benefit=benefit, defaults={"is_active": True},
                create_defaults={"activated_at": clock.now()},
            )  # fmt: skip
    return _shown(benefit, customer.benefits.filter(benefit=benefit).first())


def use(user_id: str, benefit_id: str) -> MemberBenefit:
    """Counts one use, by one conditional statement. Raises BenefitNotFound, BenefitResting."""
    customer, benefit = _within_reach(user_id, benefit_id)
    rows = customer.benefits.filter(benefit=benefit, is_active=True)
    rested = Q(used_at=None)
    if benefit.period_days:
        rested |= Q(used_at__lte=clock.now() - timedelta(days=benefit.period_days))
    with changes("customers") as change:
        used = rows.filter(rested).update(usage_count=F("usage_count") + 1, used_at=clock.now())
        if used:
            change.note_for_others(
                "customers.benefit.use", customer.customer_id, after={"benefit": benefit_id}
            )
    if not used and not rows.exists():
        raise BenefitNotFound("Activate it first.")
    if not used:
        raise BenefitResting("It can be used again later.")
    return _shown(benefit, rows.first())


def _member(user_id: str) -> Customer | None:
    return Customer.objects.select_related("tier").filter(user_id=user_id, erased_at=None).first()


def _within_reach(user_id: str, benefit_id: str) -> tuple[Customer, Benefit]:
    customer = _member(user_id)
    benefit = Benefit.objects.select_related("from_tier").filter(benefit_id=benefit_id).first()
    if customer is None or customer.tier is None or benefit is None:
        raise BenefitNotFound("See which there are in your membership.")
    if benefit.from_tier.rank > customer.tier.rank:
        raise BenefitNotFound(f"It comes with {benefit.from_tier.label}.")
    return customer, benefit


def _shown(benefit: Benefit, held: HeldBenefit | None) -> MemberBenefit:
    is_automatic = benefit.kind in programme.AUTOMATIC
    return MemberBenefit(
        benefit_id=benefit.benefit_id,
        label=benefit.label,
        description=benefit.description,
        kind=benefit.kind,
        is_automatic=is_automatic,
        is_active=is_automatic or (held is not None and held.is_active),
        usage_count=held.usage_count if held else 0,
        usable_from=_usable_from(benefit, held),
        activated_at=held.activated_at if held else None,
    )


def _usable_from(benefit: Benefit, held: HeldBenefit | None) -> datetime | None:
    if held is None or held.used_at is None or not benefit.period_days:
        return None
    at = held.used_at + timedelta(days=benefit.period_days)
    return at if at > clock.now() else None
