"""Standing: what a customer is at the till. Asked for every cart of who is signed in, so it is two reads at most."""

from __future__ import annotations

from souk.contracts.customers.calls import FreeShipping, Standing
from souk.kernel.settings import settings as process_settings
from souk.services.customers.models import Benefit, Customer
from souk.services.customers.settings import settings
from souk.services.customers.use_cases import programme
from souk.vocabulary.money import Money


def standing(user_id: str | None) -> Standing:
    if user_id is None:
        return Standing()
    customer = Customer.objects.select_related("tier").filter(user_id=user_id, erased_at=None).first()
    if customer is None:
        return Standing(kind="registered")
    worth = settings().point_value
    purse = {
        "points": max(0, customer.balance),
        "point_value": Money.of(worth, process_settings().currency) if worth else None,
    }
    if customer.tier is None:
        return Standing(kind="registered", **purse)
    benefits = programme.benefits_of(customer.tier.rank)
    return Standing(
        kind="vip",
        tier=customer.tier.tier,
        tier_label=customer.tier.label,
        percent_off=_most(benefits, "discount"),
        free_shipping_methods=[
            way for benefit in benefits if benefit.kind == "free_shipping" for way in _ways(benefit)
        ],
        early_access_hours=_most(benefits, "early_access"),
        **purse,
    )


def _most(benefits: list[Benefit], kind: str) -> int:
    """Percentages and hours do not add up: the best one counts."""
    return max((benefit.amount for benefit in benefits if benefit.kind == kind), default=0)


def _ways(benefit: Benefit) -> list[FreeShipping]:
    over = Money.of(benefit.over, process_settings().currency)
    return [
        FreeShipping(method=method, over=over, countries=benefit.countries.split())
        for method in benefit.methods.split()
    ]
