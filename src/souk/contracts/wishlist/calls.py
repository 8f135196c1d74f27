"""What wishlist may be asked. A list belongs to a user, or to whoever holds its token."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import ProductId, ShopId, UserId, VariationId
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict, NotFound, Refused

#: How many things a list holds.
MAX_WISHES = 200

Standing = Literal["in_stock", "low_stock", "out_of_stock", "not_for_sale", "gone", "open", "closed"]
News = Literal["price_dropped", "back_in_stock"]


class ListHolder(Message):
    """Whose list: the user's if `user_id` is set, else the guest's of that secret `token`."""

    user_id: UserId | None = None
    token: str | None = None


class Thing(Message):
    """What can be saved, exactly one of the three: a variation, a product without choosing one, or a shop."""

    variation_id: VariationId | None = None
    product_id: ProductId | None = None
    shop_id: ShopId | None = None


class Shown(Message):
    """A saved thing as anybody may see it. `image_url` is small.

    `price` is today's, of a product the lowest of its variations (`has_prices`: they differ); shops have none. A product of
    several variations has `needs_choice`: which one goes into a cart has to be said first.
    """

    kind: Literal["variation", "product", "shop"]
    variation_id: VariationId | None = None
    product_id: ProductId | None = None
    product_slug: str = ""
    shop_id: ShopId
    shop_slug: str
    shop_name: str
    title: str
    options: dict[str, str] = Field(default_factory=dict)
    image_url: str | None = None
    price: Money | None = None
    has_prices: bool = False
    standing: Standing
    left: int | None = None  # how many, said only when few
    needs_choice: bool = False
    can_move: bool = False


class Wish(Shown):
    """A saved thing as its owner sees it. `news`: what became better since it was saved."""

    item_id: str
    added_at: datetime
    price_when_added: Money | None = None
    percent_less: int = 0  # than when it was saved, rounded down
    news: list[News] = Field(default_factory=list)
    is_quiet: bool = False  # no letters about this one


class Share(Message):
    """`token` opens the list for everybody who has it. `shows_name`: the owner's first name is shown with it."""

    token: str
    shows_name: bool


class Marks(Message):
    """What is saved, for hearts and counts: variations; products saved as a whole, or through one of their variations; shops.

    `is_archived`: its owner sells on the street and does not save things.
    """

    count: int
    variation_ids: list[VariationId] = Field(default_factory=list)
    whole_product_ids: list[ProductId] = Field(default_factory=list)
    product_ids: list[ProductId] = Field(default_factory=list)
    shop_ids: list[ShopId] = Field(default_factory=list)
    is_archived: bool = False


class Wishlist(Message):
    """One page of a list, the newest first. `next` leads to the next one. `token` is set for a guest's list only.

    `is_archived`: its owner sells on the street and does not save things; the list waits until that ends.
    """

    wishlist_id: str | None
    token: str | None
    count: int
    items: list[Wish]
    next: str | None = None
    wants_letters: bool = False
    share: Share | None = None
    is_archived: bool = False


class Saved(Message):
    """`is_new` is false for what was on the list already. `token`: of a guest's list, which may have begun with this."""

    item_id: str
    token: str | None
    is_new: bool
    marks: Marks


class Moved(Message):
    """`cart_token`: of a guest's cart, which may have begun with this."""

    item_id: str
    variation_id: VariationId
    cart_token: str | None
    cart_quantity: int
    marks: Marks


class NotMoved(Message):
    item_id: str
    title: str
    reason: str  # a sentence


class MovedAll(Message):
    """`moved`: item ids. `waiting`: how many could not be tried this time; ask again."""

    moved: list[str]
    not_moved: list[NotMoved]
    waiting: int
    cart_token: str | None
    cart_quantity: int | None
    marks: Marks


class SharedList(Message):
    """A list as those see it who were given its link. `owner`: a first name, or nothing."""

    owner: str
    count: int
    items: list[Shown]
    next: str | None = None


class WishNotFound(NotFound):
    title = "That is not on the list"


class SharedListNotFound(NotFound):
    title = "There is no list behind this link any more"


