"""Adjusting: staff give or take points, and say why; who did it stays in the ledger."""

from __future__ import annotations

from souk.contracts.customers.calls import NotEnoughPoints
from souk.kernel.data.database import changes
from souk.services.customers.models import PointsEntry
from souk.services.customers.settings import settings
from souk.services.customers.use_cases import ledger, tiering
from souk.vocabulary.ids import Key
from souk.vocabulary.problems import invalid


def adjust(key: Key, customer_id: str, points: int, reason: str, by: str) -> None:
    """Once per key. Takes at most what there is. Raises CustomerNotFound, NotEnoughPoints, Invalid."""
    most = settings().most_adjustment
    if not points or abs(points) > most:
        raise invalid("/points", f"From −{most:,} to {most:,}, and not nothing.", "out_of_range")
    if not reason.strip():
        raise invalid("/reason", "Say why; the customer may ask.", "required")
    cause = f"adjust:{key}"[:120]
    with changes("customers") as change:
        customer = tiering.held(customer_id)
        if PointsEntry.objects.filter(cause=cause).exists():
            return
        if customer.user_id is None or customer.erased_at is not None:
            raise invalid("/customer_id", "A guest has no points.", "guest")
        if points < 0 and customer.balance < -points:
            raise NotEnoughPoints(_all_there_are(customer.balance))
        if ledger.enter(customer_id, cause, "adjusted", points, detail=reason.strip(), by=by):
            told = {"points": customer.balance + points, "reason": reason.strip()[:200]}
            change.note("customers.points", customer.user_id, before={"points": customer.balance}, after=told)


def _all_there_are(balance: int) -> str:
    if balance < 0:
        return f"They owe {-balance:,} points already, so there is nothing to take."
    return f"There are {balance:,} points."
