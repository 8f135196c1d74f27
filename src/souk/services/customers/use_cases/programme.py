"""The programme: tiers and what each of them brings, as the tables have it."""

from __future__ import annotations

from souk.contracts.customers import calls as words
from souk.kernel.settings import settings as process_settings
from souk.services.customers.models import Benefit, Tier
from souk.services.customers.rules.tiers import Step
from souk.vocabulary.money import Money

#: What works at the till without anybody; the rest is asked for and done by people.
AUTOMATIC = ("discount", "free_shipping", "early_access")


def ladder() -> list[Tier]:
    """From the lowest to the highest."""
    return list(Tier.objects.order_by("rank"))


def steps(tiers: list[Tier]) -> list[Step]:
    return [Step(tier.rank, tier.spend_from) for tier in tiers]


def tiers() -> list[words.Tier]:
    """The public table; two queries."""
    adds: dict[str, list[str]] = {}
    for tier, label in Benefit.objects.order_by("position").values_list("from_tier_id", "label"):
        adds.setdefault(tier, []).append(label)
    return [
        words.Tier(
            tier=tier.tier,
            label=tier.label,
            rank=tier.rank,
            spend_from=Money.of(tier.spend_from, process_settings().currency),
            birthday_points=tier.birthday_points,
            benefits=adds.get(tier.tier, []),
        )
        for tier in ladder()
    ]


def benefits_of(rank: int) -> list[Benefit]:
    """Of this tier and of all below it."""
    return list(Benefit.objects.filter(from_tier__rank__lte=rank).order_by("position"))


def added_by(tier: Tier) -> list[str]:
    """What this tier adds, in words."""
    return list(Benefit.objects.filter(from_tier=tier).order_by("position").values_list("label", flat=True))
