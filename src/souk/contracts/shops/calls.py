"""What shops may be asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, ShopId, UserId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, NotFound
from souk.vocabulary.ratings import Rating

ShopStatus = Literal["pending", "approved", "rejected", "closed"]


class ShopDraft(Message):
    slug: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    name: str = Field(min_length=1, max_length=120)
    tagline: str = Field(default="", max_length=160)
    description: str = Field(default="", max_length=4000)
    city: str = Field(default="", max_length=120)
    country: str = Field(default="US", pattern="^[A-Z]{2}$")


class Shop(Message):
    """`reason`: why it was rejected; empty for every other shop."""

    shop_id: ShopId
    owner_id: UserId
    slug: str
    name: str
    tagline: str
    description: str
    city: str
    country: str
    status: ShopStatus
    reason: str = ""
    picture_url: str | None = None
    rating: Rating = Rating()
    created_at: datetime


class ShopNotFound(NotFound):
    title = "There is no such shop"


class ShopSlugTaken(Conflict):
    title = "Another shop has this address already"


class ShopStatusRefused(Conflict):
    title = "The shop's status does not allow that"


class Shops(Protocol):
    @query()
    def shops(self, *, shop_ids: list[ShopId]) -> list[Shop]:
        """The shops that exist among `shop_ids`, whatever their status."""
        ...

    @query()
    def shop_by_slug(self, *, slug: str) -> Shop:
        """An approved shop. Raises ShopNotFound."""
        ...

    @query()
    def approved_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        """By name."""
        ...

    @query()
    def pending_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        """Shops that wait for approval, the longest-waiting first."""
        ...

    @query()
    def shops_of(self, *, owner_id: UserId) -> list[Shop]: ...

    @command()
    def open_shop(self, *, key: Key, owner_id: UserId, draft: ShopDraft, picture: bytes = b"") -> Shop:
        """A pending shop. Raises ShopSlugTaken."""
        ...

    @command()
    def approve_shop(self, *, key: Key, shop_id: ShopId) -> Shop:
        """Raises ShopNotFound, ShopStatusRefused once the shop is closed."""
        ...

    @command()
    def reject_shop(self, *, key: Key, shop_id: ShopId, reason: str) -> Shop:
        """`reason` is for the owner, up to 500 characters. Raises ShopNotFound, ShopStatusRefused once the shop is approved or closed."""
        ...


SoldStatus = Literal["processing", "shipped", "delivered", "cancelled"]


class SoldItem(Message):
    """An item of an order, as the shop that sold it sees it. `value`: its line less its share of a discount, without tax."""

    item_id: str
    order_id: str
    number: str
    product_id: str
    product_slug: str
    variation_id: str
    sku: str
    title: str
    options: dict[str, str]
    image_url: str | None
    quantity: int
    unit_price: Money
    line_total: Money
    value: Money
    status: SoldStatus
    carrier: str = ""
    tracking_number: str | None = None
    placed_at: datetime


class SoldOrder(Message):
    """What a shop sold in one order. `ship_to` is none once it was erased: a while after all has arrived, or with its buyer."""

    order_id: str
    number: str
    ship_to: PostalAddress | None
    shipping_label: str
    note: str
    items: list[SoldItem]
    value: Money
    placed_at: datetime


class SalesPeriod(Message):
    """The last `days` days, today among them (UTC). `average` is the value of an order, if there was any."""

    days: int
    revenue: Money
    orders: int
    units: int
    average: Money | None


class SalesDay(Message):
    day: date
    revenue: Money
    orders: int
    units: int


class TopProduct(Message):
    product_id: str
    title: str
    units: int
    revenue: Money


class Sales(Message):
    """Sales at a glance. Revenue is without tax and shipping; what was cancelled or given back is taken off on the day of its sale."""

    periods: list[SalesPeriod]
    days: list[SalesDay]
    top: list[TopProduct]
    to_ship: int


class SoldOrderNotFound(NotFound):
    title = "The shop has no such order"


class SoldItemNotFound(NotFound):
    title = "The shop has no such item"


class SoldItems(Protocol):
    """What shops sold. To move an item, ask orders. Whoever asks has to see to it that the shop is the asker's."""

    @query()
    def orders(
        self,
        *,
        shop_id: ShopId,
        status: SoldStatus | None = None,
        number: str = "",
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[SoldOrder]:
        """Newest first; `status`: those with an item of that status; `number`: the beginning of an order's number."""
        ...

    @query()
    def order(self, *, shop_id: ShopId, number: str) -> SoldOrder:
        """Raises SoldOrderNotFound, also for an order in which the shop sold nothing."""
        ...

    @query()
    def sales(self, *, shop_id: ShopId) -> Sales: ...
