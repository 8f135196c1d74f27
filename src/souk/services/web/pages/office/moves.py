"""Moving an order's items for its shops. As the portal does, for any shop."""

from __future__ import annotations

from django.http import HttpResponse

from souk.contracts.orders.calls import Order, OrderItemNotFound, Orders
from souk.kernel.access.identity import staff_may
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages import moves
from souk.services.web.pages.forms import StaffCancelForm
from souk.services.web.pages.office.frame import opens_to
from souk.services.web.pages.office.orders import LIST, detail
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.use_cases.office import desk

orders = ask(Orders)

MOVE = staff_may("orders.move")


@shown("POST")
@opens_to(MOVE)
def ship(visit: Visit, number: str, shop_id: str) -> HttpResponse:
    return _moved(visit, _order(number), moves.sent(visit, "office", shop_id, prefix=shop_id))


@shown("POST")
@opens_to(MOVE)
def deliver(visit: Visit, number: str, shop_id: str) -> HttpResponse:
    return _moved(visit, _order(number), moves.delivered(visit, "office", shop_id))


@shown("POST")
@opens_to(MOVE)
def correct(visit: Visit, number: str, shop_id: str) -> HttpResponse:
    return _moved(visit, _order(number), moves.corrected(visit, shop_id))


@shown("POST")
@opens_to(MOVE)
def take_out(visit: Visit, number: str, item_id: str) -> HttpResponse:
    found = _order(number)
    shop_id = next(
        (part.shop_id for part in found.shops for item in part.items if item.item_id == item_id), None
    )
    if shop_id is None:
        raise OrderItemNotFound()
    return _moved(visit, found, moves.taken_out(visit, "office", shop_id, item_id))


def _moved(visit: Visit, found: Order, move: moves.Move) -> HttpResponse:
    if move.is_done():
        return visit.see_other(f"{LIST}/{found.number}", move.said)
    return detail(visit, found, StaffCancelForm(), move)


def _order(number: str) -> Order:
    """Raises OrderNotFound."""
    return orders.order(order_id=number, reader=desk.STAFF)
