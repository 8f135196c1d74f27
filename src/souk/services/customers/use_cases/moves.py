"""Moves: the marks by which a record is moved from store to store without being lost, doubled or raised from the dead."""

from __future__ import annotations

from django.db.models import F

from souk.services.customers.models import Customer
from souk.services.customers.use_cases import records, tiering

BATCH = 100


def wanted(customer: Customer) -> str:
    """Where the record belongs; nowhere once the person was erased."""
    return "" if customer.erased_at is not None else records.STORE_OF[customer.kind]


def due() -> list[str]:
    """Customers whose record is not where it belongs; a batch of them."""
    found: list[str] = []
    for kind, store in records.STORE_OF.items():
        rows = Customer.objects.filter(kind=kind, erased_at=None, joined_to=None).exclude(home=store)
        found += rows.values_list("customer_id", flat=True)[: BATCH - len(found)]
    return found


def mark(customer_id: str, store: str) -> bool:
    """Inside a change: from now on nobody writes into the record. False when it need not go there (any more)."""
    customer = tiering.held(customer_id)
    if customer.home == store or wanted(customer) != store:
        Customer.objects.filter(customer_id=customer_id).update(moves=F("moves") + 1)
        return False
    Customer.objects.filter(customer_id=customer_id).update(moving_to=store)
    return True


def copy(customer_id: str, store: str) -> None:
    """Outside of any change: it is written to another database. Twice is once."""
    customer = Customer.objects.get(customer_id=customer_id)
    record = records.record_of(customer)
    if customer.moving_to == store and record is not None:
        records.copy(record, store, customer)


def switch(customer_id: str, store: str) -> None:
    """Inside a change: it is read from the other store from now on, and may be written again."""
    Customer.objects.filter(customer_id=customer_id, moving_to=store).update(
        home=store, moving_to="", moves=F("moves") + 1
    )


def clear(customer_id: str) -> None:
    """Removes what is left in stores where the record does not live: all of them, for who was erased meanwhile."""
    customer = Customer.objects.filter(customer_id=customer_id).first()
    living: tuple[str, ...] = ()
    if customer is not None and customer.erased_at is None and customer.joined_to is None:
        living = (customer.home, customer.moving_to)  # the next move may have begun
    for store in records.KEPT_IN:
        if store not in living:
            records.remove(store, customer_id)
