"""Owners: who keeps a shop does not shop with that account, unless a setting allows it.

Nothing happens to the cart itself: while a shop of its user is open it is archived, which is to say shown to nobody and changed by
nobody. When the shop closes it is there again, line by line.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from souk.contracts.cart.calls import CartHolder, ShopOwnersDoNotShop
from souk.kernel.data.rows import find
from souk.services.cart.models import OwnedShop
from souk.services.cart.settings import settings


def is_archived(holder: CartHolder) -> bool:
    """Whether the holder, who has no cart of which it is known, keeps a shop and may not have one."""
    if not holder.user_id or settings().owners_may_shop:
        return False
    return bool(find(OwnedShop, where={"user_id": holder.user_id, "is_open": True}))


def may_not_shop(is_owner: bool) -> bool:
    return is_owner and not settings().owners_may_shop


def refuse(is_owner: bool) -> None:
    """Raises ShopOwnersDoNotShop."""
    if may_not_shop(is_owner):
        raise ShopOwnersDoNotShop(
            "This account keeps a shop, and shops do not shop here. To buy for yourself, sign out or use another account."
        )


def of_an_owner() -> Exists:
    """A condition on carts: their user keeps an open shop."""
    return Exists(OwnedShop.objects.filter(user_id=OuterRef("user_id"), is_open=True))


def shop_opened(shop_id: str, user_id: str) -> None:
    """Inside the hearing's transaction. News that comes after the shop has closed changes nothing."""
    row = OwnedShop(shop_id=shop_id, user_id=user_id, is_open=True)
    OwnedShop.objects.bulk_create([row], ignore_conflicts=True)


def shop_closed(shop_id: str, user_id: str) -> None:
    OwnedShop.objects.update_or_create(shop_id=shop_id, defaults={"user_id": user_id, "is_open": False})
