"""Amounts that staff type: fields in units of the market's currency, and what was typed as money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from souk.kernel.settings import settings
from souk.vocabulary.money import Money, exponent


def money_field(label: str, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=13, decimal_places=exponent(settings().currency), **{"min_value": 0} | more
    )


def typed(amount: Decimal) -> Money:
    return Money.parse(f"{amount:f}", settings().currency)
