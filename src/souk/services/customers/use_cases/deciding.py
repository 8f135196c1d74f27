"""Deciding: what staff do to a customer by hand. Each deed has a reason, a name and a key."""

from __future__ import annotations

from souk.contracts.customers import calls as words
from souk.services.customers.use_cases import adjusting, showing, tiering
from souk.vocabulary.ids import Key
from souk.vocabulary.problems import invalid


def adjust(key: Key, customer_id: str, points: int, reason: str, by: str) -> words.Customer:
    adjusting.adjust(key, customer_id, points, reason, by)
    return showing.of_id(customer_id)


def raise_tier(key: Key, customer_id: str, tier: str, reason: str, by: str) -> words.Customer:
    """The record follows to its new store by itself (`jobs.move_records`)."""
    if not reason.strip():
        raise invalid("/reason", "Say why; somebody may ask.", "required")
    tiering.raise_by_hand(key, customer_id, tier, reason.strip(), by)
    return showing.of_id(customer_id)
