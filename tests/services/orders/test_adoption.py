"""A guest's orders become those of the account that confirmed their email; never of anybody else's."""

from __future__ import annotations

import pytest

from souk.contracts.orders.calls import OrderNotFound, Reader
from souk.kernel import clock
from souk.kernel.models import StoryRow
from souk.services.orders.models import Order
from souk.services.orders.stories import placing
from souk.services.orders.stories.adoption import adoption, plan_adoption
from souk.services.orders.use_cases import access, reading
from tests.services.orders.conftest import ADDRESS, Street


def settle() -> None:
    for _ in range(20):
        rows = StoryRow.objects.using("orders").filter(story="adoption").exclude(direction="done")
        if not rows.exists():
            return
        rows.update(due_at=clock.now(), lease_until=None)
        adoption.run_due()
    raise AssertionError("the adoption never ends")


def test_the_orders_are_in_the_account_and_the_address_in_its_book(street: Street):
    order = placing.place_order("k", street.buyer, street.details(email="Ada@Example.com"))
    ada = street.users.open("ada@example.com").user_id
    assert reading.orders_of(ada, None, 10).items == []
    plan_adoption(ada, "ada@example.com")
    plan_adoption(ada, "ada@example.com")
    settle()
    (mine,) = reading.orders_of(ada, None, 10).items
    assert mine.order_id == order.order_id
    (saved,) = street.users.addresses(user_id=ada)
    assert (saved.address, saved.is_default) == (ADDRESS, True)
    assert access.readable_order(order.order_id, Reader(order_token=order.token)), "its letter still opens it"
    assert "account" in reading.full_order(Order.objects.get()).history[-1].detail


def test_somebody_elses_orders_are_left_alone(street: Street):
    order = placing.place_order("k", street.buyer, street.details(email="eve@example.com"))
    ada = street.users.open("ada@example.com").user_id
    plan_adoption(ada, "ada@example.com")
    settle()
    assert Order.objects.get().user_id is None
    with pytest.raises(OrderNotFound):
        access.readable_order(order.order_id, Reader(user_id=ada))


def test_what_an_account_ordered_with_this_email_stays_with_that_account(street: Street):
    placing.place_order("k", street.buyer, street.details(email="ada@example.com"))
    Order.objects.update(user_id="usr_bob")
    ada = street.users.open("ada@example.com").user_id
    plan_adoption(ada, "ada@example.com")
    settle()
    assert Order.objects.get().user_id == "usr_bob"


def test_an_address_that_is_known_is_not_saved_again_and_the_default_stays(street: Street):
    placing.place_order("k", street.buyer, street.details(email="ada@example.com"))
    ada = street.users.open("ada@example.com").user_id
    other = ADDRESS.model_copy(update={"line1": "2 Mill Lane"})
    street.users.save_address(key="a", user_id=ada, address=other, is_default=True)
    street.users.save_address(key="b", user_id=ada, address=ADDRESS, is_default=False)
    plan_adoption(ada, "ada@example.com")
    settle()
    assert [saved.address.line1 for saved in street.users.addresses(user_id=ada)] == [
        "2 Mill Lane",
        "1 Market Street",
    ]


def test_while_users_is_away_the_orders_change_hands_and_the_address_follows(street: Street):
    placing.place_order("k", street.buyer, street.details(email="ada@example.com"))
    ada = street.users.open("ada@example.com").user_id
    street.users.vanish()
    plan_adoption(ada, "ada@example.com")
    StoryRow.objects.using("orders").filter(story="adoption").update(due_at=clock.now())
    adoption.run_due()
    assert Order.objects.get().user_id == ada
    street.users.come_back()
    settle()
    assert len(street.users.addresses(user_id=ada)) == 1


def test_an_order_of_before_emails_had_a_key_is_found(street: Street):
    placing.place_order("k", street.buyer, street.details(email="ada@example.com"))
    Order.objects.update(email_key="")
    ada = street.users.open("ada@example.com").user_id
    plan_adoption(ada, "ada@example.com")
    settle()
    assert Order.objects.get().user_id == ada
