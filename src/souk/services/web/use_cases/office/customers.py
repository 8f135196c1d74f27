"""Customers as the back office shows them: a list by kind and tier, and one with points, benefits and what staff decided."""

from __future__ import annotations

from typing import Any

from souk.contracts.customers.calls import Customers, CustomerSummary, Kind
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.services.web.use_cases import membership

customers = ask(Customers)

KINDS: dict[Kind, str] = {"guest": "Guest", "registered": "Registered", "vip": "VIP"}


def some(wanted: dict[str, Any], cursor: str | None, limit: int) -> tuple[list[CustomerSummary], str | None]:
    """Newest first."""
    page = customers.find(
        kind=wanted["kind"] or None,
        tier=wanted["tier"] or None,
        email=wanted["email"],
        name=wanted["name"],
        cursor=cursor,
        limit=limit,
    )
    return page.items, page.next


def tiers() -> list[tuple[str, str]]:
    """Name and label, the lowest first."""
    return [(tier.tier, tier.label) for tier in customers.tiers()]


def one(user_id: str, cursor: str | None) -> dict[str, Any]:
    """Raises CustomerNotFound."""
    me = customers.customer(user_id=user_id)
    ledger = customers.points(user_id=user_id, cursor=cursor, limit=20)
    return {
        "user_id": user_id,
        "customer_id": me.customer_id,
        "name": me.name or "Nameless",
        "email": me.email,
        "kind": KINDS[me.kind],
        "known_since": wording.day(me.created_at),
        "sums": f"{me.earned:,} earned, {me.spent:,} spent, {me.reversed:,} taken back",
        "entries": [
            membership.entry_view(entry) | {"by": entry.by or "", "at": wording.day_and_time(entry.at)}
            for entry in ledger.items
        ],
        "cursor": ledger.next,
        **membership.overview(me),
    }
