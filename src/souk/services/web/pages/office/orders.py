"""Orders in the back office: the newest, one by its number, and cancelling for a buyer."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse

from souk.contracts.orders.calls import Order, OrderCannotBeCancelled, OrderNotFound, Orders, OrderStatus
from souk.kernel.asking import ask
from souk.kernel.identity import staff_may
from souk.services.web.pages.forms import StaffCancelForm
from souk.services.web.pages.office.frame import HOME, cursor_of, office, opens_to
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import desk

orders = ask(Orders)

LIST = f"{HOME}/orders"


@shown()
@opens_to(staff_may("orders.read"))
def all_orders(visit: Visit) -> HttpResponse:
    typed = visit.request.GET.get("number", "").strip()[:40]
    if not typed:
        return _list(visit)
    number = desk.order_number(typed)
    try:
        if not number:
            raise OrderNotFound()
        found = orders.order(order_id=number, reader=desk.STAFF)
    except OrderNotFound:
        return _list(visit, fault="No order has this number.", typed=typed)
    return visit.see_other(f"{LIST}/{found.number}")


@shown()
@opens_to(staff_may("orders.read"))
def order(visit: Visit, number: str) -> HttpResponse:
    return _detail(visit, orders.order(order_id=number, reader=desk.STAFF), StaffCancelForm())


@shown("POST")
@opens_to(staff_may("orders.cancel"))
def cancel(visit: Visit, number: str) -> HttpResponse:
    found = orders.order(order_id=number, reader=desk.STAFF)
    form = StaffCancelForm(visit.request.POST)
    if not form.is_valid():
        return _detail(visit, found, form)
    try:
        # The order itself is the key, as for its buyer: whoever cancels it, it is cancelled once.
        orders.cancel(
            key=f"cancel-{found.order_id}",
            order_id=found.order_id,
            reader=desk.STAFF,
            reason=form.cleaned_data["reason"],
        )
    except OrderCannotBeCancelled:
        return visit.see_other(f"{LIST}/{found.number}", "order-stays")
    return visit.see_other(f"{LIST}/{found.number}", "staff-cancelled")


def _list(visit: Visit, *, fault: str = "", typed: str = "") -> HttpResponse:
    status = visit.request.GET.get("status", "")
    chosen = cast(OrderStatus, status) if status in wording.ORDER_STATUS else None
    rows, cursor = desk.order_list(chosen, cursor_of(visit))
    choices = [("", "All"), *((code, words) for code, (words, _) in wording.ORDER_STATUS.items())]
    context: dict[str, Any] = {
        "orders": rows,
        "older_url": _address(status=chosen or "", cursor=cursor) if cursor else "",
        "choices": [
            {"name": name, "url": _address(status=code), "is_here": code == (chosen or "")}
            for code, name in choices
        ],
        "fault": fault,
        "typed": typed,
    }
    return office(visit, "Orders", "orders.html", context, status=404 if fault else 200)


def _address(**query: str | None) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{LIST}?{urlencode(given)}" if given else LIST


def _detail(visit: Visit, found: Order, form: StaffCancelForm) -> HttpResponse:
    context = {
        "order": desk.order_detail(found),
        "form": form,
        "crumbs": [{"name": "Orders", "url": LIST}, {"name": found.number}],
    }
    return office(visit, "Orders", "order.html", context, status=422 if form.errors else 200)
