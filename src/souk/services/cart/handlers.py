"""What cart does when it hears of something."""

from __future__ import annotations

from souk.contracts.shops.events import ShopApproved, ShopDeleted, ShopUpdated
from souk.contracts.users.events import UserErased
from souk.kernel.events.inbox import hears
from souk.services.cart.use_cases import owners, upkeep


@hears(ShopApproved, ShopUpdated)
def on_shop_approved(event: ShopApproved | ShopUpdated) -> None:
    """An update too: it tells of shops that were approved before carts heard of shops."""
    if event.status == "approved" or isinstance(event, ShopApproved):
        owners.shop_opened(event.shop_id, event.owner_id)


@hears(ShopDeleted)
def on_shop_deleted(event: ShopDeleted) -> None:
    owners.shop_closed(event.shop_id, event.owner_id)


@hears(UserErased)
def on_erasure(event: UserErased) -> None:
    upkeep.erase_user(event.user_id)
