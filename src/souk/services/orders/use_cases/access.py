"""Who may see an order: its user, whoever holds its token, the guest who made it, staff. For everybody else it does not exist."""

from __future__ import annotations

import hashlib
import hmac

from souk.contracts.orders.calls import OrderNotFound, Reader
from souk.kernel.data.rows import find_one
from souk.kernel.settings import settings as process_settings
from souk.services.orders.models import Order
from souk.services.orders.use_cases import guests


def token_for(order_id: str) -> str:
    """The secret that opens a guest's order: derived, so that it need not be stored and can be sent again."""
    digest = hmac.new(
        process_settings().django_secret.encode(), b"order\0" + order_id.encode(), hashlib.sha256
    )
    return digest.hexdigest()[:40]


def readable_order(order_id: str, reader: Reader) -> Order:
    """The order by id or number. Raises OrderNotFound, also when it is somebody else's."""
    column = "number" if order_id.upper().startswith("ORD-") else "order_id"
    order = find_one(Order, where={column: order_id.upper() if column == "number" else order_id})
    if order is None or not _may_read(order, reader):
        raise OrderNotFound("Check the number, or sign in with the account that ordered.")
    return order


def _may_read(order: Order, reader: Reader) -> bool:
    if reader.is_staff:
        return True
    if reader.user_id is not None and order.user_id == reader.user_id:
        return True
    if reader.order_token is not None and hmac.compare_digest(
        reader.order_token.encode(), token_for(order.order_id).encode()
    ):
        return True
    return _is_the_guest(order, reader)


def _is_the_guest(order: Order, reader: Reader) -> bool:
    """Customers is asked only about what a guest ordered and no account has."""
    if reader.user_id is not None or order.user_id is not None or order.guest_id is None:
        return False
    return guests.id_of(reader.guest_token) == order.guest_id


def find_guest_order(number: str, email: str) -> str:
    """The token of the order with that number and email. Raises OrderNotFound for any mismatch alike."""
    order = Order.objects.filter(number=number.strip().upper()).first()
    if order is None or not hmac.compare_digest(order.email.lower().encode(), email.strip().lower().encode()):
        raise OrderNotFound("No order has this number and this email.")
    return token_for(order.order_id)
