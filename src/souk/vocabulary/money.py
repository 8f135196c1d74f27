"""Money: an integer number of minor units in one currency. Never a float, never a mix of currencies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_serializer, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

#: ISO 4217 currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class MixedCurrencies(ValueError):
    """Two amounts in different currencies were added or compared."""


def exponent(currency: str) -> int:
    """Decimal places of a currency: 2 for USD, 0 for JPY, 3 for KWD (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


class Money(BaseModel):
    """An amount in minor units (`Money.of(9900, "USD")` is 99 dollars).

    Outside it is written `{"amount": "99.00", "currency": "USD"}`; that form is accepted too. More decimal places than
    the currency has are refused, never rounded away.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    minor: int
    currency: str

    @classmethod
    def of(cls, minor: int, currency: str = "USD") -> Money:
        """From minor units, trusted: no validation, because amounts are built in hot loops."""
        return cls.model_construct(minor=minor, currency=currency)

    @classmethod
    def zero(cls, currency: str = "USD") -> Money:
        return cls.of(0, currency)

    @classmethod
    def parse(cls, amount: str, currency: str = "USD") -> Money:
        """From decimal text such as `"99.00"`. Raises ValueError for anything else."""
        return cls.of(_minor_units(amount, currency), currency)

    @classmethod
    def sum(cls, amounts: Iterable[Money], currency: str = "USD") -> Money:
        total = cls.zero(currency)
        for amount in amounts:
            total = total + amount
        return total

    @model_validator(mode="before")
    @classmethod
    def _from_outside(cls, value: Any) -> Any:
        if isinstance(value, dict) and "amount" in value:
            currency = value.get("currency")
            if (
                not isinstance(currency, str)
                or len(currency) != 3
                or not currency.isascii()
                or not currency.isupper()
            ):
                raise ValueError("currency must be a three-letter ISO 4217 code")
            if set(value) - {"amount", "currency"}:
                raise ValueError("money has only amount and currency")
            return {"minor": _minor_units(value["amount"], currency), "currency": currency}
        return value

    @model_serializer
    def _to_outside(self) -> dict[str, str]:
        return {"amount": self.amount, "currency": self.currency}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "object",
            "title": "Money",
            "properties": {
                "amount": {"type": "string", "pattern": r"^-?\d+(\.\d{1,3})?$", "examples": ["99.00"]},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["USD"]},
            },
            "required": ["amount", "currency"],
            "additionalProperties": False,
        }

    @property
    def amount(self) -> str:
        """Decimal text with exactly the currency's places."""
        places = exponent(self.currency)
        if not places:
            return str(self.minor)
        whole, part = divmod(abs(self.minor), 10**places)
        return f"{'-' if self.minor < 0 else ''}{whole}.{part:0{places}d}"

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money.of(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money.of(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money.of(self.minor * times, self.currency)

    def __neg__(self) -> Money:
        return Money.of(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def permille(self, rate: int) -> Money:
        """`rate` thousandths of the amount, halves away from zero (80 = 8 %)."""
        return self.basis_points(rate * 10)

    def basis_points(self, rate: int) -> Money:
        """`rate` ten-thousandths of the amount, halves away from zero (800 = 8 %)."""
        product = abs(self.minor) * rate
        rounded = (product + 5_000) // 10_000
        return Money.of(-rounded if self.minor < 0 else rounded, self.currency)

    def split(self, weights: list[int]) -> list[Money]:
        """Divides the amount in proportion to `weights` so that the parts sum to it exactly (largest remainder)."""
        whole = sum(weights)
        if not weights or whole <= 0 or min(weights) < 0:
            raise ValueError("weights must be positive")
        sign = -1 if self.minor < 0 else 1
        shares = [divmod(abs(self.minor) * weight, whole) for weight in weights]
        parts = [share for share, _ in shares]
        left = abs(self.minor) - sum(parts)
        for index in sorted(range(len(weights)), key=lambda i: (-shares[i][1], i))[:left]:
            parts[index] += 1
        return [Money.of(sign * part, self.currency) for part in parts]

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency}")


def _minor_units(amount: Any, currency: str) -> int:
    if not isinstance(amount, str) or len(amount) > 24 or not _DECIMAL.fullmatch(amount):
        raise ValueError('amount must be decimal text such as "99.00"')
    number = Decimal(amount)
    minor = number.scaleb(exponent(currency))
    if minor != minor.to_integral_value() or abs(minor) >= 10**15:
        raise ValueError(f"amount has more decimal places than {currency} or is out of range")
    return int(minor)
