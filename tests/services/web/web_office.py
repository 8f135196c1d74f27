"""What tests of the back office share: who is signed in, and what there is to look at."""

from __future__ import annotations

from django.test import Client
from web_neighbours import Street

from souk.kernel import clock
from souk.kernel.models import HeldDelivery


def signed_in_as(street: Street, *roles: str, checks_forms: bool = False) -> Client:
    street.users.account = street.users.account.model_copy(update={"roles": ["shopper", *roles]})
    browser = Client(raise_request_exception=False, enforce_csrf_checks=False)
    browser.post("/sign-in", {"email": "ada@example.org", "password": "right horse battery"})
    browser.handler.enforce_csrf_checks = checks_forms
    return browser


def text_of(answer) -> str:
    return answer.content.decode()


def letter(house: str = "search", event_id: str = "evt_1", error: str = "Traceback\nValueError: <b>no</b>"):
    HeldDelivery(
        event_id=event_id, type="souk.product.updated.v1", source="products", subject="prd_1", envelope="{}", attempts=8,
        due_at=clock.now(), dead_at=clock.now(), error=error,
    ).save(using=house)  # fmt: skip
