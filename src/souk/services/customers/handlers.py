"""What customers does when it hears. A tier that changes may mean that a record has to move, which its story does later."""

from __future__ import annotations

from souk.contracts.orders.events import OrderCompleted, OrderRefunded
from souk.contracts.users.events import UserCreated, UserErased, UserUpdated, UserVerified
from souk.kernel.events.inbox import hears
from souk.services.customers.stories import moving
from souk.services.customers.use_cases import counting, people, verifying


@hears(UserCreated)
def on_account(event: UserCreated) -> None:
    people.introduce(event.user_id, event.email, event.full_name)


@hears(UserVerified)
def on_confirmed_email(event: UserVerified) -> None:
    moving.follow(verifying.verified(event.user_id, event.email))


@hears(UserUpdated)
def on_new_name(event: UserUpdated) -> None:
    people.rename(event.user_id, event.full_name, event.revision)


@hears(UserErased)
def on_erasure(event: UserErased) -> None:
    moving.follow(people.erase(event.user_id))


@hears(OrderCompleted)
def on_completed_order(event: OrderCompleted) -> None:
    moving.follow(counting.completed(event))


@hears(OrderRefunded)
def on_refund(event: OrderRefunded) -> None:
    moving.follow(counting.refunded(event))
