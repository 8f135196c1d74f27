"""Birthdays: the day is told once; on it a member is given points, once a year."""

from __future__ import annotations

from datetime import date

from souk.contracts.customers import calls as words
from souk.contracts.customers.calls import BirthdayKnown
from souk.contracts.customers.events import CustomerBirthday
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data.database import changes
from souk.services.customers.models import Customer
from souk.services.customers.rules.birthdays import is_possible, kept_as, kept_today
from souk.services.customers.use_cases import ledger, people, records, showing, tiering
from souk.vocabulary.problems import invalid

BATCH = 200


def tell(user_id: str, born: date) -> words.Customer:
    """Raises BirthdayKnown, Invalid; Unavailable while the record is being moved."""
    identity.in_person()
    if not is_possible(born, clock.now().date()):
        raise invalid("/date_of_birth", "This cannot be a date of birth.", "impossible")
    with changes("customers"):
        customer = tiering.held(people.ensure(user_id).customer_id)
        record = records.record_of(customer)
        known = record.date_of_birth if record else None
        if known is not None and known != born:
            raise BirthdayKnown("It can be told once; write to us if it is wrong.")
        records.write(customer, date_of_birth=born)
        Customer.objects.filter(customer_id=customer.customer_id).update(birthday=kept_as(born))
    return showing.of_user(user_id)


def congratulate() -> int:
    """Members whose birthday is today, each once a year however often this runs. Returns how many were given points."""
    today = clock.now().date()
    given, after = 0, ""
    while True:
        rows = Customer.objects.filter(
            birthday__in=kept_today(today), tier__birthday_points__gt=0, erased_at=None, customer_id__gt=after
        )
        ids = list(rows.order_by("customer_id").values_list("customer_id", flat=True)[:BATCH])
        given += sum(_congratulate(customer_id, today.year) for customer_id in ids)
        if len(ids) < BATCH:
            return given
        after = ids[-1]


def _congratulate(customer_id: str, year: int) -> bool:
    with changes("customers") as change:
        customer = tiering.held(customer_id)
        if customer.tier is None or customer.erased_at is not None:
            return False
        points = customer.tier.birthday_points
        if not ledger.enter(
            customer_id, f"birthday:{customer_id}:{year}", "birthday", points, detail="Happy birthday"
        ):
            return False
        record = records.record_of(customer)
        change.say(
            CustomerBirthday(
                user_id=customer.user_id or "",
                email=record.email if record else "",
                full_name=record.name if record else "",
                points=points,
                balance=customer.balance + points,
                year=year,
            )
        )
    return True
