"""Orders in the back office: everybody's, one by its number, and what staff do with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse

from souk.contracts.orders.calls import Order, OrderCannotBeCancelled, OrderNotConfirmed, Orders
from souk.contracts.orders.calls.desk import OrderDesk
from souk.kernel.access.identity import staff_may
from souk.kernel.ids import new_id
from souk.kernel.neighbours.asking import ask
from souk.services.web.pages.forms import StaffCancelForm, StreetForm
from souk.services.web.pages.moves import Move
from souk.services.web.pages.office.filters import OrderFilters
from souk.services.web.pages.office.frame import HOME, office, opens_to
from souk.services.web.pages.office.moving import moves_of
from souk.services.web.pages.office.tables import EXPORT, Column, Table
from souk.services.web.pages.showing import shown
from souk.services.web.pages.visitor import Visit
from souk.services.web.rules import wording
from souk.services.web.use_cases.office import desk, finding
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Refused

orders, order_desk = ask(Orders), ask(OrderDesk)

LIST = f"{HOME}/orders"
READ = staff_may("orders.read")


class NoteForm(StreetForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    text = forms.CharField(label="Note", max_length=1000, widget=forms.Textarea({"rows": 3}))
    is_for_buyer = forms.BooleanField(
        label="The buyer may read it", required=False, help_text="It then stands in the order’s history."
    )


class RefundForm(StreetForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    amount = forms.DecimalField(label="How much", min_value=Decimal("0.01"), max_digits=11, decimal_places=2)
    reason = forms.CharField(label="Why?", max_length=200, help_text="The buyer may ask.")


TABLE = Table(
    room="Orders",
    title="Orders",
    path=LIST,
    may=READ,
    filters=OrderFilters,
    columns=(
        Column("Number", lambda row: row.number, lambda row: f"{LIST}/{row.number}", is_whole=True),
        Column("Placed", lambda row: wording.day_and_time(row.created_at), sort="-placed", is_whole=True),
        Column("Email", lambda row: row.email),
        Column(
            "Status",
            lambda row: wording.status(wording.ORDER_STATUS, row.status)[0],
            tone=lambda row: wording.status(wording.ORDER_STATUS, row.status)[1],
        ),
        Column("Payment", lambda row: wording.status(wording.PAYMENT_STATUS, row.payment_status)[0]),
        Column("Total", lambda row: wording.price(row.total), is_number=True, sort="-total"),
    ),
    read=finding.orders,
    nothing="No order is like that.",
    sort="-placed",
)


@shown()
@opens_to(READ)
def all_orders(visit: Visit) -> HttpResponse:
    return TABLE.page(visit)


@shown()
@opens_to(READ & EXPORT)
def all_orders_file(visit: Visit) -> HttpResponse:
    return TABLE.file(visit)


@shown()
@opens_to(READ)
def order(visit: Visit, number: str) -> HttpResponse:
    return detail(visit, orders.order(order_id=number, reader=desk.STAFF), StaffCancelForm())


@shown("POST")
@opens_to(staff_may("orders.cancel"))
def cancel(visit: Visit, number: str) -> HttpResponse:
    found = orders.order(order_id=number, reader=desk.STAFF)
    form = StaffCancelForm(visit.request.POST)
    if not form.is_valid():
        return detail(visit, found, form)
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


@shown("POST")
@opens_to(staff_may("orders.note"))
def note(visit: Visit, number: str) -> HttpResponse:
    found = orders.order(order_id=number, reader=desk.STAFF)
    form = NoteForm(visit.request.POST, prefix="note")
    if not form.is_valid():
        return detail(visit, found, StaffCancelForm(), note_form=form)
    given = form.cleaned_data
    try:
        order_desk.write_note(
            key=f"office:{visit.user_id}:{given['key']}",
            order_id=found.order_id,
            text=given["text"],
            is_internal=not given["is_for_buyer"],
        )
    except Refused as refusal:
        form.take_problem(refusal)
        return detail(visit, found, StaffCancelForm(), note_form=form)
    return visit.see_other(f"{LIST}/{found.number}#notes", "saved")


@shown("POST")
@opens_to(staff_may("orders.letters"))
def send_confirmation(visit: Visit, number: str) -> HttpResponse:
    found = orders.order(order_id=number, reader=desk.STAFF)
    pressed = visit.request.POST.get("key", "")[:80]
    try:
        order_desk.resend_confirmation(key=f"office:{visit.user_id}:{pressed}", order_id=found.order_id)
    except OrderNotConfirmed:
        return visit.see_other(f"{LIST}/{found.number}", "no-confirmation")
    return visit.see_other(f"{LIST}/{found.number}#notes", "confirmation-sent")


@shown("POST")
@opens_to(staff_may("orders.refund"))
def refund(visit: Visit, number: str) -> HttpResponse:
    found = orders.order(order_id=number, reader=desk.STAFF)
    form = RefundForm(visit.request.POST, prefix="refund")
    if not form.is_valid():
        return detail(visit, found, StaffCancelForm(), refund_form=form)
    given = form.cleaned_data
    currency = found.total.currency
    try:
        order_desk.refund(
            key=f"office:{visit.user_id}:{given['key']}",
            order_id=found.order_id,
            amount=Money.parse(f"{given['amount']:f}", currency),
            reason=given["reason"],
        )
    except Refused as refusal:
        form.add_error("amount", refusal.detail)
        return detail(visit, found, StaffCancelForm(), refund_form=form)
    return visit.see_other(f"{LIST}/{found.number}", "staff-refunded")


def detail(
    visit: Visit, found: Order, form: StaffCancelForm, tried_move: Move | None = None, **tried: StreetForm
) -> HttpResponse:
    """The page of an order, with the form that was tried and what is wrong with it."""
    key = {"key": new_id("key")}
    faulty = next((one for one in (form, *tried.values(), tried_move) if one and one.faults), None)
    context: dict[str, Any] = {
        "order": desk.order_detail(found, desk.being_refunded(found.order_id)),
        "form": form,
        "faulty": faulty,
        "note_form": NoteForm(initial=key, prefix="note"),
        "refund_form": RefundForm(initial=key, prefix="refund"),
        "key": key["key"],
        "notes": desk.notes(found.order_id),
        "moves": moves_of(found, tried_move) if visit.identity.may("orders.move") else [],
        "crumbs": [{"name": "Orders", "url": LIST}, {"name": found.number}],
    }
    return office(visit, "Orders", "order.html", context | tried, status=422 if faulty else 200)
