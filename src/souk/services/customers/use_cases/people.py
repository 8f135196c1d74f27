"""People: who a customer is, as users tells it. An order may tell of somebody before users does: they are introduced later."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from souk.contracts.customers.events import CustomerUpgraded
from souk.contracts.users.calls import Users
from souk.kernel import clock
from souk.kernel.data.database import Change, changes
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.kernel.web.emails import hash_of
from souk.services.customers.models import Customer, HeldBenefit, PointsEntry
from souk.services.customers.use_cases import records, tiering

users = ask(Users)

BATCH = 100


def ensure(user_id: str, email: str = "") -> Customer:
    """Inside a change: the customer that an account is, made where nobody told of it yet."""
    found = Customer.objects.filter(user_id=user_id).first()
    if found is not None:
        return found
    now = clock.now()
    fresh = Customer(
        customer_id=new_id("cus"), user_id=user_id, kind="registered", home="registered", created_at=now,
        seen_at=now, email_hash=hash_of(email) if email else "",
    )  # fmt: skip
    try:
        with transaction.atomic(using="customers"):
            fresh.save(force_insert=True)
        return fresh
    except IntegrityError:  # made in the same instant
        return Customer.objects.get(user_id=user_id)


def introduce(user_id: str, email: str, name: str) -> str:
    """Users told of an account. What is known of it already stays."""
    with changes("customers") as change:
        customer = tiering.held(ensure(user_id, email).customer_id)
        if customer.erased_at is None:
            _introduce(change, customer, email, name)
    return customer.customer_id


def _introduce(change: Change, customer: Customer, email: str, name: str) -> None:
    if customer.is_introduced:
        return
    renamed = {} if customer.name_revision else {"name": name}  # a later name was heard first
    records.write(customer, email=email, **renamed)
    Customer.objects.filter(customer_id=customer.customer_id).update(
        is_introduced=True, email_hash=hash_of(email)
    )
    change.say(CustomerUpgraded(user_id=customer.user_id or "", kind="registered"))


def rename(user_id: str, name: str, revision: int) -> None:
    """Users told of a new name; an older one that comes late changes nothing. Raises Unavailable while the record is being moved."""
    with changes("customers"):
        customer = tiering.held(ensure(user_id).customer_id)
        if customer.erased_at is None and revision > customer.name_revision:
            records.write(customer, name=name)
            Customer.objects.filter(customer_id=customer.customer_id).update(name_revision=revision)


def strangers() -> list[str]:
    """Accounts that users has not told of, although they bought something; a batch of them."""
    unknown = Customer.objects.filter(is_introduced=False, user_id__isnull=False, erased_at=None)
    return [user_id for user_id in unknown.values_list("user_id", flat=True)[:BATCH] if user_id]


def give_up(user_ids: set[str]) -> None:
    """Accounts that users knows nothing of (any more): nobody asks again, and there is nobody to have a record of."""
    Customer.objects.filter(user_id__in=user_ids).update(is_introduced=True, email_hash="")


def erase(user_id: str) -> str:
    """The books keep the numbers; nothing in them leads to the person. The record is removed by who moves records."""
    with changes("customers"):
        customer = tiering.held(ensure(user_id).customer_id)
        Customer.objects.filter(customer_id=customer.customer_id).update(
            erased_at=clock.now(), email_hash="", birthday="", is_introduced=True, review_at=None
        )
        customer.orders.update(email_hash="")
        PointsEntry.objects.filter(customer=customer, kind="adjusted").update(detail="")
        HeldBenefit.objects.filter(customer=customer).delete()
        joined = Customer.objects.filter(joined_to=customer.customer_id)
        records.remove("guests", *joined.values_list("customer_id", flat=True))
    return customer.customer_id
