"""Orders in the back office: the newest, one by its number, and cancelling for a buyer."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse

from souk.contracts.orders.calls import Order, OrderCannotBeCancelled, OrderNotFound, Orders, OrderStatus
from souk.kernel.asking import ask
from souk.services.web.pages.back_office import HOME, cursor_of, office, staff
from souk.services.web.pages.forms import StaffCancelForm
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases import back_office

orders = ask(Orders)

LIST = f"{HOME}/orders"


@shown()
@staff
def all_orders(visit: Visit) -> HttpResponse:
    typed = visit.request.GET.get("number", "").strip()[:40]
    if not typed:
        return _list(visit)
    number = back_office.order_number(typed)
    try:
        if not number:
            raise OrderNotFound()
        found = orders.order(order_id=number, reader=back_office.STAFF)
    except OrderNotFound:
        return _list(visit, fault="No order has this number.", typed=typed)
    return visit.see_other(f"{LIST}/{found.number}")


@shown()
@staff
def order(visit: Visit, number: str) -> HttpResponse:
    return _detail(visit, orders.order(order_id=number, reader=back_office.STAFF), StaffCancelForm())


@shown("POST")
@staff
def cancel(visit: Visit, number: str) -> HttpResponse:
    found = orders.order(order_id=number, reader=back_office.STAFF)
    form = StaffCancelForm(visit.request.POST)
    if not form.is_valid():
        return _detail(visit, found, form)
    try:
        # The order itself is the key, as for its buyer: whoever cancels it, it is cancelled once.
        orders.cancel(
            key=f"cancel-{found.order_id}",
            order_id=found.order_id,
            reader=back_office.STAFF,
            reason=form.cleaned_data["reason"],
        )
    except OrderCannotBeCancelled:
        return visit.see_other(f"{LIST}/{found.number}", "order-stays")
    return visit.see_other(f"{LIST}/{found.number}", "staff-cancelled")


def _list(visit: Visit, *, fault: str = "", typed: str = "") -> HttpResponse:
    status = visit.request.GET.get("status", "")
    chosen = cast(OrderStatus, status) if status in wording.ORDER_STATUS else None
    rows, cursor = back_office.order_list(chosen, cursor_of(visit))
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
        "order": back_office.order_detail(found),
        "form": form,
        "crumbs": [{"name": "Orders", "url": LIST}, {"name": found.number}],
    }
    return office(visit, "Orders", "order.html", context, status=422 if form.errors else 200)
