"""What shops says."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from souk.vocabulary.events import Event
from souk.vocabulary.money import Money


class _ShopEvent(Event):
    """`status` and what follows are empty in events from before they were told; `revision` 0 is of that time too.

    Shoppers may see the shop and buy there while `is_on_street`.
    """

    about = "shop_id"
    shop_id: str
    owner_id: str
    slug: str
    shop_name: str
    status: str = ""
    is_active: bool = True
    is_verified: bool = False
    tagline: str = ""
    description: str = ""
    city: str = ""
    country: str = ""
    picture_url: str | None = None
    revision: int = 0

    @property
    def is_on_street(self) -> bool:
        return self.status == "approved" and self.is_active


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


class _OwnersLetter(Event):
    """A letter to the owner of a shop is asked for, once for each `letter_id`."""

    about = "shop_id"
    letter_id: str
    shop_id: str
    owner_id: str
    email: str
    full_name: str
    shop_name: str
    at: datetime


class ShopLetterRequested(_OwnersLetter):
    """The owner of a shop is to be told what became of it."""

    name = "shop.letter.requested"
    slug: str
    letter: Literal["shop_applied", "shop_approved", "shop_rejected", "shop_closed"]
    reason: str = ""
    at: datetime


class LowGoods(BaseModel):
    """Goods that ran low, when `available` were free. `title` is empty for what was never sold and of which inventory told none."""

    model_config = ConfigDict(frozen=True)

    variation_id: str
    sku: str
    title: str
    available: int


class LowStockLetterRequested(_OwnersLetter):
    """The owner of a shop is to be told what ran low. `others`: how many more than these."""

    name = "shop.stock.letter.requested"
    low: list[LowGoods]
    others: int = 0
    at: datetime


class ChangedGoods(BaseModel):
    """A product that staff changed, and what of it: title, price, pictures, …; `added` or `deleted` where it is whole."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    title: str
    what: list[str]


class GoodsLetterRequested(_OwnersLetter):
    """The owner of a shop is to be told what staff changed of their goods, and why."""

    name = "shop.goods.letter.requested"
    changed: list[ChangedGoods]
    reason: str = ""
    at: datetime


class SoldGoods(BaseModel):
    """Goods to send, or no longer to send: the title with what was chosen of them."""

    model_config = ConfigDict(frozen=True)

    title: str
    sku: str
    quantity: int


class SaleLetterRequested(_OwnersLetter):
    """The owner of a shop is to be told of an order to send. `others`: how many more items than these;
    `value`: of all of them, less discounts."""

    name = "shop.sale.letter.requested"
    number: str
    goods: list[SoldGoods]
    others: int = 0
    value: Money
    at: datetime


class CallOffLetterRequested(_OwnersLetter):
    """The owner of a shop is to be told what of an order is no longer to be sent, because the buyer or staff cancelled it.
    `others`: how many more items than these; `is_all`: nothing of the order is left to send."""

    name = "shop.calloff.letter.requested"
    number: str
    goods: list[SoldGoods]
    others: int = 0
    is_all: bool
