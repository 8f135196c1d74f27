"""What shops may be asked: by the whole street (`Shops`), and on behalf of the person who keeps a shop (`ShopKeeping`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.contracts.shops.fronts import Branch, BranchDraft, NearBranch, Place, ShopPicture, SocialLink
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, ShopId, UserId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, NotFound, Refused
from souk.vocabulary.ratings import Rating

ShopStatus = Literal["pending", "approved", "rejected", "closed"]


class ShopDraft(Message):
    slug: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    name: str = Field(min_length=1, max_length=120)
    tagline: str = Field(default="", max_length=160)
    description: str = Field(default="", max_length=4000)
    city: str = Field(default="", max_length=120)
    country: str = Field(default="US", pattern="^[A-Z]{2}$")


class ShopEdits(Message):
    """Only what is not null changes. `is_active`: the owner's own switch; only an approved shop has one."""

    name: str | None = Field(default=None, min_length=1, max_length=120)
    tagline: str | None = Field(default=None, max_length=160)
    description: str | None = Field(default=None, max_length=4000)
    city: str | None = Field(default=None, max_length=120)
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    is_active: bool | None = None


class Shop(Message):
    """`reason`: why it was rejected, or why the market closed it; empty for every other shop. Shoppers see it while it is approved and `is_active`.

    `is_verified`: staff have seen who is behind it. `revision` grows with everything that is told of the shop.
    """

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
    is_active: bool = True
    is_verified: bool = False
    revision: int = 0


class Storefront(Message):
    """Everything a shop's page shows but its goods. Bounded by settings: so many branches and pictures, a link per network."""

    shop: Shop
    branches: list[Branch]
    pictures: list[ShopPicture]
    links: list[SocialLink]


class ShopNotFound(NotFound):
    title = "There is no such shop"


class BranchNotFound(NotFound):
    title = "There is no such branch"


class PictureNotFound(NotFound):
    title = "There is no such picture"


class ShopSlugTaken(Conflict):
    title = "Another shop has this address already"


class AlreadyHasShop(Conflict):
    """Shops that wait or are approved count; rejected and closed ones do not."""

    title = "You already have a shop"


class ShopStatusRefused(Conflict):
    title = "The shop's status does not allow that"


class ShopIsFull(Refused):
    """`extra["most"]`: how many a shop may have."""

    title = "The shop has as many as it may have"


class Shops(Protocol):
    @query()
    def shops(self, *, shop_ids: list[ShopId]) -> list[Shop]:
        """The shops that exist among `shop_ids`, whatever their status."""
        ...

    @query()
    def shop_by_slug(self, *, slug: str) -> Shop:
        """A shop on the street: approved, and switched on. Raises ShopNotFound."""
        ...

    @query()
    def storefront(self, *, slug: str) -> Storefront:
        """A shop on the street with its active branches, its pictures and links. Raises ShopNotFound."""
        ...

    @query()
    def branches_near(
        self,
        *,
        latitude: float,
        longitude: float,
        radius_km: float = 25,
        cursor: str | None = None,
        limit: int = 24,
    ) -> Page[NearBranch]:
        """Active branches of shops on the street, the nearest first. `radius_km` up to 500. Raises Invalid."""
        ...

    @query()
    def middle_of(self, *, city: str) -> Place | None:
        """Of the street's branches in a city, however it is spelled; None where no shop can be visited."""
        ...

    @query()
    def approved_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        """Shops on the street by name."""
        ...

    @query()
    def pending_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        """Shops that wait for approval, the longest-waiting first."""
        ...

    @query()
    def shops_of(self, *, owner_id: UserId) -> list[Shop]: ...

    @command()
    def open_shop(self, *, key: Key, owner_id: UserId, draft: ShopDraft, picture: bytes = b"") -> Shop:
        """A pending shop, however many the owner has: for seeding and imports. Raises ShopSlugTaken."""
        ...

    @command()
    def approve_shop(self, *, key: Key, shop_id: ShopId) -> Shop:
        """Raises ShopNotFound; ShopStatusRefused once the shop is closed, or when its owner has another by now."""
        ...

    @command()
    def reject_shop(self, *, key: Key, shop_id: ShopId, reason: str) -> Shop:
        """`reason` is for the owner, up to 500 characters. Raises ShopNotFound, ShopStatusRefused once the shop is approved or closed."""
        ...

    @command()
    def verify_shop(self, *, key: Key, shop_id: ShopId, is_verified: bool) -> Shop:
        """Gives the badge or takes it away. Raises ShopNotFound; ShopStatusRefused for a shop that is not approved."""
        ...


