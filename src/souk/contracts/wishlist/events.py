"""What wishlist says."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from souk.vocabulary.events import Event
from souk.vocabulary.money import Money


class _WishEvent(Event):
    """`user_id` is null for a guest. Of `variation_id` (with its `product_id`), `product_id` and `shop_id` one is what was saved."""

    about = "item_id"
    item_id: str
    wishlist_id: str
    user_id: str | None
    variation_id: str | None = None
    product_id: str | None = None
    shop_id: str | None = None


class WishlistCreated(_WishEvent):
    """Something was saved."""

    name = "wishlist.created"


class WishlistDeleted(_WishEvent):
    """Something left a list. Of an erased person the `user_id` is null."""

    name = "wishlist.deleted"
    reason: Literal["removed", "moved_to_cart", "merged", "gone", "expired", "erased"]


class NewsFacts(BaseModel):
    """One thing that became better. `path` is its page. `price_before`: what it cost when the reader last knew."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["back_in_stock", "price_dropped"]
    item_id: str
    title: str
    shop_name: str
    options: dict[str, str]
    path: str
    price: Money
    price_before: Money | None = None
    left: int | None = None


class WishlistLetterRequested(Event):
    """A letter about what became better on a list. Confidential: the token ends these letters."""

    name = "wishlist.letter.requested"
    about = "wishlist_id"
    wishlist_id: str
    user_id: str
    email: str
    full_name: str
    token: str
    at: datetime
    news: list[NewsFacts]


class WaitingLetterRequested(Event):
    """The one letter to who left an email without an account: what can be had again. Confidential: the token ends what else they wait for."""

    name = "waiting.letter.requested"
    about = "letter_id"
    letter_id: str
    email: str
    token: str
    at: datetime
    news: list[NewsFacts]
