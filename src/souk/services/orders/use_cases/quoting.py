"""Quoting: what a cart would cost at an address, with each way of shipping."""

from __future__ import annotations

from souk.contracts.cart.calls import Cart, CartHolder, CartIsEmpty, Carts
from souk.contracts.customers.calls import Customers, Standing
from souk.contracts.orders.calls import (
    Buyer,
    MemberSaving,
    PointsSpent,
    Quote,
    QuoteLine,
    QuoteShipping,
)
from souk.contracts.shipping.calls import Shipping, ShippingMethodNotFound, ShippingOption
from souk.kernel.neighbours.asking import ask
from souk.services.orders.rules.membership import Free, is_free, label
from souk.services.orders.rules.points import spendable
from souk.services.orders.rules.totals import Totals, tax_rate, totals
from souk.services.orders.settings import settings
from souk.vocabulary.money import Money

carts = ask(Carts)
shipping = ask(Shipping)
purse = ask(
    Customers, otherwise=Standing()
)  # a quote goes on without points; a checkout that spends some does not


ALL_POINTS = 10**9


def quote_cart(
    buyer: Buyer, country: str, region: str = "", shipping_method: str | None = None, points: int = 0
) -> Quote:
    """Raises CartIsEmpty, CountryNotServed, ShippingMethodNotFound. Without points while customers is away."""
    cart = carts.cart(holder=holder_of(buyer))
    if not cart.lines:
        raise CartIsEmpty("Put something into the cart first.")
    options = shipping_options(cart, country)
    chosen = choose(options, shipping_method or options[0].method)
    standing = purse.standing(user_id=buyer.user_id) if buyer.user_id else Standing()
    spent = points_for(cart, standing, points)
    cost = cost_of(cart, chosen, country, region, spent)
    return Quote(
        lines=[
            QuoteLine(
                variation_id=line.variation_id,
                title=line.title,
                quantity=line.quantity,
                unit_price=line.unit_price,
                line_total=line.line_total,
                is_out_of_reach=line.is_out_of_reach,
            )
            for line in cart.lines
        ],
        subtotal=cost.subtotal,
        discount=cost.discount,
        shipping=cost.shipping,
        tax=cost.tax,
        total=cost.total,
        tax_label=tax_label(country, region),
        shipping_options=[
            QuoteShipping(
                method=option.method,
                label=option.label,
                description=option.description,
                price=shipping_price(cart, option, country),
                total=cost_of(cart, option, country, region, spent).total,
            )
            for option in options
        ],
        shipping_method=chosen.method,
        member=member_saving(cart, chosen, country),
        points=spent,
        points_offer=points_for(cart, standing, ALL_POINTS),
    )


def holder_of(buyer: Buyer) -> CartHolder:
    return CartHolder(user_id=buyer.user_id, token=None if buyer.user_id else buyer.cart_token)


def shipping_options(cart: Cart, country: str) -> list[ShippingOption]:
    weight = sum(line.weight_grams * line.quantity for line in cart.lines)
    options: list[ShippingOption] = shipping.options(
        country=country, weight_grams=weight, subtotal=cart.subtotal
    )
    if not options:
        raise ShippingMethodNotFound("No way of shipping takes a parcel this heavy to this country.")
    return options


def choose(options: list[ShippingOption], method: str) -> ShippingOption:
    for option in options:
        if option.method == method:
            return option
    raise ShippingMethodNotFound(f"Choose one of: {', '.join(option.method for option in options)}.")


def points_for(cart: Cart, standing: Standing, wanted: int) -> PointsSpent | None:
    """Points pay what the coupon and the tier left of the goods; never shipping or tax."""
    points = spendable(wanted, standing.points, standing.point_value, cart.total)
    if not points or standing.point_value is None:
        return None
    return PointsSpent(points=points, discount=standing.point_value * points)


def cost_of(
    cart: Cart, option: ShippingOption, country: str, region: str, spent: PointsSpent | None = None
) -> Totals:
    """The coupon first, then the member's percent of what is left, then points; all fall on the items in proportion."""
    rate = tax_rate(settings().tax_rates, country, region)
    discount = cart.discount + (
        cart.membership.discount if cart.membership else Money.zero(option.price.currency)
    )
    if spent is not None:
        discount = discount + spent.discount
    return totals(
        [line.line_total for line in cart.lines], discount, shipping_price(cart, option, country), rate
    )


def shipping_price(cart: Cart, option: ShippingOption, country: str) -> Money:
    if cart.membership is None:
        return option.price
    ways = [Free(way.method, way.over, tuple(way.countries)) for way in cart.membership.free_shipping]
    is_member_free = is_free(ways, option.method, country, cart.subtotal)
    return Money.zero(option.price.currency) if is_member_free else option.price


def member_saving(cart: Cart, option: ShippingOption, country: str) -> MemberSaving | None:
    if cart.membership is None:
        return None
    return MemberSaving(
        tier=cart.membership.tier,
        label=label(cart.membership.label, cart.membership.percent_off),
        discount=cart.membership.discount,
        shipping_saved=option.price - shipping_price(cart, option, country),
    )


def tax_label(country: str, region: str) -> str:
    rate = tax_rate(settings().tax_rates, country, region)
    return f"{settings().tax_label} ({rate / 100:g} %)"
