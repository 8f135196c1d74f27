"""Money that staff give back by hand: the order's books follow, whatever else happens to the order meanwhile."""

from __future__ import annotations

import pytest

from souk.contracts.payments.calls import RefundTooLarge
from souk.contracts.payments.events import PaymentRefunded
from souk.kernel import clock
from souk.kernel.models import OutboxEvent
from souk.services.orders.handlers import on_refund
from souk.services.orders.models import Order
from souk.services.orders.service import OrderDeskService
from souk.services.orders.stories import cancellation, placing, refunding
from souk.services.orders.use_cases.auditing import violations
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Problem, Unavailable
from tests.services.orders.conftest import STAFF, Street


def give_back(street: Street, order_id: str, minor: int, key: str = "staff:1") -> PaymentRefunded:
    """What a clerk does at payments, and the news of it."""
    (payment,) = street.payments.payments.values()
    street.payments.refund(key=key, payment_key=payment.key, amount=Money.of(minor), reason="goodwill")
    return PaymentRefunded(
        payment_id=payment.payment_id, order_id=order_id, key=payment.key, amount=Money.of(minor), refund_key=key, by_staff=True
    )  # fmt: skip


def test_money_given_back_by_staff_is_written_down_and_told(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    on_refund(give_back(street, order.order_id, 500))
    after = placing.look_again(order.order_id, STAFF)
    assert (after.status, after.payment.status, after.payment.refunded) == (
        "confirmed",
        "partly_refunded",
        Money.of(500),
    )
    assert OutboxEvent.objects.using("orders").filter(type="souk.order.refunded.v1").count() == 1


def test_what_its_own_story_gave_back_is_not_counted_twice(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    on_refund(give_back(street, order.order_id, 500).model_copy(update={"by_staff": False}))
    assert placing.look_again(order.order_id, STAFF).payment.refunded == Money.of(0)


@pytest.mark.parametrize("news_first", [True, False])
def test_a_cancellation_gives_back_what_staff_left(street: Street, news_first: bool):
    order = placing.place_order("k", street.buyer, street.details())
    news = give_back(street, order.order_id, 500)
    if news_first:
        on_refund(news)
    cancelled = cancellation.cancel_order(order.order_id, STAFF, "")
    on_refund(news) if not news_first else None
    assert (cancelled.status, cancelled.payment.refunded) == ("cancelled", order.total)
    assert street.payments.net == 0
    row = Order.objects.get()
    assert row.refunded == row.paid
    assert violations() == []


def test_news_of_a_refund_waits_for_its_order_to_be_confirmed(street: Street):
    order = placing.place_order("k", street.buyer, street.details("pm_card_late"))
    (payment,) = street.payments.payments.values()
    news = PaymentRefunded(
        payment_id=payment.payment_id, order_id=order.order_id, key=payment.key, amount=Money.of(1), refund_key="staff:1",
        by_staff=True,
    )  # fmt: skip
    with pytest.raises(Unavailable):
        on_refund(news)


def going(order_id: str) -> Money | None:
    return OrderDeskService().being_refunded(order_id=order_id)


def news_of(street: Street, order_id: str, minor: int, key: str) -> PaymentRefunded:
    (payment,) = street.payments.payments.values()
    return PaymentRefunded(
        payment_id=payment.payment_id, order_id=order_id, key=payment.key, amount=Money.of(minor), refund_key=f"staff:{key}",
        by_staff=True,
    )  # fmt: skip


def test_what_was_asked_for_is_known_until_its_news_has_come(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    assert going(order.order_id) is None
    for key, minor in (("a", 300), ("b", 200), ("a", 300)):
        refunding.refund(key, order.order_id, Money.of(minor), "late")
    assert going(order.order_id) == Money.of(500)
    on_refund(news_of(street, order.order_id, 300, "a"))
    assert going(order.order_id) == Money.of(200)
    refunding.refund("a", order.order_id, Money.of(300), "late")
    assert going(order.order_id) == Money.of(200), "asked again, it is in the books already"
    on_refund(news_of(street, order.order_id, 200, "b"))
    assert going(order.order_id) is None
    assert placing.look_again(order.order_id, STAFF).payment.refunded == Money.of(500)


def test_what_payments_refuses_is_not_on_its_way(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    with pytest.raises(RefundTooLarge):
        refunding.refund("a", order.order_id, order.total + Money.of(1), "late")
    assert going(order.order_id) is None


def test_what_nobody_answered_may_be_on_its_way_and_is_not_waited_for_for_ever(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    street.payments.is_away = True
    with pytest.raises(Problem):
        refunding.refund("a", order.order_id, Money.of(300), "late")
    assert going(order.order_id) == Money.of(300)
    with clock.shifted(3601):
        assert going(order.order_id) is None
