"""Checkouts: what a shopper has told so far, what it will cost, and the order that comes of it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from souk.contracts.cart.calls import CartChange, CartHolder, Carts
from souk.contracts.inventory.calls import OutOfStock
from souk.contracts.orders.calls import Buyer, CheckoutDetails, Order, Orders, Quote, QuoteShipping
from souk.contracts.payments.calls import PaymentMethod, Payments
from souk.contracts.shipping.calls import Shipping
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.services.web.use_cases import baskets
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.problems import Problem, Refused

carts, orders, payments, shipping = (ask(Carts), ask(Orders), ask(Payments), ask(Shipping))

#: All there are, as far as the goods go.
MOST_POINTS = 10**9
#: Shown while shipping does not answer; the quote has the last word.
USUAL_COUNTRIES = ("US", "CA", "GB", "DE", "FR", "NL", "ES", "IT")


class Draft(BaseModel):
    """What a checkout knows so far; it travels in a signed cookie. `key` makes every click on "Pay" the same order."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    email: str = ""
    address: PostalAddress | None = None
    method: str = ""
    key: str = ""
    order_id: str = ""
    use_points: bool = False

    def with_(self, **changes: Any) -> Draft:
        return self.model_copy(update=changes)

    def begun_anew(self) -> Draft:
        """For the next order: the address stays, the key does not."""
        return self.with_(key=new_id("chk"), order_id="", use_points=False)


def buyer(holder: CartHolder) -> Buyer:
    return Buyer(user_id=holder.user_id, cart_token=None if holder.user_id else holder.token)


def countries() -> list[tuple[str, str]]:
    try:
        codes = tuple(shipping.countries())
    except Problem:
        codes = USUAL_COUNTRIES
    return wording.country_choices(codes)


def quote(holder: CartHolder, draft: Draft) -> Quote:
    """Raises CartIsEmpty, CountryNotServed; Unavailable while one of those asked is away."""
    assert draft.address is not None
    return orders.quote(
        buyer=buyer(holder),
        country=draft.address.country,
        region=draft.address.region,
        shipping_method=draft.method or None,
        points=MOST_POINTS if draft.use_points else 0,
    )


def place(
    holder: CartHolder,
    draft: Draft,
    return_url: str,
    cart_version: int | None = None,
    points: int = 0,
    guest_token: str | None = None,
) -> Order:
    """The order of this draft, once, however often it is asked for. `cart_version` and `points` are those of the sums that were
    shown; `guest_token` is of who finds the order again by it. Raises what `Orders.place` raises."""
    assert draft.address is not None
    details = CheckoutDetails(
        email=draft.email,
        address=draft.address,
        shipping_method=draft.method,
        return_url=return_url,
        points=points,
        cart_version=cart_version,
    )
    who = buyer(holder).model_copy(update={"guest_token": None if holder.user_id else guest_token})
    return orders.place(key=draft.key, buyer=who, details=details)


def cards_to_try() -> list[dict[str, str]]:
    """The sandbox's cards with what each does; none when payments is away or no sandbox is in use."""
    try:
        methods: list[PaymentMethod] = payments.methods()
    except Problem:
        return []
    return [
        {"number": " ".join(number[i : i + 4] for i in range(0, len(number), 4)), "says": says}
        for method in methods
        for number, says in method.cards.items()
    ]


def methods_view(told: Quote, chosen: str) -> list[dict[str, Any]]:
    chosen = chosen if any(o.method == chosen for o in told.shipping_options) else told.shipping_method
    return [_method_view(option, option.method == chosen) for option in told.shipping_options]


def _method_view(option: QuoteShipping, is_on: bool) -> dict[str, Any]:
    return {
        "code": option.method,
        "name": option.label,
        "days": option.description,
        "price": wording.price(option.price) if option.price else "Free",
        "is_on": is_on,
    }


def points_view(told: Quote) -> dict[str, Any] | None:
    """The points that could be spent on this order; None where there are none."""
    offer = told.points_offer
    if offer is None:
        return None
    return {
        "count": f"{offer.points:,}",
        "worth": wording.price(offer.discount),
        "are_used": told.points is not None,
        "exactly": told.points.points if told.points else 0,
    }


def what_changed(refusal: Refused) -> list[str]:
    """The report of a refused checkout as sentences, line by line."""
    rows = []
    for entry in refusal.extra.get("changes", []):
        change = entry if isinstance(entry, CartChange) else CartChange.model_validate(entry)
        rows.append(f"{change.title}: {baskets.change_text(change)}")
    if isinstance(refusal, OutOfStock) and not rows:
        rows.append("Somebody else was quicker with something in your cart. Its quantity no longer holds.")
    return rows or [refusal.detail]
