"""Checkout in three steps, each a page of its own, for guests and members alike.

address → shipping → payment → the provider's own page → confirmation
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.cart.calls import (
    Cart,
    CartChanged,
    CartIsEmpty,
    Carts,
    GoodsOutOfReach,
    ShopOwnersDoNotShop,
)
from souk.contracts.customers.calls import NotEnoughPoints
from souk.contracts.inventory.calls import OutOfStock
from souk.contracts.marketing.calls import CouponRefused
from souk.contracts.orders.calls import CheckoutCalledOff, Quote, ShopHasClosed
from souk.contracts.shipping.calls import CountryNotServed, ShippingMethodNotFound
from souk.contracts.users.calls import SavedAddress, Users
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages import forms
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import GUEST, Visit
from souk.services.web.rules import wording
from souk.services.web.rules.typed import whole
from souk.services.web.use_cases import addresses, baskets, checkouts, guests, order_pages
from souk.vocabulary.problems import Refused

carts, users = ask(Carts), ask(Users)

STEPS = [
    ("Address", "/checkout/address"),
    ("Shipping", "/checkout/shipping"),
    ("Payment", "/checkout/payment"),
]


@shown()
def begin(visit: Visit) -> HttpResponse:
    return visit.see_other("/checkout/address")


@shown("GET", "POST")
def address(visit: Visit) -> HttpResponse:
    if visit.request.method == "POST":
        return _take_address(visit)
    _draft(visit)
    return _address_page(visit, _address_form(visit, _saved(visit)))


@shown("GET", "POST")
def shipping(visit: Visit) -> HttpResponse:
    draft = _draft(visit)
    if draft.address is None:
        return visit.see_other("/checkout/address")
    if visit.request.method == "POST":
        visit.keep_draft(draft.with_(method=visit.request.POST.get("method", "")[:40]))
        return visit.see_other("/checkout/payment")
    try:
        told = checkouts.quote(visit.holder, draft)
    except ShippingMethodNotFound:
        told = checkouts.quote(visit.holder, draft.with_(method=""))
    except CountryNotServed:
        return _step(visit, "Shipping", "checkout/shipping.html", {"methods": []})
    except CartIsEmpty:
        return visit.see_other("/cart")
    methods = checkouts.methods_view(told, draft.method)
    return _step(visit, "Shipping", "checkout/shipping.html", {"methods": methods}, told)


@shown("GET", "POST")
def payment(visit: Visit) -> HttpResponse:
    draft = _draft(visit)
    if draft.address is None:
        return visit.see_other("/checkout/address")
    if not draft.method:
        return visit.see_other("/checkout/shipping")
    if not draft.key:
        draft = draft.begun_anew()
        visit.keep_draft(draft)
    if visit.request.method == "POST":
        return _pay(visit, draft)
    return _payment_page(visit, forms.PaymentForm())


def _draft(visit: Visit) -> checkouts.Draft:
    """What this checkout knows. Where the last one became an order and there is a new cart, it is the next one's: on every step,
    so that none shows what was chosen for the order before."""
    draft = visit.draft
    if draft.order_id and visit.request.method == "GET" and visit.cart_count:
        draft = draft.begun_anew()
        visit.keep_draft(draft)
    return draft


@shown("POST")
def points(visit: Visit) -> HttpResponse:
    """Spends points on this order, or keeps them. A new key: the old one may mean the order as it was."""
    wants = visit.request.POST.get("use") == "1"
    visit.keep_draft(visit.draft.with_(use_points=wants, key=new_id("chk")))
    return visit.see_other("/checkout/payment")


def _take_address(visit: Visit) -> HttpResponse:
    saved = _saved(visit)
    wanted = visit.request.POST.get("address_id")
    picked = next((a for a in saved if a.address_id == wanted), None)
    if picked is not None and visit.user_id:
        visit.keep_draft(visit.draft.with_(address=picked.address, email=addresses.email_of(visit.user_id)))
        return visit.see_other("/checkout/shipping")
    form = forms.CheckoutAddressForm(visit.request.POST, countries=checkouts.countries())
    if not form.is_valid():
        return _address_page(visit, form, status=422)
    visit.keep_draft(visit.draft.with_(address=form.address(), email=form.cleaned_data["email"]))
    if not visit.user_id:
        visit.keep_guest(guests.remember(visit.cookie(GUEST), form.cleaned_data["email"], form.address()))
    if visit.user_id and form.cleaned_data["save"]:
        addresses.keep(visit.user_id, form.address(), is_default=not saved)
    return visit.see_other("/checkout/shipping")


def _address_form(visit: Visit, saved: list[SavedAddress]) -> forms.CheckoutAddressForm:
    """What this browser told before, else who is signed in."""
    draft = visit.draft
    known: dict[str, Any] = {"email": draft.email, "country": "US", "save": not saved}
    if draft.address is not None:
        known |= draft.address.model_dump()
    elif visit.user_id:
        known |= addresses.known_about(visit.user_id)
    else:
        known |= guests.known_about(visit.cookie(GUEST))
    return forms.CheckoutAddressForm(initial=known, countries=checkouts.countries())


def _address_page(visit: Visit, form: forms.CheckoutAddressForm, *, status: int = 200) -> HttpResponse:
    cart = None if baskets.is_nobody(visit.holder) else carts.cart(holder=visit.holder)
    if cart is None or not cart.lines:
        return visit.see_other("/cart")
    saved = [addresses.view(a, visit.draft.address) for a in _saved(visit)]
    context = {"form": form, "addresses": saved, "sums": baskets.sums(cart)}
    return _step(visit, "Address", "checkout/address.html", context, cart=cart, status=status)


def _saved(visit: Visit) -> list[SavedAddress]:
    return addresses.saved(visit.user_id) if visit.user_id else []


def _payment_page(
    visit: Visit,
    form: forms.PaymentForm,
    *,
    report: list[str] | None = None,
    is_corrected: bool = True,
    is_waiting: bool = False,
    status: int = 200,
) -> HttpResponse:
    """`is_waiting`: for goods that cannot be reached just now."""
    draft = visit.draft
    cart = carts.cart(
        holder=visit.holder
    )  # before the quote, so that its version is never newer than the sums that are shown
    try:
        told = checkouts.quote(visit.holder, draft)
    except CartIsEmpty:
        return visit.see_other("/checkout/confirmation" if draft.order_id else "/cart")
    except (CountryNotServed, ShippingMethodNotFound):
        return visit.see_other("/checkout/shipping")
    context = {
        "form": form,
        "report": report,
        "is_corrected": is_corrected,
        "is_waiting": is_waiting,
        "key": draft.key,
        "cart_version": cart.version,
        "email": draft.email,
        "method_line": next((f"{o.label}, {wording.price(o.price) if o.price else 'free'}" for o in told.shipping_options if o.method == draft.method), draft.method),
        "total": wording.price(told.total),
        "points": checkouts.points_view(told),
        "test_cards": checkouts.cards_to_try(),
    }  # fmt: skip
    return _step(visit, "Payment", "checkout/payment.html", context, told, cart=cart, status=status)


def _pay(visit: Visit, draft: checkouts.Draft) -> HttpResponse:
    form = forms.PaymentForm(visit.request.POST)
    if not form.is_valid():
        return _payment_page(visit, form, status=422)
    try:
        order = checkouts.place(
            visit.holder,
            draft,
            f"{visit.origin}/checkout/confirmation",
            form.cleaned_data["cart_version"],
            _points(visit),
            visit.cookie(GUEST),
        )
    except (CartIsEmpty, ShopOwnersDoNotShop):
        return visit.see_other("/cart")
    except (CountryNotServed, ShippingMethodNotFound):
        return visit.see_other("/checkout/shipping")
    except (
        CartChanged,
        OutOfStock,
        CouponRefused,
        NotEnoughPoints,
        ShopHasClosed,
        CheckoutCalledOff,
    ) as refusal:
        return _look_again(visit, draft, refusal)
    except GoodsOutOfReach as away:
        # nothing was ordered under this key yet: the same click later may be
        told = [away.detail]
        return _payment_page(
            visit, forms.PaymentForm(), report=told, is_corrected=False, is_waiting=True, status=503
        )
    if order.token:
        visit.keep_order_token(order.number, order.token)
    visit.keep_draft(draft.with_(order_id=order.number))
    visit.keep_cart_count(None, 0)
    waits_at = order.payment.action_url if order.status == "pending" else None
    return visit.see_other(waits_at or "/checkout/confirmation")


def _points(visit: Visit) -> int:
    """As many as the page said."""
    return whole(visit.request.POST.get("points", "")) or 0


def _look_again(visit: Visit, draft: checkouts.Draft, refusal: Refused) -> HttpResponse:
    """The cart was corrected, or the checkout called off. A new key, because the old one means the order that was refused."""
    visit.keep_draft(draft.with_(key=new_id("chk")))
    visit.keep_cart(carts.cart(holder=visit.holder))
    return _payment_page(
        visit,
        forms.PaymentForm(),
        report=checkouts.what_changed(refusal),
        is_corrected=not isinstance(refusal, CheckoutCalledOff),
        status=409,
    )


def _step(
    visit: Visit,
    name: str,
    template: str,
    context: dict[str, Any],
    told: Quote | None = None,
    *,
    cart: Cart | None = None,
    status: int = 200,
) -> HttpResponse:
    """The frame of a step: where we are, the cart, the sums."""
    cart = cart or carts.cart(holder=visit.holder)
    draft = visit.draft
    reached = [step for step, _ in STEPS].index(name)
    frame = {
        "step_name": name,
        "steps": [
            {"name": step, "is_here": step == name, "url": url if place < reached else ""}
            for place, (step, url) in enumerate(STEPS)
        ],
        "cart": baskets.cart_view(cart),
        "sums": order_pages.sums_of(told, "Shipping") if told else baskets.sums(cart),
        "address_line": wording.address_line(draft.address) if draft.address else "",
    }
    return visit.page(template, frame | context, status=status)
