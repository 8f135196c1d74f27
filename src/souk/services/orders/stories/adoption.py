"""Adoption: how a guest's orders become those of the account that confirmed their email.

the orders change hands → where they were sent to is kept in the address book
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from souk.contracts.users.calls import UserNotFound, Users
from souk.kernel.data.database import Change
from souk.kernel.neighbours.asking import ask
from souk.kernel.work.stories import Step, Story
from souk.services.orders.use_cases import adopting
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.ids import Key, UserId

users = ask(Users)


class Adoption(BaseModel):
    model_config = ConfigDict(frozen=True)

    user_id: UserId
    email: str
    addresses: list[PostalAddress] = Field(default_factory=list)


def adopt_orders(a: Adoption, key: Key, change: Change) -> Adoption:
    return a.model_copy(update={"addresses": adopting.adopt(a.user_id, a.email)})


def keep_addresses(a: Adoption, key: Key) -> Adoption:
    """The newest last, so that it stands first. The default stays; without one the newest is it. Who was erased needs none."""
    known = [saved.address for saved in users.addresses(user_id=a.user_id)]
    for place, address in reversed(list(enumerate(a.addresses))):
        if address not in known:
            try:
                users.save_address(
                    key=f"{key}:{place}",
                    user_id=a.user_id,
                    address=address,
                    is_default=not known and place == 0,
                )
            except UserNotFound:
                break
    return a


adoption = Story(
    "adoption",
    house="orders",
    state=Adoption,
    called=lambda a: f"The orders that {a.user_id} made as a guest",
    steps=[
        Step(adopt_orders, local=True, pivot=True),
        Step(keep_addresses, when=lambda a: bool(a.addresses)),
    ],
)


def plan_adoption(user_id: UserId, email: str) -> None:
    """Inside the transaction that heard of the confirmed email; once for each account."""
    adoption.plan(user_id, Adoption(user_id=user_id, email=email))
