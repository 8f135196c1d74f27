"""What cart hears of people who leave, and what it does by the clock."""

from __future__ import annotations

import orjson
import pytest

from souk.contracts.cart.calls import CartHolder, OrderedLine
from souk.contracts.users.events import UserErased
from souk.kernel import clock
from souk.kernel.events.inbox import Envelope, receive
from souk.kernel.models import OutboxEvent
from souk.services.cart import jobs
from souk.services.cart.models import Cart, CartLine, CheckoutAnswer, PutIn, RemovedItem, TakenOut
from tests.fakes.cart import quantities

DAY = 86_400


def envelope(event, event_id="evt_1") -> Envelope:
    body = {
        "id": event_id, "type": event.wire_type(), "source": "/souk/orders", "subject": event.subject,
        "data": event.model_dump(mode="json"),
    }  # fmt: skip
    return Envelope(orjson.dumps(body).decode())


def said(kind: str) -> list[dict]:
    rows = OutboxEvent.objects.using("cart").filter(type=f"souk.{kind}.v1").order_by("id")
    return [orjson.loads(row.envelope)["data"] for row in rows]


@pytest.fixture
def filled(carts, ada, shelves) -> CartHolder:
    shelves.coupons["TEN"] = 10
    carts.add_item(holder=ada, variation_id="var_mug", quantity=4)
    carts.add_item(holder=ada, variation_id="var_lamp", quantity=2)
    return ada


def test_who_is_erased_leaves_nothing(carts, filled):
    item_id = carts.add_item(holder=filled, variation_id="var_rug", quantity=1).lines[-1].item_id
    carts.remove_item(holder=filled, item_id=item_id)
    carts.check_out(key="k1", holder=filled)
    other = CartHolder(user_id="usr_eve")
    carts.add_item(holder=other, variation_id="var_mug", quantity=1)
    receive("cart", [envelope(UserErased(user_id="usr_ada"))])
    assert list(Cart.objects.values_list("user_id", flat=True)) == ["usr_eve"]
    assert CartLine.objects.count() == 1
    assert not CheckoutAnswer.objects.exists()
    assert not RemovedItem.objects.exists()


def test_many_changes_are_one_cart_updated(carts, filled):
    jobs.tell_updates()
    jobs.tell_updates()
    cart = carts.cart(holder=filled)
    assert said("cart.updated") == [
        {"cart_id": cart.cart_id, "user_id": "usr_ada", "revision": cart.version, "quantity": 6}
    ]
    carts.clear(holder=filled)
    jobs.tell_updates()
    assert [(e["revision"], e["quantity"]) for e in said("cart.updated")] == [
        (cart.version, 6),
        (cart.version + 1, 0),
    ]


def test_a_guests_cart_that_was_left_is_removed_and_said_once(carts):
    token = carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1).token
    emptied = CartHolder(token=carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1).token)
    carts.clear(holder=emptied)
    cart_id = carts.cart(holder=CartHolder(token=token)).cart_id
    with clock.shifted(6.9 * DAY):
        jobs.end_guest_carts()
        assert Cart.objects.count() == 2
    with clock.shifted(7.1 * DAY):
        jobs.end_guest_carts()
        jobs.end_guest_carts()
        assert said("cart.abandoned") == [{"cart_id": cart_id, "user_id": None}]
        assert not Cart.objects.exists()
        assert not CartLine.objects.exists()


def test_a_merged_cart_is_not_said_to_be_abandoned(carts):
    token = carts.add_item(holder=CartHolder(), variation_id="var_mug", quantity=1).token
    carts.merge(token=token, user_id="usr_ada")
    with clock.shifted(7.1 * DAY):
        jobs.end_guest_carts()
        assert said("cart.abandoned") == []
        assert quantities(carts.cart(holder=CartHolder(user_id="usr_ada"))) == {"var_mug": 1}


def test_a_users_cart_stays_and_is_said_to_be_left_once_per_leaving(carts, filled):
    cart_id = carts.cart(holder=filled).cart_id
    with clock.shifted(8 * DAY):
        jobs.tell_idle_carts()
        jobs.tell_idle_carts()
        jobs.end_guest_carts()
        assert said("cart.abandoned") == [{"cart_id": cart_id, "user_id": "usr_ada"}]
        assert quantities(carts.cart(holder=filled)) == {"var_mug": 4, "var_lamp": 2}
        carts.add_item(holder=filled, variation_id="var_mug", quantity=1)
    with clock.shifted(16 * DAY):
        jobs.tell_idle_carts()
        assert len(said("cart.abandoned")) == 2


def test_old_answers_are_forgotten(carts, filled):
    frozen = carts.check_out(key="k1", holder=filled)
    ordered = [OrderedLine(variation_id=line.variation_id, quantity=line.quantity) for line in frozen.lines]
    carts.take_out(key="k1", cart_id=frozen.cart_id, lines=ordered)
    jobs.forget_answers()
    assert CheckoutAnswer.objects.count() == TakenOut.objects.count() == 1
    with clock.shifted(31 * DAY):
        jobs.forget_answers()
    assert not CheckoutAnswer.objects.exists()
    assert not TakenOut.objects.exists()


def test_keys_of_what_was_put_in_are_known_for_a_day(carts, ada):
    carts.put_in(key="k1", holder=ada, variation_id="var_mug", quantity=1)
    jobs.forget_answers()
    assert PutIn.objects.count() == 1
    with clock.shifted(1.1 * DAY):
        jobs.forget_answers()
    assert not PutIn.objects.exists()
