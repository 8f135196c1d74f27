"""The portal's orders: what was sold, one order with what can be done about it, and the slip that goes into the parcel."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse

from souk.contracts.shops.calls import Shop, ShopLetters, SoldStatus
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages import moves
from souk.services.web.pages.portal.frame import portal, senders
from souk.services.web.pages.showing import cursor_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules.typed import order_number
from souk.services.web.use_cases import sold_orders

letters = ask(ShopLetters)

HOME = sold_orders.HOME


@shown()
@senders
def all_orders(visit: Visit, shop: Shop) -> HttpResponse:
    asked = visit.request.GET
    typed = asked.get("number", "").strip()[:40]
    number = order_number(typed) or typed.upper()[:20]
    status = asked.get("status", "")
    chosen = cast(SoldStatus, status) if status in sold_orders.ITEM_STATUS else None
    rows, cursor = sold_orders.order_list(shop.shop_id, chosen, number, cursor_of(visit))
    choices = [("", "All"), *((code, words) for code, (words, _) in sold_orders.ITEM_STATUS.items())]
    context: dict[str, Any] = {
        "orders": rows,
        "typed": typed,
        "older_url": _address(status=chosen or "", number=typed, cursor=cursor) if cursor else "",
        "choices": [
            {"name": name, "url": _address(status=code), "is_here": code == (chosen or "")}
            for code, name in choices
        ],
        "is_asked": bool(typed or chosen),
    }
    if shop.status != "closed":  # there nothing is chosen any more
        context["wants_letters"] = letters.wants_sales(owner_id=shop.owner_id, shop_id=shop.shop_id)
    return portal(visit, shop, "Orders", "orders.html", context)


@shown()
@senders
def order(visit: Visit, shop: Shop, number: str) -> HttpResponse:
    return _detail(visit, shop, number)


@shown()
@senders
def slip(visit: Visit, shop: Shop, number: str) -> HttpResponse:
    """For the printer: what is in the parcel and where it goes, without prices."""
    found = sold_orders.order_detail(*sold_orders.fresh(shop.shop_id, number))
    parcels = sold_orders.slips(found, visit.request.GET.get("parcel", ""))
    return portal(visit, shop, "Orders", "slip.html", {"order": found, "parcels": parcels})


@shown("POST")
@senders
def ship(visit: Visit, shop: Shop, number: str) -> HttpResponse:
    return _moved(visit, shop, number, moves.sent(visit, "portal", shop.shop_id))


@shown("POST")
@senders
def correct(visit: Visit, shop: Shop, number: str) -> HttpResponse:
    return _moved(visit, shop, number, moves.corrected(visit, shop.shop_id))


@shown("POST")
@senders
def deliver(visit: Visit, shop: Shop, number: str) -> HttpResponse:
    return _moved(visit, shop, number, moves.delivered(visit, "portal", shop.shop_id))


@shown("POST")
@senders
def take_out(visit: Visit, shop: Shop, number: str, item_id: str) -> HttpResponse:
    return _moved(visit, shop, number, moves.taken_out(visit, "portal", shop.shop_id, item_id))


def _moved(visit: Visit, shop: Shop, number: str, move: moves.Move) -> HttpResponse:
    if move.is_done():
        return visit.see_other(f"{HOME}/{number}", move.said)
    return _detail(visit, shop, number, move)


def _detail(visit: Visit, shop: Shop, number: str, tried: moves.Move | None = None) -> HttpResponse:
    view = sold_orders.order_detail(*sold_orders.fresh(shop.shop_id, number))
    for item in view["to_send"]:
        item |= moves.item_forms(item["id"], item["units"], tried)
    for parcel in view["parcels"]:
        first = parcel["items"][0]["id"]
        parcel |= moves.parcel_form(first, parcel["carrier"], parcel["tracking_number"], tried)
    context = {
        "order": view,
        **moves.ship_form(tried),
        "faulty": tried,
        "crumbs": [{"name": "Orders", "url": HOME}, {"name": view["number"]}],
    }
    return portal(visit, shop, "Orders", "order.html", context, status=422 if tried else 200)


def _address(**query: str | None) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{HOME}?{urlencode(given)}" if given else HOME
