"""Coupons: what they take off, and that no way of asking uses one too often."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.contracts.marketing.calls import CouponRefused
from souk.kernel import clock
from souk.services.marketing.models import Coupon, Redemption
from souk.services.marketing.rules.terms import Terms, discount
from souk.services.marketing.use_cases.auditing import violations
from souk.vocabulary.money import Money


def usd(minor: int) -> Money:
    return Money.of(minor, "USD")


def why(refusal) -> str:
    return refusal.value.extra["reason"]


@given(percent=st.none() | st.integers(1, 100), off=st.integers(1, 10**9), subtotal=st.integers(0, 10**9))
def test_a_discount_is_never_above_the_subtotal(percent, off, subtotal):
    terms = Terms(percent, None if percent else off, None, "USD", None, None, None, None)
    taken = discount(terms, usd(subtotal)).minor
    assert 0 <= taken <= subtotal
    if percent is None:
        assert taken == min(off, subtotal)
    else:
        assert abs(taken * 100 - subtotal * percent) <= 50


def test_percent_and_amount(marketing, coupon):
    coupon("TEN", percent=10)
    coupon("FIVER", amount_off=usd(500))
    assert marketing.discount(code="TEN", subtotal=usd(1005)).discount == usd(101)
    assert marketing.discount(code="fiver", subtotal=usd(2000)).discount == usd(500)
    assert marketing.discount(code="FIVER", subtotal=usd(300)).discount == usd(300)
    assert marketing.discount(code="TEN", subtotal=usd(0)).discount == usd(0)


@pytest.mark.parametrize("code", ["NONE", "", "' OR 1=1 --", "x" * 5000, "TEN\x00", "\u0130", "\ud800"])
def test_a_coupon_nobody_knows_is_refused(marketing, coupon, code):
    coupon("TEN", percent=10)
    with pytest.raises(CouponRefused) as refusal:
        marketing.discount(code=code, subtotal=usd(1000))
    assert why(refusal) == "unknown"
    with pytest.raises(CouponRefused):
        marketing.redeem(key="k", code=code, subtotal=usd(1000), customer="usr_ada")
    assert not Redemption.objects.exists()


def test_a_coupon_counts_from_its_first_instant_to_before_its_last(marketing, coupon):
    start = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    end = start + dt.timedelta(days=7)
    coupon("MAY", percent=10, starts_at=start, ends_at=end)
    for instant, reason in [
        (start - dt.timedelta(seconds=1), "not_started"), (start, None),
        (end - dt.timedelta(seconds=1), None), (end, "expired"),
    ]:  # fmt: skip
        with clock.frozen_at(instant):
            if reason is None:
                assert marketing.discount(code="MAY", subtotal=usd(1000)).discount == usd(100)
                continue
            for ask in (
                lambda: marketing.discount(code="MAY", subtotal=usd(1000)),
                lambda: marketing.redeem(key="k", code="MAY", subtotal=usd(1000), customer="usr_ada"),
            ):
                with pytest.raises(CouponRefused) as refusal:
                    ask()
                assert why(refusal) == reason
    assert violations() == []


def test_a_minimum_is_said_in_money(marketing, coupon):
    coupon("BIG", percent=10, minimum_subtotal=usd(5000))
    with pytest.raises(CouponRefused) as refusal:
        marketing.discount(code="BIG", subtotal=usd(4999))
    assert why(refusal) == "minimum_not_reached"
    assert "50.00 USD" in refusal.value.detail
    assert marketing.discount(code="BIG", subtotal=usd(5000)).discount == usd(500)


def test_another_currency_is_not_ours(marketing, coupon):
    coupon("FIVER", amount_off=usd(500))
    with pytest.raises(CouponRefused):
        marketing.discount(code="FIVER", subtotal=Money.of(1000, "EUR"))


def test_looking_counts_nothing_redeeming_counts_once(marketing, coupon, said):
    """One of the systems behind the seeds never counted the uses of a coupon."""
    coupon("TEN", percent=10, usage_limit=2)
    for _ in range(5):
        marketing.discount(code="TEN", subtotal=usd(1000), customer="usr_ada")
    first = marketing.redeem(key="k1", code="TEN", subtotal=usd(1000), customer="usr_ada")
    assert marketing.redeem(key="k1", code="TEN", subtotal=usd(1000), customer="usr_ada") == first
    assert Coupon.objects.get().used == 1
    assert said("coupon.redeemed") == [{"code": "TEN", "customer": "usr_ada"}]
    marketing.redeem(key="k2", code="ten", subtotal=usd(1000), customer="usr_ada")
    with pytest.raises(CouponRefused) as refusal:
        marketing.redeem(key="k3", code="TEN", subtotal=usd(1000), customer="usr_eve")
    assert why(refusal) == "used_up"
    with pytest.raises(CouponRefused):
        marketing.discount(code="TEN", subtotal=usd(1000))
    assert marketing.redeem(key="k1", code="TEN", subtotal=usd(1000), customer="usr_ada") == first
    assert (Coupon.objects.get().used, violations()) == (2, [])


def test_one_customer_is_one_however_they_write_their_email(marketing, coupon):
    coupon("WELCOME10", percent=10, per_customer_limit=1)
    marketing.redeem(key="k1", code="WELCOME10", subtotal=usd(1000), customer="Ada@Mail.example")
    for spelt in ("ada@mail.example", " ADA@MAIL.EXAMPLE "):
        with pytest.raises(CouponRefused) as refusal:
            marketing.redeem(key=f"k{spelt}", code="WELCOME10", subtotal=usd(1000), customer=spelt)
        assert why(refusal) == "already_used"
        with pytest.raises(CouponRefused):
            marketing.discount(code="WELCOME10", subtotal=usd(1000), customer=spelt)
    marketing.redeem(key="k9", code="WELCOME10", subtotal=usd(1000), customer="eve@mail.example")
    assert (Coupon.objects.get().used, violations()) == (2, [])


def test_a_use_given_back_is_free_again(marketing, coupon):
    coupon("ONCE", percent=10, usage_limit=1, per_customer_limit=1)
    marketing.redeem(key="k1", code="ONCE", subtotal=usd(1000), customer="usr_ada")
    for _ in range(3):
        marketing.give_back(key="k1")
    assert Coupon.objects.get().used == 0
    marketing.redeem(key="k2", code="ONCE", subtotal=usd(1000), customer="usr_ada")
    with pytest.raises(CouponRefused):
        marketing.redeem(key="k1", code="ONCE", subtotal=usd(1000), customer="usr_ada")
    assert (Coupon.objects.get().used, violations()) == (1, [])


def test_a_use_given_back_before_it_came_is_refused(marketing, coupon):
    coupon("TEN", percent=10, usage_limit=1)
    for _ in range(2):
        marketing.give_back(key="late")
    for _ in range(2):
        with pytest.raises(CouponRefused):
            marketing.redeem(key="late", code="TEN", subtotal=usd(1000), customer="usr_ada")
    assert (Coupon.objects.get().used, violations()) == (0, [])
    marketing.redeem(key="k2", code="TEN", subtotal=usd(1000), customer="usr_ada")


def test_a_refused_redemption_counts_nothing(marketing, coupon):
    coupon("BIG", percent=10, minimum_subtotal=usd(5000), usage_limit=1)
    with pytest.raises(CouponRefused):
        marketing.redeem(key="k1", code="BIG", subtotal=usd(1), customer="usr_ada")
    assert Coupon.objects.get().used == 0
    assert marketing.redeem(key="k1", code="BIG", subtotal=usd(5000), customer="usr_ada").discount == usd(500)


def test_the_audit_sees_a_use_that_was_not_counted(marketing, coupon):
    coupon("TEN", percent=10, usage_limit=5)
    marketing.redeem(key="k1", code="TEN", subtotal=usd(1000), customer="usr_ada")
    Coupon.objects.update(used=0)
    assert violations() == ["coupon TEN counts 0 uses, but 1 were redeemed"]
    Coupon.objects.all().delete()
    assert violations() == ["1 uses of coupon TEN, which does not exist"]


def test_redeeming_costs_few_statements(marketing, coupon, count_queries):
    coupon("TEN", percent=10)
    with count_queries("marketing") as queries:
        marketing.redeem(key="k1", code="TEN", subtotal=usd(1000), customer="usr_ada")
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 5


def at_once(count: int, work) -> list[BaseException]:
    wrong: list[BaseException] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        from django.db import connections

        try:
            gate.wait()
            work(number)
        except BaseException as failure:
            wrong.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_a_limit_holds_when_everybody_comes_at_once(real_databases, marketing, coupon):
    coupon("THREE", percent=10, usage_limit=3)
    wrong = at_once(
        12,
        lambda n: marketing.redeem(key=f"k{n}", code="THREE", subtotal=usd(1000), customer=f"usr_{n}"),
    )
    assert [type(failure) for failure in wrong] == [CouponRefused] * 9
    assert (Coupon.objects.get().used, Redemption.objects.count(), violations()) == (3, 3, [])


def test_a_customers_limit_holds_when_they_open_many_windows(real_databases, marketing, coupon):
    coupon("ONE-EACH", percent=10, per_customer_limit=1)
    wrong = at_once(
        8,
        lambda n: marketing.redeem(key=f"k{n}", code="ONE-EACH", subtotal=usd(1000), customer="usr_ada"),
    )
    assert [failure.extra["reason"] for failure in wrong] == ["already_used"] * 7
    assert (Coupon.objects.get().used, violations()) == (1, [])


def test_redeeming_and_giving_back_at_once_never_miscounts(real_databases, marketing, coupon):
    coupon("RACE", percent=10, usage_limit=5)

    def work(number: int) -> None:
        key = f"k{number // 2}"
        if number % 2:
            marketing.give_back(key=key)
            return
        try:
            marketing.redeem(key=key, code="RACE", subtotal=usd(1000), customer="usr_ada")
        except CouponRefused:
            pass

    assert at_once(12, work) == []
    assert (Coupon.objects.get().used, violations()) == (0, [])
