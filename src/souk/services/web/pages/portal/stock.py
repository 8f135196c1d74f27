"""The portal's stock: what runs low, putting units on the shelf, and from when on something counts as low."""

from __future__ import annotations

from django.http import HttpResponse

from souk.contracts.inventory.calls import Inventory, Receipt, StockItemNotFound
from souk.contracts.products.calls import Products
from souk.contracts.shipping.calls import Shipping
from souk.contracts.shops.calls import Shop, ShopLetters
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.portal.forms import LimitForm, RestockForm
from souk.services.web.pages.portal.frame import owners, portal
from souk.services.web.pages.showing import cursor_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import low_stock

inventory, products, shipping = ask(Inventory), ask(Products), ask(Shipping)
letters = ask(ShopLetters)

HOME = "/portal/stock"


@shown()
@owners
def low(visit: Visit, shop: Shop) -> HttpResponse:
    return _list(visit, shop)


@shown("POST")
@owners
def restock(visit: Visit, shop: Shop, variation_id: str) -> HttpResponse:
    """The key comes with the form, so that a double click is one arrival."""
    form = RestockForm(visit.request.POST)
    _check_own(shop, variation_id)
    if not form.is_valid():
        return _list(
            visit, shop, fault="Say how many units arrived, as a whole number above zero.", at=variation_id
        )
    receipt = Receipt(variation_id=variation_id, sku="", quantity=form.cleaned_data["quantity"])
    key = visit.request.POST.get("key", "")[:60]
    inventory.receive(key=f"portal:{shop.shop_id}:{variation_id}:{key}", receipts=[receipt])
    return visit.see_other(HOME, "restocked")


@shown("POST")
@owners
def limit(visit: Visit, shop: Shop, variation_id: str) -> HttpResponse:
    form = LimitForm(visit.request.POST)
    _check_own(shop, variation_id)
    if not form.is_valid():
        return _list(
            visit, shop, fault="Say from how many units on it counts as low: 0 or more.", at=variation_id
        )
    inventory.limit(
        key=new_id("lim"), variation_id=variation_id, amount_limit=form.cleaned_data["amount_limit"]
    )
    return visit.see_other(HOME, "saved")


@shown("POST")
@owners
def choose_letters(visit: Visit, shop: Shop) -> HttpResponse:
    wants = visit.request.POST.get("wants") == "yes"
    letters.choose_low_stock(owner_id=shop.owner_id, shop_id=shop.shop_id, wants=wants)
    return visit.see_other(HOME, "low-letters" if wants else "no-low-letters")


@shown("POST")
@owners
def choose_sale_letters(visit: Visit, shop: Shop) -> HttpResponse:
    wants = visit.request.POST.get("wants") == "yes"
    letters.choose_sales(owner_id=shop.owner_id, shop_id=shop.shop_id, wants=wants)
    return visit.see_other("/portal/orders", "sale-letters" if wants else "no-sale-letters")


@shown()
@owners
def sending(visit: Visit, shop: Shop) -> HttpResponse:
    """Who hands in the shop's parcels."""
    return portal(visit, shop, "Orders", "sending.html", {"sent_by": shipping.sender(shop_id=shop.shop_id)})


@shown("POST")
@owners
def choose_sending(visit: Visit, shop: Shop) -> HttpResponse:
    by = "carrier" if visit.request.POST.get("sent_by") == "carrier" else "shop"
    shipping.choose_sender(key=new_id("snd"), shop_id=shop.shop_id, sender=by)
    return visit.see_other("/portal/orders/sending", "saved")


def _check_own(shop: Shop, variation_id: str) -> None:
    """Raises StockItemNotFound for goods of another shop, as for goods that never were."""
    (found, *_) = products.for_sale(variation_ids=[variation_id]) or [None]
    if found is None or found.shop_id != shop.shop_id:
        raise StockItemNotFound()


def _list(visit: Visit, shop: Shop, *, fault: str = "", at: str = "") -> HttpResponse:
    rows, cursor = low_stock.some(shop.shop_id, cursor_of(visit))
    for row in rows:
        row["key"], row["fault"] = new_id("rcv"), fault if row["id"] == at else ""
    context = {"wants_letters": letters.wants_low_stock(owner_id=shop.owner_id, shop_id=shop.shop_id)}
    context |= {"rows": rows, "next_url": f"{HOME}?cursor={cursor}" if cursor else "", "fault": fault}
    return portal(visit, shop, "Stock", "stock.html", context, status=422 if fault else 200)
