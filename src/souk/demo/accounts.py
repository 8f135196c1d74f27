"""Accounts of the demo market's people: opened once, and the same ones whenever somebody asks again."""

from __future__ import annotations

from souk.contracts.users.calls import Users
from souk.demo.people import DEMO_PASSWORD, Person
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.ids import UserId

_users = ask(Users)


def account_of(person: Person, *, is_verified: bool = True) -> UserId:
    """All of them have the same password, which is told when the market opens."""
    account = _users.open_account(
        key=f"demo/account/{person.email}",
        email=person.email,
        password=DEMO_PASSWORD,
        name=person.name,
        roles=list(person.roles),
        is_verified=is_verified,
    )
    return account.user_id
