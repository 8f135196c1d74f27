"""The promises of marketing, kept by the house, by the house as if it were far away (asked twice), and by its fake."""

from __future__ import annotations

import pytest

from souk.contracts.marketing.calls import CouponDraft, CouponRefused, Marketing, SubscriptionTokenInvalid
from souk.kernel import clock
from souk.kernel.neighbours.calling import Rehearsal
from souk.services.marketing.service import MarketingService
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Invalid
from tests.fakes.marketing import FakeMarketing


@pytest.fixture(params=["house", "far away", "fake"])
def promised(request, said):
    """Marketing, and the tokens of the letters it asked for."""
    if request.param == "fake":
        fake = FakeMarketing()
        return fake, lambda: [token for _, _, token in fake.letters]
    house = MarketingService()
    kept = house if request.param == "house" else Rehearsal(Marketing, house)
    return kept, lambda: [event["token"] for event in said("subscriber.letter.requested")]


def draft(code: str = "TEN", **terms) -> CouponDraft:
    return CouponDraft(code=code, description="x", **terms)


def test_a_coupon_is_redeemed_once_per_key_and_given_back(promised):
    marketing, _ = promised
    marketing.save_coupon(key="s", draft=draft(percent=10, usage_limit=1))
    for _ in range(2):
        told = marketing.redeem(key="k1", code="TEN", subtotal=Money.of(1000), customer="usr_ada")
        assert told.discount == Money.of(100)
    with pytest.raises(CouponRefused) as refusal:
        marketing.redeem(key="k2", code="TEN", subtotal=Money.of(1000), customer="usr_eve")
    assert refusal.value.extra["reason"] == "used_up"
    marketing.give_back(key="k1")
    marketing.give_back(key="k3")
    marketing.redeem(key="k2", code="TEN", subtotal=Money.of(1000), customer="usr_eve")
    for key in ("k1", "k3"):
        with pytest.raises(CouponRefused):
            marketing.redeem(key=key, code="TEN", subtotal=Money.of(1000), customer="usr_ada")


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"starts_at": "2999-01-01T00:00:00Z"}, "not_started"),
        ({"ends_at": "2001-01-01T00:00:00Z"}, "expired"),
        ({"minimum_subtotal": {"amount": "10.01", "currency": "USD"}}, "minimum_not_reached"),
    ],
)
def test_terms_are_kept(promised, terms, reason):
    marketing, _ = promised
    marketing.save_coupon(
        key="s", draft=CouponDraft.model_validate({"code": "TEN", "description": "x", "percent": 10, **terms})
    )
    with pytest.raises(CouponRefused) as refusal:
        marketing.discount(code="TEN", subtotal=Money.of(1000))
    assert refusal.value.extra["reason"] == reason


def test_a_customers_limit(promised):
    marketing, _ = promised
    marketing.save_coupon(key="s", draft=draft(amount_off=Money.of(2000), per_customer_limit=1))
    assert marketing.redeem(
        key="k1", code="TEN", subtotal=Money.of(1500), customer="A@b.example"
    ).discount == Money.of(1500)
    with pytest.raises(CouponRefused) as refusal:
        marketing.discount(code="TEN", subtotal=Money.of(1500), customer="a@B.example")
    assert refusal.value.extra["reason"] == "already_used"
    assert marketing.discount(code="TEN", subtotal=Money.of(1500)).code == "TEN"


def test_the_newsletter(promised):
    marketing, tokens = promised
    marketing.subscribe(email="ada@mail.example", source="footer")
    marketing.subscribe(email="ADA@mail.example", source="page")
    (confirm,) = tokens()
    marketing.confirm_subscription(token=confirm)
    _, end = tokens()
    marketing.unsubscribe(token=end)
    with pytest.raises(SubscriptionTokenInvalid):
        marketing.unsubscribe(token="made up")
    with pytest.raises(Invalid):
        marketing.subscribe(email="nobody", source="page")


def test_nonsense_is_refused(promised):
    marketing, _ = promised
    with pytest.raises(Invalid):
        marketing.save_coupon(key="s", draft=draft())
    with pytest.raises(CouponRefused) as refusal:
        marketing.discount(code="NONE", subtotal=Money.of(1000))
    assert refusal.value.extra["reason"] == "unknown"


def test_a_sale_opens_earlier_for_whom_hours_are_given(promised):
    marketing, _ = promised
    marketing.save_coupon(key="s", draft=draft("FLASH", percent=10, starts_at=clock.in_seconds(23 * 3600)))
    for early in (0, 22):
        with pytest.raises(CouponRefused) as refusal:
            marketing.discount(code="FLASH", subtotal=Money.of(1000), hours_early=early)
        assert refusal.value.extra["reason"] == "not_started"
        with pytest.raises(CouponRefused):
            marketing.redeem(
                key=f"k{early}", code="FLASH", subtotal=Money.of(1000), customer="usr_eve", hours_early=early
            )
    ada = {"code": "FLASH", "subtotal": Money.of(1000), "customer": "usr_ada", "hours_early": 24}
    assert marketing.discount(**ada).discount == Money.of(100)
    assert marketing.redeem(key="k", **ada).discount == Money.of(100)
