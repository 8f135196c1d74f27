"""Orders: confirmation, the page of an order, paying again, cancelling, and tracking without an account."""

from __future__ import annotations

from django.http import HttpResponse

from souk.contracts.orders.calls import (
    Order,
    OrderCannotBeCancelled,
    OrderCannotBePaid,
    OrderNotFound,
    Orders,
    Reader,
)
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import CancelForm, TrackForm
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import GUEST, Visit
from souk.services.web.use_cases import order_pages, review_pages

orders = ask(Orders)


@shown()
def confirmation(visit: Visit) -> HttpResponse:
    """Where the payment page leads back to. Tells how it stands; the money itself is never decided here."""
    number = visit.request.GET.get("order", "")[:40] or visit.draft.order_id
    if not number:
        return visit.see_other("/account/orders" if visit.user_id or visit.cookie(GUEST) else "/track")
    order = _order(visit, number)
    heading, lead = order_pages.headline(order)
    view = order_pages.order_view(order, _reader(visit, number))
    context = {"order": view, "heading": heading, "lead": lead, "is_waiting": _is_waiting(order)}
    if visit.is_live:
        return visit.page("checkout/part_confirmation.html", context)
    return visit.page("checkout/confirmation.html", context)


@shown()
def order(visit: Visit, number: str) -> HttpResponse:
    token = visit.request.GET.get("token", "")
    if token:
        visit.keep_order_token(number.upper(), token[:200])
        return visit.see_other(f"/orders/{number}")
    found = _order(visit, number)
    trail = (
        {"name": "Your orders", "url": "/account/orders"}
        if visit.user_id or visit.cookie(GUEST)
        else {"name": "Track an order", "url": "/track"}
    )
    view = order_pages.order_view(found, _reader(visit, number))
    context = {"order": view, "crumbs": [trail, {"name": found.number}], "form": CancelForm()}
    return visit.page("orders/order.html", context | {"to_rate": review_pages.to_rate(found, visit.user_id)})


@shown("GET", "POST")
def pay(visit: Visit, number: str) -> HttpResponse:
    """A GET asks with a button; only the POST begins another attempt."""
    found = _order(visit, number)
    if visit.request.method != "POST":
        context = {"order": order_pages.order_view(found, _reader(visit, number))}
        return visit.page("orders/pay.html", context)
    try:
        found = orders.pay(key=new_id("key"), order_id=found.order_id, reader=_reader(visit, number))
    except OrderCannotBePaid:
        return visit.see_other(f"/orders/{number}", "paid-already")
    return visit.see_other(found.payment.action_url or f"/orders/{number}")


@shown("POST")
def cancel(visit: Visit, number: str) -> HttpResponse:
    form = CancelForm(visit.request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    found = _order(visit, number)
    # The order itself is the key: cancelling it twice is cancelling it once.
    key = f"cancel-{found.order_id}"
    try:
        orders.cancel(key=key, order_id=found.order_id, reader=_reader(visit, number), reason=reason)
    except OrderCannotBeCancelled:
        return visit.see_other(f"/orders/{number}", "order-stays")
    return visit.see_other(f"/orders/{number}", "order-cancelled")


@shown("GET", "POST")
def track(visit: Visit) -> HttpResponse:
    if visit.request.method != "POST":
        return visit.page("orders/track.html", {"form": TrackForm()})
    form = TrackForm(visit.request.POST)
    if form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        try:
            visit.keep_order_token(
                number, orders.find_guest_order(number=number, email=form.cleaned_data["email"])
            )
            return visit.see_other(f"/orders/{number}")
        except OrderNotFound:
            form.add_error(
                None, "No order has this number and this email. With an account, sign in to see your orders."
            )
    return visit.page("orders/track.html", {"form": form}, status=422)


def _reader(visit: Visit, number: str) -> Reader:
    return Reader(
        user_id=visit.user_id,
        order_token=visit.order_tokens().get(number.upper()),
        guest_token=None if visit.user_id else visit.cookie(GUEST),
    )


def _order(visit: Visit, number: str) -> Order:
    """Raises OrderNotFound, also for somebody else's."""
    reader = _reader(visit, number)
    if reader.user_id is None and reader.order_token is None and reader.guest_token is None:
        raise OrderNotFound()
    return orders.order(order_id=number, reader=reader)


def _is_waiting(order: Order) -> bool:
    return order.status == "pending" and order.payment.status == "pending"
