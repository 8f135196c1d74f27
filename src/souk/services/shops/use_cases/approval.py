"""Approval: staff let a shop onto the street, or do not, and vouch for it; a shop that closes does so for good."""

from __future__ import annotations

from django.db import IntegrityError

from souk.contracts.shops import calls
from souk.contracts.shops.events import ShopApproved, ShopDeleted, ShopRejected, ShopUpdated
from souk.kernel.data.database import Change, changes
from souk.services.shops.models import Shop
from souk.services.shops.rules.statuses import may_become
from souk.services.shops.use_cases import places, telling
from souk.services.shops.use_cases.storefronts import as_message
from souk.vocabulary.problems import invalid

_TOLD = {"approved": ShopApproved, "rejected": ShopRejected, "closed": ShopDeleted}


def approve_shop(shop_id: str) -> calls.Shop:
    """Approving twice is approving once. Raises ShopNotFound; ShopStatusRefused for a closed shop."""
    try:
        with changes("shops") as change:
            row = _locked(shop_id)
            if row.status == "rejected":
                _take_its_place_again(row)
            return as_message(_become(change, row, "approved"))
    except IntegrityError:
        raise calls.ShopStatusRefused("Its owner has applied for another shop just now.") from None


def reject_shop(shop_id: str, reason: str) -> calls.Shop:
    """`reason` is for the owner. Raises ShopNotFound; ShopStatusRefused once the shop is approved or closed."""
    with changes("shops") as change:
        return as_message(_become(change, _locked(shop_id), "rejected", reason))


def close_shop(shop_id: str, by: str) -> None:
    """For its owner. Closing twice is closing once. Somebody else's shop is not found."""
    with changes("shops") as change:
        row = _locked(shop_id)
        if row.owner_id != by:
            raise calls.ShopNotFound()
        _become(change, row, "closed")


def close_for_market(shop_id: str, reason: str) -> None:
    """For staff; `reason` is for the owner. Closing twice is closing once. Raises ShopNotFound; Invalid without a reason."""
    with changes("shops") as change:
        row = _locked(shop_id)
        if row.status != "closed" and not reason.strip():
            raise invalid(
                "query/reason", "Say why the market closes this shop: its owner reads it.", "required"
            )
        _become(change, row, "closed", reason.strip())


def verify_shop(shop_id: str, *, is_verified: bool) -> calls.Shop:
    """Raises ShopNotFound; ShopStatusRefused for a shop that is not approved."""
    with changes("shops") as change:
        row = _locked(shop_id)
        if row.is_verified == is_verified:
            return as_message(row)
        if row.status != "approved":
            raise calls.ShopStatusRefused(f"A shop that is {row.status} has no badge.")
        told = {"is_verified": is_verified}
        change.note("shops.badge", shop_id, before={"is_verified": row.is_verified}, after=told)
        row.is_verified = is_verified
        telling.tell(change, row, ShopUpdated, "is_verified")
    return as_message(row)


def close_for_good(change: Change, row: Shop) -> None:
    """For an owner who left: nobody is written to."""
    if row.status != "closed":
        _become(change, row, "closed", is_told=False)


def _locked(shop_id: str) -> Shop:
    row = Shop.objects.select_for_update().filter(shop_id=shop_id).first()
    if row is None:
        raise calls.ShopNotFound()
    return row


def _take_its_place_again(row: Shop) -> None:
    try:
        places.refuse_another(row.owner_id, but=row.shop_id)
    except calls.AlreadyHasShop as another:
        raise calls.ShopStatusRefused(f"Its owner has another shop by now: {another.detail}") from None
    places.take(row.owner_id, row.shop_id)


def _become(change: Change, row: Shop, status: str, reason: str = "", *, is_told: bool = True) -> Shop:
    if row.status == status:
        return row
    if not may_become(row.status, status):
        raise calls.ShopStatusRefused(f"A shop that is {row.status} cannot become {status}.")
    change.note(f"shops.{status}", row.shop_id, before={"status": row.status}, after={"reason": reason})
    row.status, row.reason = status, reason
    telling.tell(change, row, _TOLD[status], "status", "reason")
    if status != "approved":
        places.give_back(row.shop_id)
    if is_told:
        telling.write_to_owner(row, f"shop_{status}")
    return row