class ShopKeeping(Protocol):
    """What the person who keeps a shop does. Somebody else's shop is not found, and neither is a closed one."""

    @command()
    def apply(self, *, key: Key, owner_id: UserId, draft: ShopDraft, picture: bytes = b"") -> Shop:
        """A pending shop, once per key. Raises AlreadyHasShop, ShopSlugTaken, Invalid."""
        ...

    @command(key="shop_id")
    def apply_again(
        self, *, owner_id: UserId, shop_id: ShopId, edits: ShopEdits, picture: bytes = b""
    ) -> Shop:
        """A rejected application, amended, waits again. Raises ShopNotFound, AlreadyHasShop; ShopStatusRefused for an approved one."""
        ...

    def edit_shop(self, *, owner_id: UserId, shop_id: ShopId, edits: ShopEdits, picture: bytes = b"") -> Shop:
        """Raises ShopNotFound, Invalid, ShopStatusRefused."""
        ...

    @command(key="shop_id")
    def close_shop(self, *, owner_id: UserId, shop_id: ShopId) -> None:
        """For good; its goods leave the street. Raises ShopNotFound."""
        ...

    @query()
    def kept_storefront(self, *, owner_id: UserId, shop_id: ShopId) -> Storefront:
        """With the branches that are switched off. Raises ShopNotFound."""
        ...

    @command()
    def save_branch(
        self, *, key: Key, owner_id: UserId, shop_id: ShopId, draft: BranchDraft, branch_id: str | None = None
    ) -> Branch:
        """Adds a branch, once per key, or replaces one. Raises ShopNotFound, BranchNotFound, ShopIsFull, Invalid."""
        ...

    @command(key="branch_id")
    def remove_branch(self, *, owner_id: UserId, shop_id: ShopId, branch_id: str) -> None:
        """Raises ShopNotFound; a branch that is gone is no error."""
        ...

    @command()
    def add_picture(
        self, *, key: Key, owner_id: UserId, shop_id: ShopId, content: bytes, alt_text: str = ""
    ) -> ShopPicture:
        """JPEG, PNG or WebP of at most 5 MB; the new one is the last. Raises ShopNotFound, ShopIsFull, Invalid."""
        ...

    def change_picture(
        self,
        *,
        owner_id: UserId,
        shop_id: ShopId,
        media_id: str,
        alt_text: str | None = None,
        position: int | None = None,
    ) -> list[ShopPicture]:
        """Other words, or another place (0 is the first); answers all pictures in their order. Raises ShopNotFound, PictureNotFound."""
        ...

    @command(key="media_id")
    def remove_picture(self, *, owner_id: UserId, shop_id: ShopId, media_id: str) -> None:
        """Raises ShopNotFound; a picture that is gone is no error."""
        ...

    def set_links(self, *, owner_id: UserId, shop_id: ShopId, links: list[SocialLink]) -> list[SocialLink]:
        """All of them, in their order, at most one for each network. Raises ShopNotFound, Invalid."""
        ...


SoldStatus = Literal["processing", "shipped", "delivered", "cancelled"]


class SoldItem(Message):
    """An item of an order, as the shop that sold it sees it. `value`: its line less its share of a discount, without tax.

    Where some of a line were sent or cancelled before the others, each such part is an item: `part_of` is the one it was taken from,
    `bought` how many the line had.
    """

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
    part_of: str = ""
    bought: int | None = None


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
    """Sales at a glance. Revenue is without tax and shipping; what was cancelled or given back is taken off on the day of its sale.
    `to_ship`: how many pieces are to be sent."""

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


class ShopLetters(Protocol):
    """Which letters the owner of a shop wants. Everything raises ShopNotFound for somebody else's shop."""

    @query()
    def wants_low_stock(self, *, owner_id: UserId, shop_id: ShopId) -> bool:
        """Whether they are told what runs low; they are unless they said no."""
        ...

    @command(key="shop_id")
    def choose_low_stock(self, *, owner_id: UserId, shop_id: ShopId, wants: bool) -> None:
        """Who says no is not told later of what ran low meanwhile."""
        ...

    @query()
    def wants_sales(self, *, owner_id: UserId, shop_id: ShopId) -> bool:
        """Whether they are told of each order to send; they are unless they said no."""
        ...

    @command(key="shop_id")
    def choose_sales(self, *, owner_id: UserId, shop_id: ShopId, wants: bool) -> None: ...
