"""The sandbox's test cards: which numbers there are, and what each of them does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Behaviour = Literal["success", "declined", "confirm", "late", "twice", "timeout"]


@dataclass(frozen=True)
class Card:
    number: str
    token: str
    behaviour: Behaviour
    says: str


CARDS: tuple[Card, ...] = (
    Card("4242424242424242", "pm_card_success", "success", "The payment succeeds."),
    Card("4000000000000002", "pm_card_declined", "declined", "The card is declined."),
    Card("4000002500003155", "pm_card_confirm", "confirm", "The bank asks you to confirm the payment."),
    Card("4000000000000077", "pm_card_late", "late", "The bank answers a few seconds later."),
    Card("4000000000000226", "pm_card_twice", "twice", "The payment succeeds, and the bank says so twice."),
    Card(
        "4000000000000119", "pm_card_timeout", "timeout", "The money is taken, but the bank's answer is lost."
    ),
)

_BY_NUMBER = {card.number: card for card in CARDS}
_BY_TOKEN = {card.token: card for card in CARDS}

_BRANDS = (
    ("4", "Visa"),
    ("34", "American Express"),
    ("37", "American Express"),
    ("5", "Mastercard"),
    ("6", "Discover"),
)


def card_of_token(token: str) -> Card | None:
    return _BY_TOKEN.get(token)


def card_of_number(number: str) -> Card | None:
    return _BY_NUMBER.get(number)


def digits_of(text: str) -> str:
    """A card number without the spaces and dashes people write; empty if there is anything else in it."""
    number = "".join(character for character in text if character not in " -\u00a0")
    return number if number.isascii() and number.isdigit() else ""


def is_card_number(number: str) -> bool:
    """12 to 19 digits with the right check digit (Luhn)."""
    if not (12 <= len(number) <= 19 and number.isascii() and number.isdigit()):
        return False
    total = 0
    for place, character in enumerate(reversed(number)):
        digit = int(character) * (2 if place % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def brand_of(number: str) -> str:
    return next((brand for start, brand in _BRANDS if number.startswith(start)), "Card")
