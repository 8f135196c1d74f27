"""What shops may be asked: by the whole street (`Shops`), and on behalf of the person who keeps a shop (`ShopKeeping`)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, ShopId, UserId
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, NotFound, Refused
from souk.vocabulary.ratings import Rating

ShopStatus = Literal["pending", "approved", "rejected", "closed"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Network = Literal[
    "website", "instagram", "facebook", "tiktok", "youtube", "pinterest", "linkedin", "x", "bluesky"
]


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
    """`reason`: why it was rejected; empty for every other shop. Shoppers see it while it is approved and `is_active`.

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


class OpeningHours(Message):
    """One stretch of a weekday, by the branch's own clock; a day with a pause has two. `24:00` is the end of the day."""

    day: Weekday
    opens: str = Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")
    closes: str = Field(pattern="^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")


class BranchDraft(Message):
    """A place where a shop can be visited. Degrees are WGS 84, kept with six decimals (about ten centimetres)."""

    name: str = Field(min_length=1, max_length=100)
    about: str = Field(default="", max_length=2000)
    phone: str = Field(default="", max_length=40)
    line1: str = Field(default="", max_length=200)
    line2: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=120)
    region: str = Field(default="", max_length=120)
    postal_code: str = Field(default="", max_length=20)
    country: str = Field(default="US", pattern="^[A-Z]{2}$")
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    is_active: bool = True
    opening_hours: list[OpeningHours] = Field(default_factory=list, max_length=21)


class Branch(BranchDraft):
    branch_id: str
    shop_id: ShopId


class Place(Message):
    """In degrees, WGS 84."""

    latitude: float
    longitude: float


class ShopSign(Message):
    """A shop in a few words, beside something of its own."""

    shop_id: ShopId
    slug: str
    name: str
    picture_url: str | None = None
    is_verified: bool = False


class NearBranch(Message):
    """`distance_metres`: along the surface of the earth, as the crow flies."""

    branch: Branch
    shop: ShopSign
    distance_metres: int


class ShopPicture(Message):
    """A picture of the shop's own; `thumb_url` is the same at half the width."""

    media_id: str
    url: str
    thumb_url: str
    width: int
    height: int
    alt_text: str


class SocialLink(Message):
    """Where else a shop can be found; https only, at the network's own address."""

    network: Network
    url: str = Field(max_length=200)


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
