"""Approval: staff let a shop onto the street, or do not; a shop that closes does so for good."""

from __future__ import annotations

from souk.contracts.shops import calls
from souk.contracts.shops.events import ShopApproved, ShopDeleted, ShopRejected
from souk.kernel.database import Change, changes
from souk.services.shops.models import Shop
from souk.services.shops.rules.statuses import may_become
from souk.services.shops.use_cases.storefronts import as_message

_TOLD = {"approved": ShopApproved, "rejected": ShopRejected, "closed": ShopDeleted}


def approve_shop(shop_id: str) -> calls.Shop:
    """Approving twice is approving once. Raises ShopNotFound; ShopStatusRefused for a closed shop."""
    with changes("shops") as change:
        return as_message(_become(change, _locked(shop_id), "approved"))


def reject_shop(shop_id: str, reason: str) -> calls.Shop:
    """`reason` is for the owner. Raises ShopNotFound; ShopStatusRefused once the shop is approved or closed."""
    with changes("shops") as change:
        return as_message(_become(change, _locked(shop_id), "rejected", reason))


def close_shop(shop_id: str, by: str, *, is_administrator: bool) -> None:
    """Closing twice is closing once. Somebody else's shop is not found."""
    with changes("shops") as change:
        row = _locked(shop_id)
        if row.owner_id != by and not is_administrator:
            raise calls.ShopNotFound()
        _become(change, row, "closed")


def _locked(shop_id: str) -> Shop:
    row = Shop.objects.select_for_update().filter(shop_id=shop_id).first()
    if row is None:
        raise calls.ShopNotFound()
    return row


def _become(change: Change, row: Shop, status: str, reason: str = "") -> Shop:
    if row.status == status:
        return row
    if not may_become(row.status, status):
        raise calls.ShopStatusRefused(f"A shop that is {row.status} cannot become {status}.")
    change.note(f"shops.{status}", row.shop_id, before={"status": row.status}, after={"reason": reason})
    row.status, row.reason = status, reason
    row.save(update_fields=["status", "reason"])
    event = _TOLD[status]
    change.say(event(shop_id=row.shop_id, owner_id=row.owner_id, slug=row.slug, shop_name=row.name))
    return row
