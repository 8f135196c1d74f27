"""What a shop shows of itself beside its goods: where it can be visited, its pictures, where else it is found."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from souk.vocabulary.calls import Message
from souk.vocabulary.ids import ShopId

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Network = Literal[
    "website", "instagram", "facebook", "tiktok", "youtube", "pinterest", "linkedin", "x", "bluesky"
]


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
