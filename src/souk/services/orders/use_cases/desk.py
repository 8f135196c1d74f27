"""The desk: everybody's orders for staff, and what they write on them."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from souk.contracts.orders.calls import Reader
from souk.contracts.orders.calls import desk as words
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data import sorting
from souk.kernel.data.database import changes
from souk.services.orders.models import Order, OrderItem, OrderNote, StatusChange
from souk.services.orders.use_cases.access import readable_order
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import invalid

NOTES_SHOWN = 100
_STAFF = Reader(is_staff=True)
_ORDERS = {"placed": ("created_at", "order_id"), "total": ("total", "order_id")}


def search(wanted: words.OrderFilter, sort: str, cursor: str | None, limit: int) -> Page[words.OrderRow]:
    """One query however many there are. Raises BadCursor."""
    found, more = sorting.page_of(_matching(wanted), _ORDERS, sort, cursor, limit)
    items = [
        words.OrderRow(
            order_id=order.order_id,
            number=order.number,
            status=order.status,
            payment_status=order.payment_status,
            email=order.email,
            user_id=order.user_id,
            total=Money.of(order.total, order.currency),
            created_at=order.created_at,
        )
        for order in found
    ]
    return Page[words.OrderRow](items=items, next=more)


def notes(order_id: str) -> list[words.OrderNote]:
    rows = OrderNote.objects.filter(order_id=order_id).order_by("-at")[:NOTES_SHOWN]
    return [
        words.OrderNote(
            note_id=row.note_id,
            author_id=row.author_id,
            text=row.text,
            is_internal=row.is_internal,
            at=row.at,
        )
        for row in rows
    ]


def write_note(key: str, order_id: str, text: str, *, is_internal: bool) -> None:
    """Once per key. What is not internal is said in the order's history. Raises OrderNotFound, Invalid."""
    order, said = readable_order(order_id, _STAFF), text.strip()
    longest = 1000 if is_internal else 300
    if not 0 < len(said) <= longest:
        raise invalid("/text", f"Write 1 to {longest} characters.", "length")
    note_id = hashlib.sha256(key.encode()).hexdigest()
    with changes("orders") as change:
        _, is_new = OrderNote.objects.get_or_create(
            note_id=note_id,
            defaults={
                "order": order,
                "author_id": identity.current().user_id or "",
                "text": said,
                "is_internal": is_internal,
                "at": clock.now(),
            },
        )
        if not is_new:
            return
        if not is_internal:
            StatusChange.objects.create(order=order, status=order.status, detail=said, at=clock.now())
        change.note("orders.note", order.order_id, after={"is_internal": is_internal, "text": said[:200]})


def _matching(wanted: words.OrderFilter) -> QuerySet[Order]:
    rows = Order.objects.defer("address", "note")
    for name in ("status", "payment_status"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.number:
        rows = rows.filter(number=wanted.number.strip().upper())
    if wanted.email:
        begin = wanted.email.strip()
        rows = rows.filter(sorting.begins("email", begin))
    if wanted.shop_id:
        rows = rows.filter(order_id__in=OrderItem.objects.filter(shop_id=wanted.shop_id).values("order_id"))
    ranges = {
        "created_at__gte": wanted.since,
        "created_at__lt": wanted.until,
        "total__gte": wanted.least,
        "total__lte": wanted.most,
    }
    return rows.filter(**{name: value for name, value in ranges.items() if value is not None})
