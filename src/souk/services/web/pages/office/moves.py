"""Moving an order's items for its shops: sent, delivered, a tracking number corrected, or not to be had. As the portal does, for any shop."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import cast

from django.http import HttpResponse

from souk.contracts.orders.calls import Order, OrderItemNotFound, Orders
from souk.contracts.orders.calls.items import CannotSend, OrderItems
from souk.kernel.access.identity import staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StaffCancelForm, StreetForm
from souk.services.web.pages.office.frame import opens_to
from souk.services.web.pages.office.moving import Tried
from souk.services.web.pages.office.orders import LIST, detail
from souk.services.web.pages.portal.forms import SendForm, ShipForm, TakeOutForm
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases import sold_orders
from souk.services.web.use_cases.office import desk
from souk.vocabulary.problems import Conflict, Invalid

orders, items = ask(Orders), ask(OrderItems)

MOVE = staff_may("orders.move")


@shown("POST")
@opens_to(MOVE)
def ship(visit: Visit, number: str, shop_id: str) -> HttpResponse:
    found, chosen = _order(number), _chosen(visit)
    form = ShipForm(visit.request.POST, prefix=shop_id)
    parts = {item_id: SendForm(visit.request.POST, prefix=f"send-{item_id}") for item_id in chosen}
    if not chosen:
        form.add_error(None, "Tick what is in the parcel.")

    def deed() -> None:
        carrier, tracking = form.cleaned_data["carrier"], form.cleaned_data["tracking_number"]
        inside = sorted(f"{item_id}{part.mark}" for item_id, part in parts.items())
        items.ship(
            key=_key(*inside, carrier, tracking),
            shop_id=shop_id,
            item_ids=chosen,
            carrier=carrier,
            tracking_number=tracking,
            quantities={item_id: part.wanted for item_id, part in parts.items() if part.wanted is not None},
        )

    return _moved(visit, found, Tried(form, parts), deed, "item-shipped")


@shown("POST")
@opens_to(MOVE)
def deliver(visit: Visit, number: str, shop_id: str) -> HttpResponse:
    found, chosen = _order(number), _chosen(visit)
    form = StreetForm({})
    if not chosen:
        form.add_error(None, "Say what has arrived.")
    return _moved(
        visit,
        found,
        Tried(form),
        lambda: items.deliver(key=_key(*sorted(chosen)), shop_id=shop_id, item_ids=chosen),
        "item-delivered",
    )


@shown("POST")
@opens_to(MOVE)
def correct(visit: Visit, number: str, shop_id: str) -> HttpResponse:
    """All that is shown as one parcel: what is in it comes with the form, and the first of it names the fields."""
    found, chosen = _order(number), _chosen(visit)
    form = ShipForm(visit.request.POST, prefix=chosen[0] if chosen else None)

    def deed() -> None:
        told = form.cleaned_data
        sold_orders.correct_parcel(shop_id, chosen, told["carrier"], told["tracking_number"])

    return _moved(visit, found, Tried(form), deed, "tracking-corrected")


@shown("POST")
@opens_to(MOVE)
def take_out(visit: Visit, number: str, item_id: str) -> HttpResponse:
    found = _order(number)
    shop_id = next(
        (part.shop_id for part in found.shops for item in part.items if item.item_id == item_id), None
    )
    if shop_id is None:
        raise OrderItemNotFound()
    form = TakeOutForm(visit.request.POST, prefix=item_id)

    def deed() -> None:
        items.cancel(
            key=_key(f"{item_id}{form.mark}"),
            shop_id=shop_id,
            item_id=item_id,
            reason=cast(CannotSend, form.cleaned_data["reason"]),
            note=form.cleaned_data["note"],
            quantity=form.wanted,
        )

    return _moved(visit, found, Tried(form), deed, "item-taken-out")


def _moved(visit: Visit, found: Order, tried: Tried, deed: Callable[[], object], said: str) -> HttpResponse:
    """A refusal stands on the page of the order, beside what was typed."""
    if tried.is_valid:
        try:
            deed()
            return visit.see_other(f"{LIST}/{found.number}", said)
        except (Conflict, Invalid) as refused:
            tried.form.add_error(None, refused.detail or refused.title)
    return detail(visit, found, StaffCancelForm(), tried)


def _order(number: str) -> Order:
    """Raises OrderNotFound."""
    return orders.order(order_id=number, reader=desk.STAFF)


def _chosen(visit: Visit) -> list[str]:
    return visit.request.POST.getlist("item")[:200]


def _key(*what: str) -> str:
    """The same press again is the same move."""
    return f"office:{hashlib.sha256(chr(0).join(what).encode()).hexdigest()[:40]}"
