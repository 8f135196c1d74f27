"""Checkout: how a cart becomes a paid order.

    (the cart is frozen) → price it → redeem coupon and points → reserve stock → record the order → the goods leave the cart; take the money
    → keep the stock → give the money back if the stock was lost → confirm → ask for shipment

The shopper waits for as much of it as can be done now. Where the money takes longer (a hosted page, a confirmation, a late
webhook) the story waits, at most until its stock would be let go, and is resumed by what payments says.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from souk.contracts.cart.calls import Cart, Carts, OrderedLine
from souk.contracts.customers.calls import Customers, NotEnoughPoints, Standing
from souk.contracts.inventory.calls import Inventory, OutOfStock, ReservationGone, StockLine
from souk.contracts.marketing.calls import Marketing
from souk.contracts.orders.calls import Buyer, CheckoutDetails, PointsSpent, ShopHasClosed
from souk.contracts.payments.calls import Payment, Payments
from souk.contracts.shipping.calls import Parcel, ParcelLine, Shipping
from souk.kernel import clock
from souk.kernel.data.database import Change
from souk.kernel.neighbours.asking import ask
from souk.kernel.work.stories import Step, Story, Wait
from souk.services.orders.settings import settings
from souk.services.orders.use_cases import closed_shops, quoting, recording
from souk.services.orders.use_cases.recording import Priced
from souk.vocabulary.ids import Key
from souk.vocabulary.problems import Refused

carts, customers, marketing, inventory, payments, shipping = (
    ask(Carts),
    ask(Customers),
    ask(Marketing),
    ask(Inventory),
    ask(Payments),
    ask(Shipping),
)


class PaidTooLate(Refused):
    title = "The order was not paid in time"


class Checkout(BaseModel):
    """What the story knows so far. `order_id` and `number` are drawn when it begins, so that a step tried twice makes one order."""

    model_config = ConfigDict(frozen=True)

    key: Key
    order_id: str
    number: str
    buyer: Buyer
    guest_id: str | None = None
    details: CheckoutDetails
    pay_until: datetime
    cart: Cart  # frozen before the story begins: what is added while a process is dead is not in this order
    priced: Priced | None = None
    payment: Payment | None = None
    left_cart: bool = False
    stock_lost: bool = False

    def with_(self, **changes: object) -> Checkout:
        return self.model_copy(update=changes)

    @property
    def sure_priced(self) -> Priced:
        assert self.priced is not None, "priced before"
        return self.priced


def step_key(key: Key, step: str) -> Key:
    """The key under which a step of the checkout `key` asked its neighbour."""
    return f"checkout:{key}:{step}"


def price_cart(c: Checkout, key: Key) -> Checkout:
    address = c.details.address
    option = quoting.choose(quoting.shipping_options(c.cart, address.country), c.details.shipping_method)
    spent = points_of(c)
    cost = quoting.cost_of(c.cart, option, address.country, address.region, spent)
    label = quoting.tax_label(address.country, address.region)
    member = quoting.member_saving(c.cart, option, address.country)
    return c.with_(priced=Priced.of(cost, option, label, len(c.cart.lines), member, spent))


def points_of(c: Checkout) -> PointsSpent | None:
    """As many as the shopper was shown, or the answer is no: who pays with fewer pays more money than they agreed to."""
    if not c.details.points:
        return None
    standing = customers.standing(user_id=c.buyer.user_id) if c.buyer.user_id else Standing()
    spent = quoting.points_for(c.cart, standing, c.details.points)
    if spent is None or spent.points != c.details.points:
        raise NotEnoughPoints("That many points cannot be spent on this order; please look at it again.")
    return spent


def redeem_coupon(c: Checkout, key: Key) -> Checkout:
    """And spends the points: what a shopper brings besides money. Both by this key, and both undone by it, whichever was done.

    Points that were spent elsewhere meanwhile refuse the order: then nothing is taken, and the shopper is told.
    """
    coupon, points = c.cart.coupon, c.sure_priced.points
    if coupon is not None:
        who = c.buyer.user_id or c.details.email
        early = c.cart.membership.early_access_hours if c.cart.membership is not None else 0
        marketing.redeem(key=key, code=coupon.code, subtotal=c.cart.subtotal, customer=who, hours_early=early)
    if points is not None and c.buyer.user_id is not None:
        customers.spend(key=key, user_id=c.buyer.user_id, points=points.points, detail=c.number)
    return c


def give_coupon_back(c: Checkout, key: Key) -> None:
    if c.cart.coupon is not None:
        marketing.give_back(key=key)
    if has_points(c):
        customers.give_back(key=key)


def brings_something(c: Checkout) -> bool:
    return c.cart.coupon is not None or has_points(c)


def has_points(c: Checkout) -> bool:
    return c.priced is not None and c.priced.points is not None


def reserve_stock(c: Checkout, key: Key) -> Checkout:
    lines = [StockLine(variation_id=line.variation_id, quantity=line.quantity) for line in c.cart.lines]
    inventory.reserve(key=key, lines=lines, hold_seconds=settings().hold_seconds)
    return c


def release_stock(c: Checkout, key: Key) -> None:
    inventory.release(key=key)


def record_order(c: Checkout, key: Key, change: Change) -> Checkout:
    recording.record_order(
        c.key, c.order_id, c.number, c.buyer, c.details, c.cart, c.sure_priced, change, c.guest_id
    )
    return c


def cancel_order(c: Checkout, key: Key, change: Change) -> None:
    shop_name = closed_shops.closed_one(c.cart.lines)
    recording.cancel_recorded(c.order_id, change, f"{shop_name} has closed" if shop_name else "not paid")


def take_money(c: Checkout, key: Key) -> Checkout:
    """For goods that have left the cart: of two checkouts that saw the same pieces in it one is paid, and the other refused.

    Nothing is taken for goods of a shop that has closed. Of money that was asked for before, payments knows whether it has come.
    """
    if c.payment is None:
        refuse_closed(c)
    if not c.left_cart:
        c = take_out_of_cart(c)
    payment = payments.take(
        key=key,
        order_id=c.order_id,
        order_number=c.number,
        amount=c.sure_priced.total,
        email=c.details.email,
        return_url=c.details.return_url,
        method_token=c.details.method_token,
    )
    after = c.with_(payment=payment)
    if payment.status == "captured":
        return after
    refuse_closed(c)
    left = (c.pay_until - clock.now()).total_seconds()
    if left <= 0 or payment.status == "voided":
        raise PaidTooLate("The time to pay has passed; nothing was charged.")
    raise Wait(after, left)


def refuse_closed(c: Checkout) -> None:
    if shop_name := closed_shops.closed_one(c.cart.lines):
        raise ShopHasClosed(
            f"{shop_name} has closed, so the order was called off and no money is kept. Please order the rest again."
        )


def take_out_of_cart(c: Checkout) -> Checkout:
    ordered = [OrderedLine(variation_id=line.variation_id, quantity=line.quantity) for line in c.cart.lines]
    assert c.cart.cart_id is not None, "frozen before"
    carts.take_out(key=step_key(c.key, "take_out_of_cart"), cart_id=c.cart.cart_id, lines=ordered)
    return c.with_(left_cart=True)


def give_money_back(c: Checkout, key: Key) -> None:
    payments.call_off(key=key)


def keep_stock(c: Checkout, key: Key) -> Checkout:
    """The units no longer expire. They can only be lost if nobody could go on with this story until they had expired."""
    try:
        inventory.keep(key=step_key(c.key, "reserve_stock"))
    except (OutOfStock, ReservationGone):
        return c.with_(stock_lost=True)
    return c


def refund_what_was_lost(c: Checkout, key: Key) -> Checkout:
    assert c.payment is not None
    if has_points(c):
        customers.give_back(key=step_key(c.key, "redeem_coupon"))
    payments.refund(
        key=key,
        payment_key=c.payment.key,
        amount=None,
        reason="The goods were sold out before the payment came.",
    )
    return c


def confirm_order(c: Checkout, key: Key, change: Change) -> Checkout:
    assert c.payment is not None
    if c.stock_lost:
        recording.refund_lost_order(c.order_id, c.payment, change)
    else:
        recording.confirm_order(c.order_id, c.payment, change)
    return c


def ask_for_shipment(c: Checkout, key: Key) -> Checkout:
    shipping.ship(
        key=key,
        order_id=c.order_id,
        order_number=c.number,
        method=c.details.shipping_method,
        address=c.details.address,
        parcels=parcels_by_shop(c),
    )
    return c


def parcels_by_shop(c: Checkout) -> list[Parcel]:
    """One parcel per shop, in the order in which the shops appear in the cart."""
    parcels: dict[str, Parcel] = {}
    for line, item_id in zip(c.cart.lines, c.sure_priced.item_ids, strict=True):
        packed = ParcelLine(
            item_id=item_id, variation_id=line.variation_id, title=line.title, quantity=line.quantity
        )
        before = parcels.get(line.shop_id)
        parcels[line.shop_id] = Parcel(
            shop_id=line.shop_id,
            shop_name=line.shop_name,
            weight_grams=(before.weight_grams if before else 0) + line.weight_grams * line.quantity,
            lines=[*(before.lines if before else []), packed],
        )
    return list(parcels.values())


def is_lost(c: Checkout) -> bool:
    return c.stock_lost


def is_ours(c: Checkout) -> bool:
    return not c.stock_lost


checkout = Story(
    "checkout",
    house="orders",
    state=Checkout,
    called=lambda c: c.number,
    steps=[
        Step(price_cart),
        Step(redeem_coupon, undo=give_coupon_back, when=brings_something),
        Step(reserve_stock, undo=release_stock),
        Step(record_order, undo=cancel_order, local=True),
        Step(take_money, undo=give_money_back, pivot=True, awaits="its payment"),
        Step(keep_stock),
        Step(refund_what_was_lost, when=is_lost),
        Step(confirm_order, local=True),
        Step(ask_for_shipment, when=is_ours),
    ],
)
