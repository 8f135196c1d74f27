"""Prices, progress and tracking numbers, for any weight, any order and any slip of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.services.shipping.rules.prices import Tariff, price
from souk.services.shipping.rules.progress import WAY, rank, stages_before
from souk.services.shipping.rules.tracking_numbers import is_tracking_number, tidy, tracking_number
from souk.vocabulary.money import Money

GRAMS = st.integers(0, 60_000)
SERIALS = st.integers(0, 10**15 - 1)
TARIFF = Tariff(((2_000, 600), (10_000, 900)), "USD", extra_per_kg=100, free_from=5_000)
SMALL = Money.of(100, "USD")


@pytest.mark.parametrize(
    ("grams", "minor"),
    [(0, 600), (2_000, 600), (2_001, 900), (10_000, 900), (10_001, 1_000), (11_000, 1_000), (11_001, 1_100)],
)
def test_a_weight_costs_what_its_step_says_and_then_by_the_kilogram(grams: int, minor: int) -> None:
    assert price(TARIFF, grams, SMALL) == Money.of(minor, "USD")


def test_steps_may_stand_in_any_order() -> None:
    assert price(Tariff(((10_000, 900), (2_000, 600)), "USD"), 1_000, SMALL) == Money.of(600, "USD")


@given(GRAMS, GRAMS)
def test_a_heavier_parcel_never_costs_less(one: int, other: int) -> None:
    light, heavy = price(TARIFF, min(one, other), SMALL), price(TARIFF, max(one, other), SMALL)
    assert light is not None
    assert heavy is not None
    assert light <= heavy


@given(GRAMS, st.integers(0, 20_000))
def test_it_is_free_exactly_from_the_subtotal_on_and_as_far_as_the_steps_reach(
    grams: int, subtotal: int
) -> None:
    cost = price(TARIFF, grams, Money.of(subtotal, "USD"))
    assert cost is not None
    assert (cost.minor == 0) == (subtotal >= 5_000 and grams <= 10_000)


def test_too_heavy_or_in_another_currency_is_not_carried() -> None:
    assert price(Tariff(((2_000, 600),), "USD"), 2_001, SMALL) is None
    assert price(TARIFF, 1_000, Money.of(100, "EUR")) is None
    assert price(Tariff((), "USD"), 1_000, SMALL) is None


def test_a_parcel_may_jump_ahead_but_comes_to_nothing_from_behind() -> None:
    assert stages_before("handed_over") == ("preparing",)
    assert stages_before("delivered") == ("preparing", "handed_over", "in_transit", "out_for_delivery")
    assert stages_before("preparing") == ()
    assert stages_before("eaten by a dog") == stages_before("cancelled") == ()
    assert sorted(["cancelled", *WAY], key=rank) == [*WAY, "cancelled"]


@given(SERIALS)
def test_a_tracking_number_is_known_for_one_however_it_is_typed(serial: int) -> None:
    number = tracking_number(serial)
    assert is_tracking_number(number)
    assert len(number) == 18
    assert tidy(f" {number[:6].lower()} {number[6:]}") == number


@given(SERIALS, st.integers(2, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(serial: int, place: int, by: int) -> None:
    number = tracking_number(serial)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not is_tracking_number(wrong)


@given(st.text(max_size=30))
def test_any_text_can_be_asked_about(text: str) -> None:
    assert is_tracking_number(tidy(text)) in (True, False)


@pytest.mark.parametrize(
    "text", ["", "SK", "SK123", "XX0000000000000000", "SK٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠", "SK0000000000000000\n"]
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert not is_tracking_number(text)
