"""Benefits: what a tier brings works by itself at the till; gifts and events are asked for, once in their period, and done by staff."""

from __future__ import annotations

from datetime import datetime, timedelta

from souk.contracts.customers.calls import BenefitNotFound, MemberBenefit
from souk.contracts.customers.events import CustomerBenefitAsked
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.customers.models import Benefit, Customer, HeldBenefit
from souk.services.customers.use_cases import programme, tiering


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
    """Asks staff for it; asked again while it waits or rests, it is answered as it stands. Raises BenefitNotFound."""
    customer, benefit = _within_reach(user_id, benefit_id)
    if benefit.kind in programme.AUTOMATIC:
        return _shown(benefit, None)
    with changes("customers") as change:
        tiering.held(customer.customer_id)
        now = clock.now()
        held, _ = HeldBenefit.objects.get_or_create(
            customer=customer, benefit=benefit, defaults={"activated_at": now}
        )
        if held.asked_at is None and _is_rested(benefit, held):
            held.asked_at, held.is_active = now, True
            HeldBenefit.objects.filter(pk=held.pk).update(asked_at=now, is_active=True)
            change.note_for_others(
                "customers.benefit.ask", customer.customer_id, after={"benefit": benefit_id}
            )
            change.say(
                CustomerBenefitAsked(user_id=user_id, benefit_id=benefit.benefit_id, label=benefit.label)
            )
    return _shown(benefit, held)


def _is_rested(benefit: Benefit, held: HeldBenefit | None) -> bool:
    """Whether its period is over; without a period it is once."""
    if held is None or held.used_at is None:
        return True
    return bool(benefit.period_days) and _usable_from(benefit, held) is None


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
        asked_at=held.asked_at if held else None,
        can_ask=not is_automatic and (held is None or held.asked_at is None) and _is_rested(benefit, held),
    )


def _usable_from(benefit: Benefit, held: HeldBenefit | None) -> datetime | None:
    if held is None or held.used_at is None or not benefit.period_days:
        return None
    at = held.used_at + timedelta(days=benefit.period_days)
    return at if at > clock.now() else None
