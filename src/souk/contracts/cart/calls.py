"""What cart may be asked. A cart belongs to a user, or to whoever holds its token."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import CartId, Key, ProductId, ShopId, Sku, UserId, VariationId
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Conflict, NotFound, Refused, Unavailable

MAX_QUANTITY = 99
MAX_LINES = 100


class CartHolder(Message):
    """Whose cart: the user's if `user_id` is set, else the guest's of that secret `token`."""

    user_id: UserId | None = None
    token: str | None = None


class CartChange(Message):
    """What changed since the shopper last looked, ready to be shown."""

    item_id: str
    variation_id: VariationId
    title: str
    code: Literal[
        "product_not_found",
        "inactive",
        "invalid_shop",
        "invalid_data",
        "out_of_stock",
        "insufficient_stock",
        "price_changed",
    ]
    action: Literal["removed", "quantity_updated", "price_updated"]
    detail: str
    old_quantity: int | None = None
    new_quantity: int | None = None
    old_price: Money | None = None
    new_price: Money | None = None


class CartLine(Message):
    item_id: str
    variation_id: VariationId
    product_id: ProductId
    product_slug: str
    shop_id: ShopId
    shop_name: str
    sku: Sku
    title: str
    options: dict[str, str]
    image_url: str | None
    quantity: int
    unit_price: Money
    line_total: Money
    weight_grams: int
    available: int | None = None  # said only when it limits what can be bought
    is_out_of_reach: bool = (
        False  # where it is kept nobody answers just now: it is shown as it was, and cannot be ordered
    )


class AppliedCoupon(Message):
    code: str
    description: str
    discount: Money


class FreeMethod(Message):
    """A way of shipping that costs a member nothing: on more than `over`, to `countries` (empty: to all)."""

    method: str
    over: Money
    countries: list[str] = Field(default_factory=list)


class Membership(Message):
    """What the shopper's tier brings here. `discount` is `percent_off` of what is left of the lines after a coupon."""

    tier: str
    label: str  # "Gold member"
    percent_off: int
    discount: Money
    free_shipping: list[FreeMethod] = Field(default_factory=list)
    early_access_hours: int = 0  # so long before its time a sale's code counts


class Cart(Message):
    """`discount` is the coupon's; `total` is less the member's too. `token` is set for a guest's cart only. `version` grows with every change. `changes` is what the live check found.

    `is_archived`: its user keeps a shop and does not shop with this account; `archived_quantity` pieces come back when it closes.
    """

    cart_id: CartId | None
    token: str | None
    version: int
    lines: list[CartLine]
    quantity: int
    subtotal: Money
    coupon: AppliedCoupon | None = None
    discount: Money
    membership: Membership | None = None
    total: Money  # without shipping and tax, which depend on the address
    changes: list[CartChange] = Field(default_factory=list)
    updated_at: datetime | None = None
    is_archived: bool = False
    archived_quantity: int = 0


class CartItemNotFound(NotFound):
    title = "That item is not in the cart"


class CartIsEmpty(Refused):
    title = "The cart is empty"


class CartFull(Refused):
    title = "That is more than a cart can hold"


class ShopOwnersDoNotShop(Conflict):
    """Of everything that changes a cart or buys it, while its user keeps a shop."""

    title = "This account keeps a shop and does not shop"


class NotForSale(Refused):
    title = "This is not for sale at the moment"


class NotEnoughStock(Refused):
    """`extra["available"]`: how many could be bought."""

    title = "Not that many are left"


class CartChanged(Conflict):
    """`extra["changes"]`: a list of CartChange; the cart was corrected so, and waits to be looked at again."""

    title = "The cart was corrected, please look at it again"


class GoodsOutOfReach(Unavailable):
    """Of some goods nobody can say whether they are still sold so; of the others everybody can. `extra["variation_ids"]`: which."""

    title = "Some of it cannot be reached at the moment"


class OrderedLine(Message):
    variation_id: VariationId
    quantity: int = Field(ge=1)


class Carts(Protocol):
    @query()
    def cart(self, *, holder: CartHolder, is_glance: bool = False) -> Cart:
        """With today's prices and stock; an empty cart if there is none. Price and stock are compared only where they answer in time.

        `is_glance`: who asks shows nobody its `changes`, so they are kept for who does. Without it they are told again for a while, until
        the shopper's next change.
        """
        ...

    def add_item(self, *, holder: CartHolder, variation_id: VariationId, quantity: int) -> Cart:
        """Adds to the line if there is one; two at once lose nothing. A guest without a token gets a cart and its token.

        Raises NotForSale, NotEnoughStock, CartFull, ShopOwnersDoNotShop.
        """
        ...

    @command()
    def put_in(self, *, key: Key, holder: CartHolder, variation_id: VariationId, quantity: int) -> Cart:
        """As `add_item`, once for each key and holder as long as the variation is in the cart; keys are known for a day."""
        ...

    def change_quantity(self, *, holder: CartHolder, item_id: str, quantity: int) -> Cart:
        """0 removes the line. Raises CartItemNotFound, NotEnoughStock."""
        ...

    @command(key="item_id")
    def remove_item(self, *, holder: CartHolder, item_id: str) -> Cart: ...

    def clear(self, *, holder: CartHolder) -> Cart: ...

    @command(key="token")
    def merge(self, *, token: str, user_id: UserId) -> Cart:
        """At sign-in the guest's lines join the user's: quantities of the same variation add up, capped by stock; the guest's cart ends.

        Raises ShopOwnersDoNotShop; the guest's cart then stays as it is.
        """
        ...

    def apply_coupon(self, *, holder: CartHolder, code: str) -> Cart:
        """Raises marketing's CouponRefused."""
        ...

    def remove_coupon(self, *, holder: CartHolder) -> Cart: ...

    @command(deadline_seconds=5)
    def check_out(self, *, key: Key, holder: CartHolder, version: int | None = None) -> Cart:
        """The cart as it will be ordered. If price or stock no longer hold it is corrected in place and CartChanged is raised.

        `version` is the one that the shopper saw: a cart that was changed since (in another tab, say) raises CartChanged without
        corrections. Raises CartIsEmpty, ShopOwnersDoNotShop, and GoodsOutOfReach, with which nothing has happened yet. The same key
        answers the same cart.
        """
        ...

    @command(deadline_seconds=5)
    def take_out(self, *, key: Key, cart_id: CartId, lines: list[OrderedLine]) -> None:
        """What was ordered leaves the cart, once per key, and its coupon with it; what was added since the checkout stays.

        Raises CartChanged, and takes nothing, when the cart no longer holds all of it: another order took it, or the shopper did.
        """
        ...
