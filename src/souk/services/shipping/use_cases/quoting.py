"""Quoting: where we ship to, how, and what it costs. One statement for a quote: it stands on every checkout's way."""

from __future__ import annotations

from typing import Any

from django.db import connections
from pydantic import BaseModel

from souk.contracts.shipping.calls import CountryNotServed, ShippingOption
from souk.services.shipping.models import Method, ZoneCountry, ZoneTariff
from souk.services.shipping.rules.prices import Tariff, price
from souk.vocabulary.money import Money

#: Written out, because every checkout waits for it.
_TARIFFS_TO = """
    SELECT t.id, m.code, m.label, m.description, t.currency, t.free_from, t.extra_per_kg, t.earliest_days, t.latest_days,
           s.up_to_grams, s.price
    FROM shipping_zonecountry c
    JOIN shipping_zonetariff t ON t.zone_id = c.zone_id
    JOIN shipping_method m ON m.code = t.method_id
    JOIN shipping_weightstep s ON s.tariff_id = t.id
    WHERE c.country = %s ORDER BY t.id, s.up_to_grams
"""


class TariffOut(BaseModel):
    """A tariff as staff read it."""

    method: str
    label: str
    zone: str
    countries: list[str]
    steps: list[dict[str, Any]]
    extra_per_kg: Money | None
    free_from: Money | None
    earliest_days: int
    latest_days: int


def countries() -> list[str]:
    return list(ZoneCountry.objects.order_by("country").values_list("country", flat=True))


def options(country: str, weight_grams: int, subtotal: Money) -> list[ShippingOption]:
    """Cheapest first, the quicker first of two that cost the same; none that is dearer than another and no quicker. Empty when
    nothing carries such a weight."""
    found: list[ShippingOption] = []
    for tariff, steps in _tariffs_to(country).values():
        rule = Tariff(tuple(steps), tariff.currency, tariff.extra_per_kg, tariff.free_from)
        cost = price(rule, weight_grams, subtotal)
        if cost is not None:
            found.append(_option(tariff, cost))
    sensible = [option for option in found if not any(_is_better(other, option) for other in found)]
    return sorted(sensible, key=lambda option: (option.price.minor, option.latest_days, option.method))


def _is_better(one: ShippingOption, other: ShippingOption) -> bool:
    """Cheaper, and there no later."""
    is_no_later = one.earliest_days <= other.earliest_days and one.latest_days <= other.latest_days
    return is_no_later and one.price < other.price


def tariffs() -> list[TariffOut]:
    """All of them, by zone and method."""
    rows = ZoneTariff.objects.select_related("method", "zone").prefetch_related("steps", "zone__countries")
    return [_as_staff_read_it(row) for row in rows.order_by("zone__code", "method__code", "currency")]


def _tariffs_to(country: str) -> dict[int, tuple[ZoneTariff, list[tuple[int, int]]]]:
    found: dict[int, tuple[ZoneTariff, list[tuple[int, int]]]] = {}
    with connections["shipping"].cursor() as cursor:
        cursor.execute(_TARIFFS_TO, (country,))
        for number, code, label, description, *terms, up_to_grams, cost in cursor.fetchall():
            if number not in found:
                method = Method(code=code, label=label, description=description)
                found[number] = (ZoneTariff(number, method.pk, None, *terms), [])
                found[number][0].method = method
            found[number][1].append((up_to_grams, cost))
    if not found:
        raise CountryNotServed(f"We do not ship to {country} yet.")
    return found


def _option(tariff: ZoneTariff, cost: Money) -> ShippingOption:
    return ShippingOption(
        method=tariff.method.code,
        label=tariff.method.label,
        description=tariff.method.description,
        price=cost,
        earliest_days=tariff.earliest_days,
        latest_days=tariff.latest_days,
    )


def _as_staff_read_it(row: Any) -> TariffOut:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money.of(minor, row.currency)

    steps = sorted(row.steps.all(), key=lambda step: step.up_to_grams)
    return TariffOut(
        method=row.method.code,
        label=row.method.label,
        zone=row.zone.name,
        countries=sorted(place.country for place in row.zone.countries.all()),
        steps=[{"up_to_grams": step.up_to_grams, "price": money(step.price)} for step in steps],
        extra_per_kg=money(row.extra_per_kg),
        free_from=money(row.free_from),
        earliest_days=row.earliest_days,
        latest_days=row.latest_days,
    )
