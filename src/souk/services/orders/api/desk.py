"""What staff do with everybody's orders."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Header, Query

from souk.contracts.orders.calls import OrderStatus
from souk.contracts.orders.calls.desk import OrderFilter, OrderRow, OrderSort
from souk.contracts.payments.calls import PaymentStatus
from souk.kernel.access.identity import staff_may
from souk.kernel.web.api import Body, Moment
from souk.kernel.web.idempotency import key_of
from souk.services.orders.api.door import api
from souk.services.orders.use_cases import desk, letters
from souk.vocabulary.pages import Page


class OrderRowPage(Page[OrderRow]):
    """Orders of whichever shop and buyer."""


@api.get("/orders/all", may=staff_may("orders.read"))
def list_all_orders(
    request: HttpRequest,
    number: str = Query("", max_length=20, description="All of it, such as ORD-7K2M9QXA"),
    email: str = Query("", max_length=254, description="The beginning of it"),
    status: OrderStatus | Literal[""] = "",
    payment_status: PaymentStatus | Literal[""] = "",
    shop: str = Query("", max_length=40, description="A shop's id: orders with something of it"),
    since: Moment | None = None,
    until: Moment | None = None,
    least: int | None = Query(None, ge=0, le=10**12, description="Of the total, in minor units"),
    most: int | None = Query(None, ge=0, le=10**12),
    sort: OrderSort = Query("-placed", description="With a minus the other way round"),
    cursor: str | None = Query(None, max_length=400),
    limit: int = Query(24, ge=1, le=100),
) -> OrderRowPage:
    """Everybody's orders, the newest first. `since` and `until` are about when they were placed."""
    wanted = OrderFilter(
        number=number.strip().upper(), email=email, status=status, payment_status=payment_status, shop_id=shop,
        since=since, until=until, least=least, most=most,
    )  # fmt: skip
    return OrderRowPage.model_construct(**dict(desk.search(wanted, sort, cursor, limit)))


class LetterIn(Body):
    letter: Literal["confirmation"]


@api.post("/orders/{order_id}/letters", may=staff_may("orders.letters"), status=202, idempotent=True)
def send_letter(
    request: HttpRequest,
    order_id: str,
    body: LetterIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", max_length=255),
) -> None:
    """Sends the buyer the confirmation again, a guest with a link that opens the order. 409 `order-not-confirmed` before the money came
    and after all was called off."""
    letters.resend_confirmation(key_of(request), order_id)
