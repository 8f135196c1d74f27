"""Terms: what staff set of a tier: from when it is reached, and what it brings by itself.

A new threshold moves nobody: it counts for whoever completes an order from now on, and at the yearly review. A new percent is read
by each cart at its next look.
"""

from __future__ import annotations

import re
from typing import Any

from souk.contracts.customers.calls import KeptTier, TierTerms, TierUnknown
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.settings import settings as process_settings
from souk.services.customers.models import Benefit, Tier
from souk.services.customers.rules import wording
from souk.services.customers.use_cases import programme
from souk.vocabulary.money import Money
from souk.vocabulary.problems import FieldError, Invalid, field_error

MOST_SPEND = 10**12
_METHOD = re.compile(r"[a-z][a-z0-9_-]{0,29}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def programme_of_tiers() -> list[KeptTier]:
    """From the lowest to the highest; two queries."""
    rows = list(Benefit.objects.filter(kind__in=wording.SET_BY_STAFF).order_by("position"))
    return [_told(tier, rows) for tier in programme.ladder()]


def one(tier: str) -> KeptTier:
    """Raises TierUnknown."""
    found = next((kept for kept in programme_of_tiers() if kept.tier == tier), None)
    if found is None:
        raise TierUnknown("See which there are.")
    return found


def change(tier: str, terms: TierTerms) -> KeptTier:
    """Raises TierUnknown, Invalid. Two changes at once are one after the other: the tiers always rise."""
    with changes("customers") as changing:
        list(Tier.objects.select_for_update().order_by("rank"))
        before = one(tier)
        faults = [*_faults(terms), *_order_faults(before, terms, programme_of_tiers())]
        if faults:
            raise Invalid(faults[0].detail, errors=faults)
        _write(before, terms)
        after = one(tier)
        if after != before:
            changing.note("customers.tier.terms", tier, before=_noted(before), after=_noted(after))
    return after


def _faults(terms: TierTerms) -> list[FieldError]:
    currency, found = process_settings().currency, []
    for name in ("spend_from", "free_over"):
        money: Money | None = getattr(terms, name)
        if money is None:
            continue
        if money.currency != currency:
            found.append(field_error(f"/{name}", "currency", f"This market counts in {currency}."))
        elif not 0 <= money.minor <= MOST_SPEND:
            found.append(
                field_error(f"/{name}", "out_of_range", "Not below nothing, and not beyond counting.")
            )
    if not terms.spend_from and not found:
        found.append(field_error("/spend_from", "too_small", "More than nothing: everybody would have it."))
    if not all(_METHOD.fullmatch(method) for method in terms.free_methods):
        found.append(field_error("/free_methods", "invalid", "Write ways of shipping as: standard express"))
    if not all(_COUNTRY.fullmatch(country) for country in terms.free_countries):
        found.append(field_error("/free_countries", "invalid", "Write countries by two capitals: US CA"))
    if len(" ".join(terms.free_methods)) > 200:
        found.append(field_error("/free_methods", "too_long", "At most 200 characters."))
    return found


def _order_faults(mine: KeptTier, terms: TierTerms, tiers: list[KeptTier]) -> list[FieldError]:
    """Thresholds rise from tier to tier, and percents do not fall: of those the best counts."""
    found = []
    below = [tier for tier in tiers if tier.rank < mine.rank]
    above = [tier for tier in tiers if tier.rank > mine.rank]
    if below and terms.spend_from.minor <= below[-1].spend_from.minor:
        detail = f"More than {below[-1].label}’s {below[-1].spend_from}."
        found.append(field_error("/spend_from", "not_rising", detail))
    if above and terms.spend_from.minor >= above[0].spend_from.minor:
        detail = f"Less than {above[0].label}’s {above[0].spend_from}."
        found.append(field_error("/spend_from", "not_rising", detail))
    if terms.percent_off:
        least = max((tier.percent_off for tier in below), default=0)
        most = min((tier.percent_off for tier in above if tier.percent_off), default=100)
        if terms.percent_off < least:
            found.append(
                field_error("/percent_off", "not_rising", f"Not less than {least} %, which a tier below has.")
            )
        if terms.percent_off > most:
            found.append(
                field_error("/percent_off", "not_rising", f"Not more than {most} %, which a tier above has.")
            )
    return found


def _write(before: KeptTier, terms: TierTerms) -> None:
    rows = Tier.objects.filter(tier=before.tier)
    rows.update(birthday_points=terms.birthday_points)
    if terms.spend_from != before.spend_from:
        rows.update(spend_from=terms.spend_from.minor, changed_at=clock.now())
    zero = Money.zero(process_settings().currency)
    over, countries = terms.free_over or zero, sorted(set(terms.free_countries))
    methods = list(dict.fromkeys(terms.free_methods))
    if terms.percent_off != before.percent_off:
        given = {"amount": terms.percent_off} if terms.percent_off else None
        _put(before.tier, "discount", given, wording.discount(terms.percent_off))
    if terms.early_access_hours != before.early_access_hours:
        given = {"amount": terms.early_access_hours} if terms.early_access_hours else None
        _put(before.tier, "early_access", given, wording.early_access(terms.early_access_hours))
    shipping = (methods, over, countries)
    if shipping != (before.free_methods, before.free_over or zero, sorted(before.free_countries)):
        given = {"methods": " ".join(methods), "over": over.minor, "countries": " ".join(countries)}
        words = wording.free_shipping(*shipping) if methods else ("", "")
        _put(before.tier, "free_shipping", given if methods else None, words)


def _put(tier: str, kind: str, given: dict[str, Any] | None, words: tuple[str, str]) -> None:
    """One row of a kind in a tier, or none: what the sheet shows is all there is."""
    rows = Benefit.objects.filter(from_tier_id=tier, kind=kind).order_by("position", "benefit_id")
    kept = rows.first() if given is not None else None
    rows.exclude(pk=kept.pk if kept else None).delete()
    if given is None:
        return
    values = given | {"label": words[0], "description": words[1]}
    if kept is not None:
        Benefit.objects.filter(pk=kept.pk).update(**values)
        return
    first = Benefit.objects.filter(from_tier_id=tier).order_by("position").first()
    benefit_id = f"{tier}-{kind.replace('_', '-')}"
    Benefit.objects.create(
        benefit_id=benefit_id, from_tier_id=tier, kind=kind, position=first.position if first else 0, **values
    )  # fmt: skip


def _told(tier: Tier, rows: list[Benefit]) -> KeptTier:
    currency = process_settings().currency
    mine = {row.kind: row for row in reversed(rows) if row.from_tier_id == tier.tier}
    percent, early, free = (mine.get(kind) for kind in ("discount", "early_access", "free_shipping"))
    return KeptTier(
        tier=tier.tier,
        label=tier.label,
        rank=tier.rank,
        spend_from=Money.of(tier.spend_from, currency),
        percent_off=min(90, percent.amount) if percent else 0,
        birthday_points=tier.birthday_points,
        early_access_hours=min(720, early.amount) if early else 0,
        free_methods=free.methods.split() if free else [],
        free_over=Money.of(free.over, currency) if free else None,
        free_countries=free.countries.split() if free else [],
    )


def _noted(tier: KeptTier) -> dict[str, Any]:
    return tier.model_dump(mode="json", exclude={"tier", "label", "rank"})
