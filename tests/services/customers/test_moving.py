"""Moving: a record goes to the store of its customer's new kind, and survives whatever happens on the way."""

from __future__ import annotations

from datetime import date

import pytest

from souk.kernel import clock
from souk.kernel.models import StoryRow
from souk.services.customers import handlers
from souk.services.customers.models import Customer, RegisteredRecord, VipRecord
from souk.services.customers.stories import moving
from souk.services.customers.use_cases import auditing, moves, tiering
from souk.vocabulary.problems import Unavailable


def stores(customer_id: str) -> list[str]:
    from souk.services.customers.use_cases.records import KEPT_IN

    return [store for store, kind in KEPT_IN.items() if kind.objects.filter(customer_id=customer_id).exists()]


def become_vip(people) -> Customer:
    ada = people.sign_up()
    people.customers.tell_birthday(user_id=ada, date_of_birth=date(1990, 3, 21))
    people.completed("ord_1", 60_000, user_id=ada)
    return people.row(ada)


def test_who_becomes_vip_moves_with_all_that_is_known_of_them(people):
    customer = become_vip(people)
    assert stores(customer.customer_id) == ["registered"]
    people.settle()
    assert stores(customer.customer_id) == ["vips"]
    me = people.customers.customer(user_id=customer.user_id)
    assert (me.email, me.date_of_birth, me.kind) == ("ada@example.org", date(1990, 3, 21), "vip")
    assert VipRecord.objects.get().member_since == people.row(customer.user_id).tier_since


def test_each_step_twice_is_once_and_the_record_can_always_be_read(people):
    customer = become_vip(people)
    for step in (
        lambda: moves.mark(customer.customer_id, "vips"),
        lambda: moves.copy(customer.customer_id, "vips"),
        lambda: moves.switch(customer.customer_id, "vips"),
        lambda: moves.clear(customer.customer_id),
    ):
        step()
        assert people.customers.customer(user_id=customer.user_id).name == "Ada Byron"
        step()
        assert people.customers.customer(user_id=customer.user_id).name == "Ada Byron"
    assert stores(customer.customer_id) == ["vips"]
    assert auditing.violations() == []


def test_nothing_is_written_into_a_record_that_is_being_copied(people):
    customer = become_vip(people)
    Customer.objects.filter(customer_id=customer.customer_id).update(birthday="")
    RegisteredRecord.objects.update(date_of_birth=None)
    moves.mark(customer.customer_id, "vips")
    with pytest.raises(Unavailable):
        people.customers.tell_birthday(user_id=customer.user_id, date_of_birth=date(1991, 1, 1))
    assert RegisteredRecord.objects.get().date_of_birth is None
    people.settle()
    people.customers.tell_birthday(user_id=customer.user_id, date_of_birth=date(1991, 1, 1))
    assert VipRecord.objects.get().date_of_birth == date(1991, 1, 1)


@pytest.mark.parametrize("after", ["mark", "copy", "switch"])
def test_who_is_erased_on_the_way_leaves_nothing_behind(people, after):
    customer = become_vip(people)
    for step in ("mark", "copy", "switch"):
        getattr(moves, step)(*((customer.customer_id, "vips")))
        if step == after:
            break
    handlers.moving.follow(handlers.people.erase(customer.user_id))
    moves.copy(customer.customer_id, "vips")  # the other worker, a moment late
    people.settle()
    assert stores(customer.customer_id) == []
    assert auditing.violations() == []
    row = people.row(customer.user_id)
    assert (row.balance, row.email_hash, row.birthday) == (600, "", "")


def test_who_loses_the_tier_while_moving_goes_back(people):
    customer = become_vip(people)
    moves.mark(customer.customer_id, "vips")
    with clock.shifted(366 * 86_400):
        tiering.review_due()
    assert people.row(customer.user_id).kind == "vip", "one step a year: bronze first"
    with clock.shifted(2 * 366 * 86_400):
        tiering.review_due()
        assert people.row(customer.user_id).kind == "registered"
        people.settle()
        moving.follow_all()
        people.settle()
    assert stores(customer.customer_id) == ["registered"]


def test_a_plan_that_came_to_nothing_does_not_stand_in_the_way_of_the_next(people):
    customer = become_vip(people)
    Customer.objects.update(tier=None, kind="registered")
    people.settle()
    assert stores(customer.customer_id) == ["registered"]
    Customer.objects.update(tier="silver", kind="vip", tier_since=clock.now())
    moving.follow_all()
    people.settle()
    assert stores(customer.customer_id) == ["vips"]


def test_a_forgotten_plan_is_made_again(people):
    customer = become_vip(people)
    StoryRow.objects.using("customers").all().delete()
    moving.follow_all()
    people.settle()
    assert stores(customer.customer_id) == ["vips"]
