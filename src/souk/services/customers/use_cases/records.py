"""Records: what describes a person, in the store of the customer's kind."""

from __future__ import annotations

from typing import Any

from souk.kernel import clock
from souk.services.customers.models import Customer, GuestRecord, RegisteredRecord, VipRecord
from souk.services.customers.use_cases import lookup
from souk.vocabulary.problems import Unavailable

Record = GuestRecord | RegisteredRecord | VipRecord

KEPT_IN: dict[str, type[Record]] = {"guests": GuestRecord, "registered": RegisteredRecord, "vips": VipRecord}
STORE_OF = {"guest": "guests", "registered": "registered", "vip": "vips"}


def record_of(customer: Customer) -> Record | None:
    """None where there is none: of who was erased, or is not known yet."""
    return read(customer.home, customer.customer_id)


def read(store: str, customer_id: str) -> Any:
    return KEPT_IN[store].objects.filter(customer_id=customer_id).first()


def records_of(customers: list[Customer]) -> dict[str, Record]:
    """Customer → record; one query for each store."""
    found: dict[str, Record] = {}
    for store, kind in KEPT_IN.items():
        ids = [customer.customer_id for customer in customers if customer.home == store]
        if ids:
            found |= {record.customer_id: record for record in kind.objects.filter(customer_id__in=ids)}
    return found


def write(customer: Customer, **values: Any) -> None:
    """Inside a change that holds the customer's row, so that nobody begins to move the record meanwhile.

    Raises Unavailable while it is moving.
    """
    if customer.moving_to:
        raise Unavailable("This customer is being moved just now. Try again in a moment.", retry_after=1)
    fresh = {"created_at": customer.created_at}
    if customer.home == "vips":
        fresh["member_since"] = customer.tier_since or clock.now()
    record, _ = KEPT_IN[customer.home].objects.update_or_create(
        customer_id=customer.customer_id, defaults=values, create_defaults=fresh | values
    )
    lookup.note(record)


def copy(record: Record, store: str, customer: Customer) -> None:
    """Into another store; doing it twice is doing it once."""
    shared = ("email", "name", "phone", "date_of_birth", "created_at")
    values = {field: getattr(record, field) for field in shared}
    if store == "vips":
        values["member_since"] = customer.tier_since or clock.now()
    copied, _ = KEPT_IN[store].objects.update_or_create(customer_id=record.customer_id, defaults=values)
    lookup.note(copied)


def remove(store: str, *customer_ids: str) -> None:
    lookup.forget(KEPT_IN[store], customer_ids)
    KEPT_IN[store].objects.filter(customer_id__in=customer_ids).delete()
