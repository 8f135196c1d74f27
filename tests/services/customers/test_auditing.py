"""The audit of points and tiers: each thing that must be true is broken once, and seen."""

from __future__ import annotations

from django.db import connections

from souk.kernel import clock
from souk.services.customers.models import (
    CountedOrder,
    Customer,
    GuestRecord,
    PointsEntry,
    RegisteredRecord,
    VipRecord,
)
from souk.services.customers.use_cases import auditing, guests
from souk.services.customers.use_cases import people as people_of


def member(street) -> Customer:
    """Ada, Silver, with an order that was partly given back, and everything in order."""
    ada = street.sign_up()
    street.completed("ord_1", 60_000, user_id=ada)
    street.refunded("ord_1", 10_000, user_id=ada)
    street.settle()
    assert auditing.violations() == []
    return street.row(ada)


def only(words: str) -> bool:
    found = auditing.violations()
    return bool(found) and any(words in violation for violation in found)


def test_a_balance_that_was_tampered_with(people):
    member(people)
    Customer.objects.update(earned=601, balance=501)
    assert only("adds up to something else")


def test_an_entry_that_is_missing(people):
    member(people)
    PointsEntry.objects.filter(kind="reversed").delete()
    assert only("the ledger has something else")
    assert only("adds up to something else")


def test_points_for_an_order_that_was_never_completed(people):
    member(people)
    CountedOrder.objects.all().delete()
    assert only("was never completed")


def test_a_refund_that_took_nothing_back(people):
    member(people)
    CountedOrder.objects.update(refunded=60_000)
    assert only("is worth 0 points")


def test_a_tier_below_what_was_earned(people):
    member(people)
    Customer.objects.update(tier="bronze")
    assert only("worth a higher tier")


def test_a_kind_that_does_not_fit_its_tier(people):
    member(people)
    Customer.objects.update(kind="registered")
    assert only("its tier says otherwise")


def test_a_review_that_nobody_made(people):
    member(people)
    Customer.objects.update(review_at=clock.in_seconds(-3 * 86_400))
    assert only("review is overdue")


def test_a_record_in_two_stores(people):
    ada = member(people)
    RegisteredRecord.objects.create(customer_id=ada.customer_id, created_at=clock.now())
    assert only("lives in vips")


def test_a_record_that_its_store_has_lost(people):
    ada = member(people)
    VipRecord.objects.all().delete()
    assert auditing.violations() == [
        f"customer {ada.customer_id}: vips should have the record, and nobody has"
    ]


def test_a_guest_whose_record_is_gone(people):
    guest = guests.begin(None)
    assert auditing.violations() == []
    GuestRecord.objects.all().delete()
    assert auditing.violations() == [
        f"customer {guest.customer.customer_id}: guests should have the record, and nobody has"
    ]
    with clock.shifted(31 * 86_400):
        assert auditing.violations() == []


def test_who_users_never_told_of_has_no_record_to_miss(people):
    user_id = "usr_unknown"
    people.completed("ord_1", 1_000, user_id=user_id)
    people_of.give_up({user_id})
    assert auditing.violations() == []


def test_a_record_of_somebody_who_was_erased(people):
    ada = member(people)
    record = VipRecord.objects.get()
    assert people.customers.customer(user_id=ada.user_id or "").email
    Customer.objects.update(erased_at=clock.now())
    assert only("was erased")
    record.delete()
    GuestRecord.objects.all().delete()
    assert auditing.violations() == []


def test_the_table_refuses_a_balance_that_does_not_add_up(people):
    import pytest
    from django.db import IntegrityError, transaction

    member(people)
    with pytest.raises(IntegrityError), transaction.atomic(using="customers"):
        Customer.objects.update(balance=10**6)
    assert connections["customers"].is_usable()
