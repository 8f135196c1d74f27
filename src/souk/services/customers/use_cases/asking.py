"""Who asks: the user that a token names, else the guest of a guest's token, else nobody in particular."""

from __future__ import annotations

from souk.contracts.customers import calls as words
from souk.services.customers.use_cases import guests, showing
from souk.vocabulary.problems import Unauthenticated


def who_asks(user_id: str | None, guest_token: str | None) -> words.Customer:
    """Raises Unauthenticated for who shows neither, GuestPassInvalid for a guest's token that is not good."""
    if user_id is not None:
        return showing.of_user(user_id)
    if not guest_token:
        raise Unauthenticated("Sign in, or begin as a guest: POST /customers/guests.")
    return guests.guest(guest_token).customer
