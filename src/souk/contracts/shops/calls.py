"""What shops may be asked."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, ShopId, UserId
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
