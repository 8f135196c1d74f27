"""Totals and states, for every amount and every order of events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from souk.services.orders.rules.states import item_status_for, may_cancel, may_follow, order_status_for
from souk.services.orders.rules.totals import tax_rate, totals
from souk.vocabulary.money import Money

lines = st.lists(st.integers(0, 10_000_00), min_size=1, max_size=12)


@given(lines, st.integers(0, 20_000_00), st.integers(0, 100_00), st.integers(0, 3000))
def test_totals_add_up_to_the_cent(amounts, discount, shipping, rate):
    found = totals([Money.of(a) for a in amounts], Money.of(discount), Money.of(shipping), rate)
    assert found.total == found.subtotal - found.discount + found.shipping + found.tax
    assert Money.sum(found.item_discounts) == found.discount <= found.subtotal
    assert Money.sum(found.item_taxes) == found.tax
    assert all(share.minor <= amount for share, amount in zip(found.item_discounts, amounts, strict=True))


def test_eight_percent_of_the_lines_and_ten_dollars_of_shipping():
    found = totals([Money.parse("25.00") * 2], Money.zero(), Money.parse("10.00"), 800)
    assert (found.tax.amount, found.total.amount) == ("4.00", "64.00")


def test_the_tax_of_a_region_goes_before_its_country_and_the_rest():
    rates = {"US-NY": 888, "US": 700, "*": 0}
    assert [tax_rate(rates, "US", r) for r in ("NY", "ny", "CA")] == [888, 888, 700]
    assert tax_rate(rates, "DE", "") == 0


def test_an_item_never_moves_backwards():
    way = ["pending", "processing", "shipped", "delivered"]
    for place, before in enumerate(way):
        for after in way[: place + 1]:
            assert not may_follow(before, after)
    assert not may_follow("cancelled", "shipped")
    assert not may_follow("pending", "lost")
    assert item_status_for("cancelled") is None


@given(st.lists(st.sampled_from(["pending", "processing", "shipped", "delivered", "cancelled"]), min_size=1))
def test_an_order_is_as_far_as_its_slowest_item(statuses):
    order = order_status_for(statuses)
    live = [status for status in statuses if status != "cancelled"]
    assert (order == "delivered") == (bool(live) and set(live) == {"delivered"})
    assert (order == "cancelled") == (not live)


def test_nothing_is_cancelled_once_a_parcel_left():
    assert may_cancel("processing", ["processing", "processing"])
    assert not may_cancel("processing", ["shipped", "processing"])
    assert not may_cancel("cancelled", ["cancelled"])


def test_goods_that_somebody_was_given_money_back_for_cost_less():
    from souk.services.orders.rules.shares import goods_kept

    assert goods_kept(Money.of(9_000), Money.of(10_000), Money.of(0)).minor == 9_000
    assert goods_kept(Money.of(9_000), Money.of(10_000), Money.of(1_000)).minor == 8_100
    assert goods_kept(Money.of(9_000), Money.of(10_000), Money.of(10_000)).minor == 0
    assert goods_kept(Money.of(0), Money.of(0), Money.of(0)).minor == 0
