"""Joining: how a guest who has signed in becomes the customer they are.

    keep their addresses in the address book → mark the guest as joined → remove the guest's record

Their cart is merged by cart, their orders become theirs once the email is confirmed: none of that waits for this.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from souk.contracts.customers import calls as words
from souk.contracts.customers.calls import GuestPassInvalid
from souk.contracts.users.calls import Users
from souk.kernel.data.database import Change
from souk.kernel.neighbours.asking import ask
from souk.kernel.work.stories import Step, Story
from souk.services.customers.models import GuestRecord
from souk.services.customers.use_cases import guests, moves, records, showing
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.ids import Key, UserId

users = ask(Users)


class Joining(BaseModel):
    model_config = ConfigDict(frozen=True)

    guest_id: str
    customer_id: str
    user_id: UserId


def keep_addresses(j: Joining, key: Key) -> Joining:
    """The newest last, so that it stands first; none that the book has already, and the default stays."""
    record = records.read("guests", j.guest_id)
    if not isinstance(record, GuestRecord) or not record.addresses:
        return j
    known = [saved.address for saved in users.addresses(user_id=j.user_id)]
    for place, kept in reversed(list(enumerate(record.addresses))):
        address = PostalAddress.model_validate(kept)
        if address not in known:
            users.save_address(
                key=f"{key}:{place}", user_id=j.user_id, address=address, is_default=not known and place == 0
            )
    return j


def mark_joined(j: Joining, key: Key, change: Change) -> Joining:
    guests.mark_joined(j.guest_id, j.customer_id)
    return j


def clear_guest(j: Joining, key: Key) -> Joining:
    moves.clear(j.guest_id)
    return j


joining = Story(
    "joining",
    house="customers",
    state=Joining,
    called=lambda j: f"Guest {j.guest_id}",
    steps=[Step(keep_addresses, pivot=True), Step(mark_joined, local=True), Step(clear_guest)],
)


def join(token: str, user_id: UserId) -> words.Customer:
    """Once for each guest; a guest who joined somebody else is nobody's to take. Raises GuestPassInvalid."""
    guest = guests.joinable(token)
    me = showing.of_user(user_id)
    if guest is None or guest.joined_to not in (None, me.customer_id):
        raise GuestPassInvalid("It names no guest who could join you.")
    if guest.joined_to is None:
        joining.begin(
            guest.customer_id,
            Joining(guest_id=guest.customer_id, customer_id=me.customer_id, user_id=user_id),
        )
    return showing.of_user(user_id)
