"""Money that staff give back by hand: the order's books follow, whatever else happens to the order meanwhile."""

from __future__ import annotations

import pytest

from souk.contracts.payments.events import PaymentRefunded
from souk.kernel.models import OutboxEvent
from souk.services.orders.handlers import on_refund
from souk.services.orders.models import Order
from souk.services.orders.stories import cancellation, placing
from souk.services.orders.use_cases.auditing import violations
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable
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
