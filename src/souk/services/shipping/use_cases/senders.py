"""Senders: whether a shop hands in its parcels itself, or has the market's carrier collect them."""

from __future__ import annotations

from typing import cast

from souk.contracts.shipping.calls import Sender
from souk.kernel.data.database import changes
from souk.kernel.data.rows import find
from souk.services.shipping.models import Sender as SenderRow
from souk.services.shipping.settings import settings


def sender_of(shop_id: str) -> Sender:
    return senders_of([shop_id])[shop_id]


def senders_of(shop_ids: list[str]) -> dict[str, Sender]:
    """Shop → who sends, for each asked for; one statement."""
    if not shop_ids:
        return {}
    chosen = {row.shop_id: row.sent_by for row in find(SenderRow, where={"shop_id": sorted(set(shop_ids))})}
    return {shop_id: cast(Sender, chosen.get(shop_id, settings().unless_chosen)) for shop_id in shop_ids}


def choose(shop_id: str, sender: Sender) -> Sender:
    """For what the shop packs from now on: a parcel that is being packed already stays as it was."""
    with changes("shipping"):
        SenderRow.objects.update_or_create(shop_id=shop_id, defaults={"sent_by": sender})
    return sender
