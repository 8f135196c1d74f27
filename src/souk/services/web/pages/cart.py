"""The cart: look, add, change, remove and put back, coupon."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from souk.contracts.cart.calls import (
    Cart,
    CartFull,
    CartItemNotFound,
    Carts,
    NotEnoughStock,
    NotForSale,
    ShopOwnersDoNotShop,
)
from souk.contracts.marketing.calls import CouponRefused
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages import errors
from souk.services.web.pages.forms import QuantityForm
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import REMOVED, RemovedLine, Visit
from souk.services.web.rules.links import safe_path
from souk.services.web.rules.notices import NOTICES, Notice
from souk.services.web.use_cases import baskets
from souk.vocabulary.problems import Refused

carts = ask(Carts)


@shown()
def cart(visit: Visit) -> HttpResponse:
    return _show(visit, _present(visit))


@shown("POST")
def add(visit: Visit) -> HttpResponse:
    form = QuantityForm({"quantity": visit.request.POST.get("quantity", "1")})
    variation_id = visit.request.POST.get("variation", "")[:60]
    if not form.is_valid() or not form.cleaned_data["quantity"] or not variation_id:
        return _refused_to_add(visit, "Please choose a quantity between 1 and 99.")
    quantity = form.cleaned_data["quantity"]
    try:
        after = carts.add_item(holder=visit.holder, variation_id=variation_id, quantity=quantity)
    except ShopOwnersDoNotShop:
        return _refused_to_add(visit, baskets.OWNERS)
    except (NotForSale, NotEnoughStock, CartFull) as refusal:
        return _refused_to_add(visit, _why(refusal))
    visit.keep_cart(after)
    if visit.is_live:
        left = [
            Notice(f"In your cart: {change.detail}", "warn")
            for change in after.changes
            if change.action == "removed"
        ]
        return visit.page("cart/part_added.html", {"notices": [NOTICES["added"], *left]})
    return visit.see_other("/cart", "added")


@shown("POST")
def change(visit: Visit, item_id: str) -> HttpResponse:
    form = QuantityForm(visit.request.POST)
    if not form.is_valid():
        return _show(visit, _present(visit), fault="Please give a quantity between 1 and 99.")
    quantity = form.cleaned_data["quantity"]
    if quantity == 0:
        return _take_out(visit, item_id)
    try:
        after = carts.change_quantity(holder=visit.holder, item_id=item_id, quantity=quantity)
    except CartItemNotFound:
        return visit.see_other("/cart")
    except (NotEnoughStock, NotForSale) as refusal:
        return _show(visit, _present(visit), fault=_why(refusal))
    return _done(visit, after)


@shown("POST")
def remove(visit: Visit, item_id: str) -> HttpResponse:
    return _take_out(visit, item_id)


@shown("POST")
def add_back(visit: Visit) -> HttpResponse:
    """What was removed last, as many as there were; once, however often the button is pressed."""
    gone = visit.removed_line()
    if gone is None:
        return visit.see_other("/cart")
    try:
        after = carts.put_in(
            key=gone.key, holder=visit.holder, variation_id=gone.variation_id, quantity=gone.quantity
        )
    except ShopOwnersDoNotShop:
        return _show(visit, _present(visit), fault=baskets.OWNERS)
    except (NotForSale, NotEnoughStock, CartFull) as refusal:
        return _show(visit, _present(visit), fault=_why(refusal))
    visit.drop(REMOVED)
    return _done(visit, after, "added-back")


def _take_out(visit: Visit, item_id: str) -> HttpResponse:
    """The browser keeps what it was for a while, so that it can be put back."""
    before = _present(visit)
    line = next((each for each in before.lines if each.item_id == item_id), None) if before else None
    try:
        after = carts.remove_item(holder=visit.holder, item_id=item_id)
    except CartItemNotFound:
        line, after = None, before  # removed in another window: the shopper has what they wanted
    if line is None:
        return _done(visit, after, "removed-just-now" if visit.removed_line() else "removed")
    visit.keep_removed(RemovedLine(variation_id=line.variation_id, quantity=line.quantity, key=new_id("bck")))
    return _done(visit, after, "removed-just-now")


@shown("POST")
def coupon(visit: Visit) -> HttpResponse:
    code = visit.request.POST.get("code", "").strip().upper()[:40]
    if not code or baskets.is_nobody(visit.holder):
        return visit.see_other("/cart")
    try:
        after = carts.apply_coupon(holder=visit.holder, code=code)
    except CouponRefused as refusal:
        return _show(visit, _present(visit), coupon_fault=baskets.coupon_fault(refusal), coupon_typed=code)
    return _done(visit, after, "coupon")


@shown("POST")
def remove_coupon(visit: Visit) -> HttpResponse:
    if baskets.is_nobody(visit.holder):
        return visit.see_other("/cart")
    return _done(visit, carts.remove_coupon(holder=visit.holder))


def _present(visit: Visit) -> Cart | None:
    """The cart with today's prices; None for who never had one, who need not wait for anybody."""
    return None if baskets.is_nobody(visit.holder) else visit.keep_cart(carts.cart(holder=visit.holder))


def _done(visit: Visit, after: Cart | None, *codes: str) -> HttpResponse:
    if after is not None:
        visit.keep_cart(after)
    if not visit.is_live:
        return visit.see_other("/cart", *codes)
    notices = [NOTICES[code] for code in codes]
    return visit.page("cart/part_body.html", {"cart": baskets.cart_view(after), "notices": notices})


def _show(visit: Visit, now: Cart | None, *, fault: str = "", **context: Any) -> HttpResponse:
    context["cart"] = baskets.cart_view(now)
    status = 422 if fault or context.get("coupon_fault") else 200
    if fault:
        context["notices"] = [Notice(fault, "bad")]
    template = "cart/part_body.html" if visit.is_live else "cart/cart.html"
    return visit.page(template, context, status=status)


def _refused_to_add(visit: Visit, why: str) -> HttpResponse:
    if visit.is_live:
        return visit.page("cart/part_added.html", {"notices": [Notice(why, "bad")]}, status=422)
    back = safe_path(visit.request.POST.get("back", ""), "/explore")
    return errors.in_vain(
        visit, "That did not go into the cart", why, (back, "Back to the product"), errors.CART
    )


def _why(refusal: Refused) -> str:
    left = refusal.extra.get("available")
    if isinstance(refusal, NotEnoughStock) and isinstance(left, int):
        return f"Only {left} left." if left else "This is sold out."
    return refusal.detail
