"""The portal's orders: what was sold, one order with what can be done about it, and the slip that goes into the parcel."""

from __future__ import annotations

import hashlib
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse

from souk.contracts.orders.calls import ItemMoveRefused, TrackingNotCorrected
from souk.contracts.orders.calls.items import CannotSend, OrderItems
from souk.contracts.shops.calls import Shop, ShopLetters, SoldStatus
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.portal.forms import SendForm, ShipForm, TakeOutForm
from souk.services.web.pages.portal.frame import portal, senders
from souk.services.web.pages.showing import cursor_of, shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import sold_orders
from souk.services.web.use_cases.office.desk import order_number
from souk.vocabulary.problems import Problem

items, letters = ask(OrderItems), ask(ShopLetters)

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
    form, chosen = ShipForm(visit.request.POST), visit.request.POST.getlist("item")[:200]
    parts = {item_id: SendForm(visit.request.POST, prefix=f"send-{item_id}") for item_id in chosen}
    if not chosen:
        form.add_error(None, "Tick what is in the parcel.")
    if not all([form.is_valid(), *(part.is_valid() for part in parts.values())]):
        return _detail(visit, shop, number, ship_form=form, parts=parts)
    inside = sorted(f"{item_id}{part.mark}" for item_id, part in parts.items())
    what = "\0".join([*inside, form.cleaned_data["carrier"], form.cleaned_data["tracking_number"]])
    try:
        items.ship(
            key=f"portal:{hashlib.sha256(what.encode()).hexdigest()[:40]}",
            shop_id=shop.shop_id,
            item_ids=chosen,
            carrier=form.cleaned_data["carrier"],
            tracking_number=form.cleaned_data["tracking_number"],
            quantities={item_id: part.wanted for item_id, part in parts.items() if part.wanted is not None},
        )
    except ItemMoveRefused as refused:
        form.take_problem(refused)
        return _detail(visit, shop, number, ship_form=form, parts=parts)
    return visit.see_other(f"{HOME}/{number}", "item-shipped")


@shown("POST")
@senders
def correct(visit: Visit, shop: Shop, number: str) -> HttpResponse:
    """All that is shown as one parcel: what is in it comes with the form, and the first of it names the fields."""
    chosen = visit.request.POST.getlist("item")[:200]
    form = ShipForm(visit.request.POST, prefix=chosen[0] if chosen else None)
    if not form.is_valid():
        return _detail(visit, shop, number, correct_form=form)
    try:
        told = form.cleaned_data
        sold_orders.correct_parcel(shop.shop_id, chosen, told["carrier"], told["tracking_number"])
    except TrackingNotCorrected as refused:
        return _refused(visit, shop, number, refused)
    return visit.see_other(f"{HOME}/{number}", "tracking-corrected")


@shown("POST")
@senders
def deliver(visit: Visit, shop: Shop, number: str) -> HttpResponse:
    chosen = visit.request.POST.getlist("item")[:200]
    try:
        items.deliver(key=f"portal:{'-'.join(chosen)[:100]}", shop_id=shop.shop_id, item_ids=chosen)
    except ItemMoveRefused as refused:
        return _refused(visit, shop, number, refused)
    return visit.see_other(f"{HOME}/{number}", "item-delivered")


@shown("POST")
@senders
def take_out(visit: Visit, shop: Shop, number: str, item_id: str) -> HttpResponse:
    form = TakeOutForm(visit.request.POST, prefix=item_id)
    if not form.is_valid():
        return _detail(visit, shop, number, take_out_form=form, out=item_id)
    try:
        items.cancel(
            key=f"portal:{item_id}{form.mark}",
            shop_id=shop.shop_id,
            item_id=item_id,
            reason=cast(CannotSend, form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            quantity=form.wanted,
        )
    except ItemMoveRefused as refused:
        return _refused(visit, shop, number, refused)
    return visit.see_other(f"{HOME}/{number}", "item-taken-out")


def _refused(visit: Visit, shop: Shop, number: str, refused: Problem) -> HttpResponse:
    return _detail(visit, shop, number, fault=refused.detail or refused.title)


def _detail(
    visit: Visit,
    shop: Shop,
    number: str,
    *,
    ship_form: ShipForm | None = None,
    parts: dict[str, SendForm] | None = None,
    take_out_form: TakeOutForm | None = None,
    correct_form: ShipForm | None = None,
    out: str = "",
    fault: str = "",
) -> HttpResponse:
    view = sold_orders.order_detail(*sold_orders.fresh(shop.shop_id, number))
    for item in view["to_send"]:
        item["is_chosen"] = parts is None or item["id"] in parts
        sent = (parts or {}).get(item["id"])
        item["part"] = (
            sent if sent is not None else SendForm(prefix=f"send-{item['id']}", units=item["units"])
        )
        mine = take_out_form is not None and item["id"] == out
        item["form"] = take_out_form if mine else TakeOutForm(prefix=item["id"], units=item["units"])
        item["is_open"] = mine
    for parcel in view["parcels"]:
        first = parcel["items"][0]["id"]
        mine = correct_form is not None and correct_form.prefix == first
        told = {"carrier": parcel["carrier"], "tracking_number": parcel["tracking_number"]}
        parcel["form"] = correct_form if mine else ShipForm(prefix=first, initial=told)
        parcel["is_open"] = mine
    context = {
        "order": view,
        "form": ship_form or ShipForm(),
        "fault": fault,
        "crumbs": [{"name": "Orders", "url": HOME}, {"name": view["number"]}],
    }
    forms = (ship_form, take_out_form, correct_form, *(parts or {}).values())
    is_wrong = any(form is not None and form.errors for form in forms)
    return portal(
        visit, shop, "Orders", "order.html", context, status=422 if is_wrong else 409 if fault else 200
    )


def _address(**query: str | None) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{HOME}?{urlencode(given)}" if given else HOME
