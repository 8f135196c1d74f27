"""What users does when it hears."""

from souk.contracts.shops.events import ShopApproved, ShopDeleted
from souk.kernel.events.inbox import hears
from souk.services.users.use_cases import roles


@hears(ShopApproved)
def on_shop_approved(event: ShopApproved) -> None:
    roles.own_shop(user_id=event.owner_id, shop_id=event.shop_id)


@hears(ShopDeleted)
def on_shop_deleted(event: ShopDeleted) -> None:
    roles.lose_shop(user_id=event.owner_id, shop_id=event.shop_id)
