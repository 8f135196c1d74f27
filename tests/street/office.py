"""Who works in the back office in these tests, and what there is to look at."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from souk.kernel import clock
from souk.kernel.access.identity import issue_access_token
from souk.kernel.ids import new_id
from souk.services.orders.models import Order
from souk.services.users.service import PeopleService, UsersService

users, people = UsersService(), PeopleService()
PASSWORD = "right horse battery"
HOME = {"name": "Ada", "line1": "1 Navy Yard", "city": "Arlington", "postal_code": "22202", "country": "US"}


def browser_of(user_id: str, *roles: str, given: tuple[str, ...] = ()) -> Client:
    browser = Client(raise_request_exception=False)
    token = issue_access_token(user_id, ["shopper", *roles], new_id("tok"), given=given)
    browser.cookies["souk_access"] = token
    return browser


def text_of(answer) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode()
    return answer.content.decode()


def an_order(number: int, **fields: object) -> Order:
    known: dict[str, object] = {
        "order_id": f"ord_{number:026d}", "number": f"ORD-{number:08d}", "checkout_key": f"k{number}", "cart_id": "crt_1",
        "email": f"buyer{number}@example.org", "status": "confirmed", "currency": "USD", "address": HOME, "shipping_method": "standard",
        "shipping_label": "Standard", "note": "", "subtotal": 1000, "discount": 0, "shipping": 0, "tax": 0, "tax_label": "Tax",
        "total": 1000, "paid": 1000, "payment_status": "captured", "created_at": clock.now() + timedelta(minutes=number - 90),
    }  # fmt: skip
    return Order(**known | fields)
