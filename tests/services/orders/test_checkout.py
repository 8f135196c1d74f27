"""Checkout: all or nothing, once, whatever dies, refuses, or does not answer."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from souk.contracts.cart.calls import Cart, CartChanged, CartHolder, GoodsOutOfReach
from souk.contracts.inventory.calls import OutOfStock
from souk.contracts.orders.calls import CheckoutCalledOff, OrderCannotBeCancelled, OrderNotFound, Reader
from souk.contracts.payments.events import PaymentSucceeded
from souk.contracts.shipping.calls import TooLateToCancel
from souk.kernel import clock
from souk.kernel.crashes import Crash, crash_at
from souk.kernel.models import OutboxEvent, StoryRow
from souk.services.orders.stories import cancellation, delivering, placing
from souk.services.orders.stories.checkout import checkout
from souk.services.orders.use_cases import access, quoting, recording
from souk.services.orders.use_cases.auditing import violations
from souk.vocabulary.problems import Invalid, Refused, Unavailable
from tests.services.orders.conftest import STAFF, Street, finish


def said(name: str) -> int:
    return OutboxEvent.objects.using("orders").filter(type=f"souk.{name}.v1").count()


def test_a_cart_becomes_a_confirmed_order(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    assert order.status == "confirmed"
    assert order.total.amount == "85.49"  # 69.90 + 10.00 shipping + 5.59 tax
    assert street.payments.net == 8549
    assert street.held() == 3
    assert len(street.shipping.shipments(order_id=order.order_id)) == len(order.shops)
    assert (said("order.created"), said("order.paid"), said("order.confirmed")) == (1, 1, 1)


def test_the_same_key_is_the_same_order(street: Street):
    first = placing.place_order("k", street.buyer, street.details())
    second = placing.place_order("k", street.buyer, street.details())
    assert first.order_id == second.order_id
    assert street.payments.net == 8549


@pytest.mark.parametrize("at", range(26))
@pytest.mark.parametrize("card", ["pm_card_success", "pm_card_declined"])
def test_dying_anywhere_ends_in_one_paid_order_or_in_nothing(street: Street, card: str, at: int):
    details = street.details(card)
    try:
        with crash_at(at):
            placing.place_order("k", street.buyer, details)
    except Crash:
        pass
    except Refused:
        pass
    with clock.shifted(800):
        street.settle()
    states = [order.status for order in street.orders()]
    if card == "pm_card_success" and states == ["confirmed"]:
        assert street.payments.net == 8549
        assert street.held() == 3
    else:
        assert states in ([], ["cancelled"])
        assert street.payments.net == 0
        assert street.held() == 0
    assert violations() == []


@pytest.mark.parametrize("neighbour", ["carts", "inventory", "payments", "shipping"])
def test_when_a_neighbour_is_away_the_shopper_may_send_the_same_again(street: Street, neighbour: str):
    getattr(street, neighbour).is_away = True
    try:
        placing.place_order("k", street.buyer, street.details())
    except Unavailable:
        pass
    getattr(street, neighbour).is_away = False
    StoryRow.objects.using("orders").update(due_at=clock.now())
    order = placing.place_order("k", street.buyer, street.details())
    assert order.status == "confirmed"
    assert street.payments.net == 8549


def test_a_checkout_whose_neighbour_stays_away_is_called_off_and_says_so_ever_after(street: Street):
    street.shipping.is_away = True
    for _ in range(60):
        with suppress(Unavailable, CheckoutCalledOff):
            placing.place_order("k", street.buyer, street.details())
        StoryRow.objects.using("orders").update(due_at=clock.now())
    for _ in range(2):
        with pytest.raises(CheckoutCalledOff, match="check out again"):
            placing.place_order("k", street.buyer, street.details())
        street.shipping.is_away = False
    assert (street.payments.net, street.held()) == (0, 0)
    assert placing.place_order("another key", street.buyer, street.details()).status == "confirmed"


def test_a_lost_answer_is_not_a_second_deed(street: Street):
    street.payments.loses_answers = True
    with pytest.raises(Unavailable):
        placing.place_order("k", street.buyer, street.details())
    street.payments.loses_answers = False
    street.settle()
    assert [order.status for order in street.orders()] == ["confirmed"]
    assert street.payments.net == 8549
    assert street.held() == 3


def test_what_is_sold_out_is_refused_and_nothing_is_taken(street: Street):
    street.inventory.refuse("reserve", OutOfStock("Only 1 is left.", shortages=[]))
    with pytest.raises(OutOfStock):
        placing.place_order("k", street.buyer, street.details())
    assert street.orders() == []
    assert street.payments.net == 0


def test_a_cart_that_no_longer_holds_is_reported_line_by_line(street: Street):
    street.carts.goods["var_lamp"].stock = 1
    with pytest.raises(CartChanged) as refused:
        placing.place_order("k", street.buyer, street.details())
    assert refused.value.extra["changes"][0]["code"] == "insufficient_stock"
    assert street.orders() == []


def test_a_declined_order_waits_to_be_paid_and_then_goes_on(street: Street):
    order = placing.place_order("k", street.buyer, street.details("pm_card_declined"))
    assert (order.status, order.payment.status) == ("pending", "failed")
    reader = Reader(order_token=order.token)
    paid = placing.pay_again("again", order.order_id, reader, "pm_card_success")
    assert paid.status == "confirmed"
    assert street.payments.net == 8549


def test_an_order_that_nobody_pays_gives_its_stock_back(street: Street):
    order = placing.place_order("k", street.buyer, street.details("pm_card_declined"))
    with clock.shifted(800):
        checkout.run_due()
    assert placing.look_again(order.order_id, STAFF).status == "cancelled"
    assert street.held() == 0
    assert said("order.cancelled") == 1


def test_money_that_arrives_after_the_time_is_over_is_given_back(street: Street):
    order = placing.place_order("k", street.buyer, street.details("pm_card_confirm"))
    with clock.shifted(800):
        checkout.run_due()
    key = next(iter(street.payments.payments), None)
    assert key in street.payments.called_off
    delivering.resume_checkout(order.order_id)
    checkout.run_due()
    assert placing.look_again(order.order_id, STAFF).status == "cancelled"
    assert street.payments.net == 0


def test_a_webhook_and_a_returning_browser_make_one_confirmation(street: Street):
    order = placing.place_order("k", street.buyer, street.details("pm_card_confirm"))
    key = next(iter(street.payments.payments))
    street.payments.decide(key)
    delivering.resume_checkout(order.order_id)
    placing.look_again(order.order_id, STAFF)
    checkout.run_due()
    delivering.resume_checkout(order.order_id)
    checkout.run_due()
    assert said("order.confirmed") == 1
    assert PaymentSucceeded.wire_type() == "souk.payment.succeeded.v1"


def test_stock_lost_before_the_payment_came_is_refunded_and_told(street: Street):
    street.inventory.refuse("keep", OutOfStock("gone", shortages=[]))
    order = placing.place_order("k", street.buyer, street.details())
    assert (order.status, order.payment.status) == ("refunded", "refunded")
    assert street.payments.net == 0
    assert street.shipping.shipments(order_id=order.order_id) == []
    assert said("order.refunded") == 1
    assert violations() == []


def test_cancelling_gives_everything_back_once(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    for _ in range(2):
        cancelled = cancellation.cancel_order(order.order_id, STAFF, "changed my mind")
        assert (cancelled.status, cancelled.payment.refunded) == ("cancelled", order.total)
    assert street.payments.net == 0
    assert street.held() == 0
    assert said("order.cancelled") == 1


@pytest.mark.parametrize("at", range(14))
def test_a_cancellation_that_dies_is_finished_by_another(street: Street, at: int):
    order = placing.place_order("k", street.buyer, street.details())
    try:
        with crash_at(at):
            cancellation.cancel_order(order.order_id, STAFF, "")
    except Crash:
        pass
    finish(cancellation.cancellation)
    state = placing.look_again(order.order_id, STAFF).status
    assert (state, street.payments.net) in (("cancelled", 0), ("confirmed", 8549))
    assert violations() == []


def test_a_parcel_on_its_way_cannot_be_cancelled(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    street.shipping.refuse("call_off", TooLateToCancel("gone"))
    with pytest.raises(OrderCannotBeCancelled):
        cancellation.cancel_order(order.order_id, STAFF, "")
    assert placing.look_again(order.order_id, STAFF).status == "confirmed"
    assert street.payments.net == 8549


def test_an_unpaid_order_is_cancelled_by_turning_back(street: Street):
    order = placing.place_order("k", street.buyer, street.details("pm_card_declined"))
    assert cancellation.cancel_order(order.order_id, STAFF, "too dear").status == "cancelled"
    assert street.held() == 0


def test_only_who_may_read_an_order_finds_it(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    assert (
        placing.look_again(order.number.lower(), Reader(order_token=order.token)).order_id == order.order_id
    )
    for reader in (Reader(), Reader(order_token="guess"), Reader(user_id="usr_other")):
        with pytest.raises(OrderNotFound):
            placing.look_again(order.order_id, reader)
    assert access.find_guest_order(order.number, "ADA@example.com") == order.token
    with pytest.raises(OrderNotFound):
        access.find_guest_order(order.number, "eve@example.com")


def test_garbage_in_the_details_is_named(street: Street):
    with pytest.raises(Invalid) as wrong:
        placing.place_order("k", street.buyer, street.details(email="not an email"))
    assert wrong.value.errors[0].pointer == "/email"
    assert street.orders() == []


def test_the_way_back_from_paying_never_leads_off_our_site(street: Street):
    placing.place_order(
        "k", street.buyer, street.details("pm_card_confirm", return_url="https://evil.example/x")
    )
    asked = next(arguments for name, arguments in street.payments.calls if name == "take")
    assert asked["return_url"].startswith("http://testserver/orders/")


def test_an_empty_cart_is_refused(street: Street):
    street.carts.clear(holder=CartHolder(token=street.buyer.cart_token))
    with pytest.raises(Refused) as refused:
        placing.place_order("k", street.buyer, street.details())
    assert refused.value.code == "cart-is-empty"


def test_what_is_added_while_nobody_is_at_the_checkout_is_not_ordered(street: Street):
    """The process dies right after the story began; before another goes on, the shopper puts more into the cart."""
    with pytest.raises(Crash), crash_at(0) as passed:
        placing.place_order("k", street.buyer, street.details())
    assert passed == ["checkout: begun"]
    street.carts.add_item(
        holder=CartHolder(token=street.buyer.cart_token), variation_id="var_lamp", quantity=5
    )
    street.settle()
    [order] = street.orders()
    assert order.total == 8549
    assert [item.quantity for item in order.items.order_by("position")] == [2, 1]


def test_a_cart_that_was_changed_since_it_was_seen_is_not_ordered(street: Street):
    holder = CartHolder(token=street.buyer.cart_token)
    seen = street.carts.cart(holder=holder).version
    street.carts.add_item(holder=holder, variation_id="var_lamp", quantity=1)
    with pytest.raises(CartChanged):
        placing.place_order("k", street.buyer, street.details(cart_version=seen))
    assert street.orders() == []
    assert street.payments.net == 0
    now = street.carts.cart(holder=holder).version
    assert placing.place_order("k", street.buyer, street.details(cart_version=now)).status == "confirmed"


def test_of_two_checkouts_that_saw_the_same_pieces_one_is_paid(street: Street, monkeypatch):
    """From two tabs: while one is being placed the other is placed whole."""
    freeze = street.carts.check_out

    def freeze_while_another_tab_orders(**asked: Any) -> Cart:
        frozen = freeze(**asked)
        monkeypatch.setattr(street.carts, "check_out", freeze)
        placing.place_order("k1", street.buyer, street.details())
        return frozen

    monkeypatch.setattr(street.carts, "check_out", freeze_while_another_tab_orders)
    with pytest.raises(CartChanged):
        placing.place_order("k2", street.buyer, street.details())
    assert sorted(order.status for order in street.orders()) == ["cancelled", "confirmed"]
    assert street.payments.net == 8549
    assert street.held() == 3
    assert violations() == []


def test_an_order_is_told_to_who_asks_again_though_its_cart_is_forgotten_or_away(street: Street):
    first = placing.place_order("k", street.buyer, street.details())
    street.carts.answers.clear()
    assert placing.place_order("k", street.buyer, street.details()).order_id == first.order_id
    street.carts.is_away = True
    assert placing.place_order("k", street.buyer, street.details()).order_id == first.order_id


def test_a_failure_told_late_does_not_make_a_paid_order_look_declined(street: Street):
    order = placing.place_order("k", street.buyer, street.details("pm_card_declined"))
    assert (order.status, order.payment.status) == ("pending", "failed")
    failed = street.payments.payment(key=next(iter(street.payments.payments)))
    recording.show_payment(order.order_id, failed.model_copy(update={"status": "captured"}))
    told = said("order.payment_failed")
    recording.note_failed_payment(order.order_id, "The card was declined.")
    recording.show_payment(order.order_id, failed)
    (row,) = street.orders()
    assert (row.payment_status, said("order.payment_failed")) == ("captured", told)


def test_who_pays_again_while_another_worker_looks_is_told_of_a_paid_order(street: Street, monkeypatch):
    order = placing.place_order("k", street.buyer, street.details("pm_card_declined"))
    rows = StoryRow.objects.using("orders")
    rows.update(lease_until=clock.in_seconds(60), lease_by="another worker")
    monkeypatch.setattr(placing.time, "sleep", lambda _: rows.update(lease_until=None))
    reader = Reader(order_token=order.token)
    assert placing.pay_again("again", order.order_id, reader, "pm_card_success").status == "confirmed"


def test_goods_that_cannot_be_reached_are_named_and_the_same_key_buys_later(street: Street, monkeypatch: Any):
    seen = street.carts.cart(holder=CartHolder(token=street.buyer.cart_token))
    lines = [
        line.model_copy(update={"is_out_of_reach": line.variation_id == "var_vase"}) for line in seen.lines
    ]

    def away(**_: Any) -> Cart:
        raise GoodsOutOfReach("Vase cannot be reached at the moment.")

    with monkeypatch.context() as broken:
        broken.setattr(street.carts, "cart", lambda holder: seen.model_copy(update={"lines": lines}))
        broken.setattr(street.carts, "check_out", away)
        quote = quoting.quote_cart(street.buyer, "US", "IL", "standard")
        assert {line.variation_id: line.is_out_of_reach for line in quote.lines} == {
            "var_lamp": False,
            "var_vase": True,
        }
        with pytest.raises(GoodsOutOfReach, match="Vase"):
            placing.place_order("k", street.buyer, street.details())
    assert street.orders() == []
    assert placing.place_order("k", street.buyer, street.details()).status == "confirmed"
