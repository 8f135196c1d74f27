"""Verifying: whose email is confirmed has what was ordered with it as a guest, and may have a tier. Never before."""

from __future__ import annotations

from souk.kernel.data.database import changes
from souk.kernel.web.emails import hash_of
from souk.services.customers.models import Customer
from souk.services.customers.use_cases import counting, people, tiering


def verified(user_id: str, email: str) -> str:
    """Answers the customer; told twice it changes nothing."""
    with changes("customers") as change:
        customer = tiering.held(people.ensure(user_id, email).customer_id)
        if customer.erased_at is not None:
            return customer.customer_id
        customer.is_verified, customer.email_hash = True, hash_of(email)
        Customer.objects.filter(customer_id=customer.customer_id).update(
            is_verified=True, email_hash=customer.email_hash
        )
        counting.adopt(change, customer)
    return customer.customer_id


def introduce_strangers() -> list[str]:
    """Asks users about who bought something before anybody told of them, also before this house was built."""
    asked = people.strangers()
    if not asked:
        return []
    met = meet(asked)
    people.give_up(set(asked) - {user_id for user_id, _ in met})
    return [customer_id for _, customer_id in met]


def meet(user_ids: list[str]) -> list[tuple[str, str]]:
    """Introduces those that users knows; answers them with the customers that they are. Raises Unavailable."""
    met = []
    for account in people.users.accounts(user_ids=user_ids):
        met.append((account.user_id, people.introduce(account.user_id, account.email, account.name)))
        if account.is_verified:
            verified(account.user_id, account.email)
    return met
