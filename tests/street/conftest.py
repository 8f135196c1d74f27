"""The back office over the real houses: an administrator, a shopper, seventy orders."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from souk.kernel import clock
from souk.services.orders.models import Order
from tests.street.office import PASSWORD, an_order, browser_of, users


@pytest.fixture
def grace():
    return users.open_account(
        key="g", email="grace@example.org", password=PASSWORD, name="Grace Adeyemi", roles=["administrator"],
        is_verified=True,
    )  # fmt: skip


@pytest.fixture
def ada():
    return users.open_account(
        key="a", email="ada@example.org", password=PASSWORD, name="=Ada", roles=[], is_verified=False
    )


@pytest.fixture
def desk(grace) -> Client:
    return browser_of(grace.user_id, "staff", "administrator")


@pytest.fixture
def orders():
    """Seventy of them; the last is the newest."""
    rows = [an_order(number) for number in range(70)]
    rows[3] = an_order(
        3, status="cancelled", payment_status="refunded", created_at=clock.now() - timedelta(days=30)
    )
    rows[5] = an_order(5, total=9900, subtotal=9900)
    Order.objects.bulk_create(rows)
    return rows