class NotForSaving(Refused):
    """It is not on the street (any more), or never was."""

    title = "This cannot be saved"


class WishlistFull(Refused):
    title = "The list is full"


class WishlistArchived(Conflict):
    """Who sells on the street does not save things with the same account."""

    title = "This account's list is put away"


class CannotMove(Conflict):
    """The thing stays on the list. `extra["reason"]`: sold_out, all_in_cart, not_for_sale, cart_full, needs_choice, shop."""

    title = "That cannot go into the cart"


class LettersTokenInvalid(Refused):
    status = 400
    title = "This link does not end any letters"


class NotSoldOut(Conflict):
    title = "It can be bought now"


class Wishlists(Protocol):
    @query()
    def wishlist(self, *, holder: ListHolder, cursor: str | None = None, limit: int = 48) -> Wishlist:
        """An empty list if there is none. Asks nobody."""
        ...

    @query()
    def marks(self, *, holder: ListHolder) -> Marks: ...

    def save(self, *, holder: ListHolder, thing: Thing) -> Saved:
        """Saving what is saved already changes nothing. A guest without a token gets a list and its token.

        Raises NotForSaving, WishlistFull, WishlistArchived; Unavailable where the thing is not known here yet and products or
        shops is away.
        """
        ...

    @command(key="what")
    def remove(self, *, holder: ListHolder, what: str) -> Marks:
        """`what`: an item id (raises WishNotFound for one that never was on this list), or what a heart stands for: a
        variation id (with its product, where that is saved as a whole), a product id (with its variations), a shop id."""
        ...

    @command(key="item_id")
    def move_to_cart(self, *, holder: ListHolder, item_id: str, cart_token: str | None = None) -> Moved:
        """One piece goes into the holder's cart, then leaves the list; twice is once. Raises CannotMove, WishNotFound."""
        ...

    @command(key="holder", deadline_seconds=20)
    def move_all(self, *, holder: ListHolder, cart_token: str | None = None) -> MovedAll:
        """Everything that can go into the cart, the newest first; what cannot stays and is told."""
        ...

    @command(key="token")
    def merge(self, *, token: str, user_id: UserId) -> Marks:
        """At sign-in the guest's list joins the user's; what is on both is there once. The guest's list ends."""
        ...

    @command(key="holder")
    def share(self, *, holder: ListHolder, shows_name: bool) -> Share:
        """The link, made if there is none. `shows_name` is for users; a guest has no name. Raises WishNotFound without a list."""
        ...

    @command(key="holder")
    def end_sharing(self, *, holder: ListHolder) -> None:
        """The link is no longer good, for ever: sharing again makes another."""
        ...

    @query()
    def shared(self, *, token: str, cursor: str | None = None, limit: int = 48) -> SharedList:
        """Raises SharedListNotFound."""
        ...

    @command(key="holder")
    def choose_letters(self, *, holder: ListHolder, wants: bool, item_id: str | None = None) -> None:
        """Whether letters about this list are wanted, or about one thing on it. For users. Raises WishNotFound."""
        ...

    @command(key="token")
    def end_letters(self, *, token: str) -> None:
        """By the link in a letter. Raises LettersTokenInvalid."""
        ...


class BackInStock(Protocol):
    """Letters for who has no list to keep: one, when something that is sold out can be had again. No answer tells whether an
    address is known. `address`: that of the client, for counting how often it asks; both raise TooManyRequests."""

    @command(key="email")
    def tell_when_back(
        self, *, email: str, variation_id: VariationId, address: str, user_id: UserId | None = None
    ) -> None:
        """Once for each email and variation. Raises Invalid, NotSoldOut, NotForSaving; Unavailable as `Wishlists.save` does."""
        ...

    @command(key="email")
    def forget_address(self, *, email: str, address: str) -> None:
        """Everything that was asked for with this email. Raises Invalid."""
        ...

    @command(key="token")
    def end_waiting(self, *, token: str) -> None:
        """The same, by the link in a letter. Raises LettersTokenInvalid."""
        ...
