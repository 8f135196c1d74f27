"""Money: nothing is lost, nothing is made, nothing is mixed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import BaseModel, ValidationError

from souk.vocabulary.money import MixedCurrencies, Money, exponent

currencies = some.sampled_from(["USD", "EUR", "JPY", "KWD", "VND", "BHD"])
minors = some.integers(-(10**14), 10**14)
monies = some.builds(Money.of, minors, currencies)


class Priced(BaseModel):
    price: Money


@given(monies, some.lists(some.integers(0, 10_000), min_size=1, max_size=20).filter(any))
def test_the_parts_of_a_split_are_the_whole(money: Money, weights: list[int]) -> None:
    parts = money.split(weights)
    assert Money.sum(parts, money.currency) == money
    for part, weight in zip(parts, weights, strict=True):
        fair = Fraction(money.minor * weight, sum(weights))
        assert abs(part.minor - fair) < 1
        assert part.currency == money.currency
        assert weight or not part


@given(monies, some.integers(1, 50))
def test_equal_weights_differ_by_one_unit_at_most(money: Money, number: int) -> None:
    parts = [part.minor for part in money.split([1] * number)]
    assert max(parts) - min(parts) <= 1


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [-1], [5, -1]])
def test_a_split_by_nothing_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money.of(100).split(weights)


@given(monies, some.integers(0, 20_000))
def test_a_share_is_the_nearest_unit_and_halves_go_away_from_zero(money: Money, rate: int) -> None:
    exact = Fraction(money.minor * rate, 10_000)
    share = money.basis_points(rate)
    assert abs(share.minor - exact) <= Fraction(1, 2)
    if abs(share.minor - exact) == Fraction(1, 2):
        assert abs(share.minor) > abs(exact)
    assert (-money).basis_points(rate) == -share


@given(monies, some.integers(0, 1_000))
def test_permille_is_ten_basis_points(money: Money, rate: int) -> None:
    assert money.permille(rate) == money.basis_points(rate * 10)


def test_eight_percent_of_known_prices() -> None:
    assert [Money.of(minor).basis_points(800).minor for minor in (0, 6, 7, 100, 9900, 6250)] == [
        0,
        0,
        1,
        8,
        792,
        500,
    ]


@given(monies)
def test_what_is_printed_is_read_again(money: Money) -> None:
    assert Money.parse(money.amount, money.currency) == money
    assert Priced.model_validate_json(Priced(price=money).model_dump_json()).price == money
    _, _, places = money.amount.partition(".")
    assert len(places) == exponent(money.currency)


def test_how_it_is_printed() -> None:
    printed = [
        str(money) for money in (Money.of(9900), Money.of(-5), Money.of(5, "JPY"), Money.of(-1234, "KWD"))
    ]
    assert printed == ["99.00 USD", "-0.05 USD", "5 JPY", "-1.234 KWD"]


@given(some.text(max_size=30))
def test_what_is_no_amount_is_refused_with_value_error_only(text: str) -> None:
    try:
        money = Money.parse(text)
    except ValueError:
        return
    assert Money.parse(money.amount) == money


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "1.", ".5", "1.005", "+1", "1e2", "1E+999999", "NaN", "Infinity", "٣", "1_000", "1,00", "--1", "1\n",
     "9" * 25, "10000000000000.00"],
)  # fmt: skip
def test_amounts_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        Money.parse(text)


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_more_places_than_the_currency_has_are_never_rounded_away(currency: str) -> None:
    with pytest.raises(ValueError, match="decimal places"):
        Money.parse("1." + "0" * exponent(currency) + "1", currency)


@pytest.mark.parametrize(
    "body",
    [{"amount": 99.0, "currency": "USD"}, {"amount": 99, "currency": "USD"}, {"amount": "99.00"},
     {"amount": "99.00", "currency": "usd"}, {"amount": "99.00", "currency": "ÄÖÜ"}, {"amount": None, "currency": "USD"},
     {"amount": "99.00", "currency": "USD", "minor": 1}, {"amount": True, "currency": "USD"}, [], "99.00", None],
)  # fmt: skip
def test_what_comes_from_outside_in_another_form_is_refused(body: object) -> None:
    with pytest.raises(ValidationError):
        Priced.model_validate({"price": body})


@given(monies, monies)
def test_currencies_are_never_mixed(one: Money, other: Money) -> None:
    if one.currency == other.currency:
        assert (one + other) - other == one
        assert (one < other) == (one.minor < other.minor)
        return
    for mix in (lambda: one + other, lambda: one - other, lambda: one < other, lambda: one <= other):
        with pytest.raises(MixedCurrencies):
            mix()
    assert one != other
    with pytest.raises(MixedCurrencies):
        Money.sum([one, other], one.currency)


def test_an_amount_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Money.of(1).minor = 2  # type: ignore[misc]


@given(some.lists(minors))
def test_a_sum_is_the_sum_and_no_amounts_are_zero(amounts: list[int]) -> None:
    assert Money.sum((Money.of(minor) for minor in amounts), "USD").minor == sum(amounts)
    assert not Money.zero("JPY")
