"""Who asks: the user that a token names, else the guest of a guest's token, else nobody in particular."""

from __future__ import annotations

from souk.contracts.customers import calls as words
from souk.services.customers.use_cases import guests, showing


def who_asks(user_id: str | None, guest_token: str | None) -> words.Customer:
    """Raises GuestPassInvalid for who shows neither, or a guest's token that is not good."""
    if user_id is not None:
        return showing.of_user(user_id)
    return guests.guest(guest_token or "").customer
