"""What marketing does when it hears of something."""

from __future__ import annotations

from souk.contracts.users.events import UserCreated, UserErased, UserVerified
from souk.kernel.events.inbox import hears
from souk.services.marketing.use_cases import subscriptions


@hears(UserCreated)
def on_signup(event: UserCreated) -> None:
    if event.wants_newsletter:
        subscriptions.wish_at_signup(event.email, event.user_id)


@hears(UserVerified)
def on_verified(event: UserVerified) -> None:
    subscriptions.confirm_of_user(event.user_id, event.email)


@hears(UserErased)
def on_erasure(event: UserErased) -> None:
    subscriptions.erase_user(event.user_id)
