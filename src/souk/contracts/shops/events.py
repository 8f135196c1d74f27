"""What shops says."""

from souk.vocabulary.events import Event


class _ShopEvent(Event):
    about = "shop_id"
    shop_id: str
    owner_id: str
    slug: str
    shop_name: str


class ShopCreated(_ShopEvent):
    name = "shop.created"


class ShopApproved(_ShopEvent):
    name = "shop.approved"


class ShopRejected(_ShopEvent):
    name = "shop.rejected"


class ShopUpdated(_ShopEvent):
    name = "shop.updated"


class ShopDeleted(_ShopEvent):
    name = "shop.deleted"
