"""Guests: known by a signed token, forgotten when they do not come back, and nothing of theirs is lost when they register."""

from __future__ import annotations

import pytest

from souk.contracts.customers.calls import GuestPassInvalid
from souk.kernel import clock
from souk.services.customers.models import Customer, GuestRecord
from souk.services.customers.use_cases import auditing, guests
from souk.vocabulary.addresses import PostalAddress

HOME = PostalAddress(
    name="Ada", line1="1 Market Street", city="Springfield", region="IL", postal_code="62701", country="US"
)
WORK = HOME.model_copy(update={"line1": "2 Mill Lane"})


def test_a_guest_is_known_by_their_token_and_by_nothing_else(people):
    given = people.guests.begin()
    assert people.guests.guest(token=given.token).customer.customer_id == given.customer.customer_id
    other = people.guests.begin()
    forged = other.token.split(".")[0] + "." + given.token.split(".", 1)[1]
    for bad in ("", "x", given.token[:-1], given.token + "x", forged):
        with pytest.raises(GuestPassInvalid):
            people.guests.guest(token=bad)


def test_coming_back_makes_the_token_good_for_longer(people):
    given = people.guests.begin()
    with clock.shifted(29 * 86_400):
        renewed = people.guests.begin(token=given.token)
        assert renewed.customer.customer_id == given.customer.customer_id
    with clock.shifted(40 * 86_400):
        with pytest.raises(GuestPassInvalid):
            people.guests.guest(token=given.token)
        assert people.guests.guest(token=renewed.token)


def test_who_does_not_come_back_is_forgotten(people):
    given = people.guests.begin()
    people.guests.tell(token=given.token, email="ada@example.org", address=HOME)
    with clock.shifted(31 * 86_400):
        assert guests.forget_expired() == 1
    assert not GuestRecord.objects.exists()
    assert not Customer.objects.exists()


def test_points_of_a_guests_orders_come_with_the_confirmed_email_and_not_before(people):
    people.completed("ord_1", 30_000, email="Ada@Example.org")
    people.refunded("ord_1", 15_000)
    ada = people.sign_up(verified=False)
    assert people.row(ada).balance == 0
    people.verify(ada)
    assert people.row(ada).balance == 150
    assert people.row(ada).tier_id is None, "what was given back does not count"
    people.completed("ord_2", 30_000)
    assert people.row(ada).balance == 450, "an order that was under way as a guest's"
    assert people.row(ada).tier_id == "bronze"
    assert auditing.violations() == []


def test_somebody_elses_orders_stay_theirs(people):
    people.completed("ord_1", 30_000, email="eve@example.org")
    ada, bob = people.sign_up(), people.sign_up("bob@example.org")
    people.completed("ord_2", 30_000, user_id=bob, email="ada@example.org")
    assert people.row(ada).balance == 0
    assert people.row(bob).balance == 300


def test_a_guest_who_signs_in_brings_their_addresses_once(people):
    given = people.guests.begin()
    people.guests.tell(token=given.token, address=HOME)
    people.guests.tell(token=given.token, address=WORK)
    people.guests.tell(token=given.token, address=HOME)
    ada = people.sign_up()
    people.users.save_address(key="k", user_id=ada, address=WORK, is_default=True)
    people.guests.join(token=given.token, user_id=ada)
    people.guests.join(token=given.token, user_id=ada)
    people.settle()
    assert sorted(one.address.line1 for one in people.users.addresses(user_id=ada)) == [
        "1 Market Street",
        "2 Mill Lane",
    ]
    assert not GuestRecord.objects.exists()
    with pytest.raises(GuestPassInvalid):
        people.guests.guest(token=given.token)
    bob = people.sign_up("bob@example.org")
    with pytest.raises(GuestPassInvalid):
        people.guests.join(token=given.token, user_id=bob)
    assert auditing.violations() == []


def test_a_guest_joins_once_the_address_book_answers_again(people):
    given = people.guests.begin()
    people.guests.tell(token=given.token, address=HOME)
    ada = people.sign_up()
    people.users.vanish()
    people.guests.join(token=given.token, user_id=ada)
    people.users.come_back()
    people.settle()
    assert len(people.users.addresses(user_id=ada)) == 1
