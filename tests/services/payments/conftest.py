"""What tests of payments have at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from souk.contracts.payments.calls import Payment
from souk.kernel import clock
from souk.vocabulary.money import Money


@pytest.fixture
def payments() -> Any:
    from souk.services.payments.service import PaymentsService

    return PaymentsService()


@pytest.fixture
def take(payments: Any) -> Callable[..., Payment]:
    """`take("pm_card_success", key="k")`: the money of a small order; the other arguments may be given too."""

    def ask(method_token: str | None = None, key: str = "checkout:1:take_money", **others: Any) -> Payment:
        arguments = {
            "order_id": "ord_1",
            "order_number": "ORD-2345",
            "amount": Money.of(2080),
            "email": "ann@example.org",
            "return_url": "http://testserver/checkout/confirmation?order=ORD-2345",
        } | others
        return payments.take(key=key, method_token=method_token, **arguments)

    return ask


@pytest.fixture
def said() -> Callable[[], list[tuple[str, int]]]:
    """Events told so far: name and amount in minor units."""
    import orjson

    from souk.kernel.models import OutboxEvent

    def told() -> list[tuple[str, int]]:
        rows = OutboxEvent.objects.using("payments").order_by("id").values_list("envelope", flat=True)
        envelopes = [orjson.loads(row) for row in rows]
        return [
            (
                envelope["type"].removeprefix("souk.payment.").removesuffix(".v1"),
                Money.model_validate(envelope["data"]["amount"]).minor,
            )
            for envelope in envelopes
        ]

    return told


@pytest.fixture
def in_an_hour() -> Any:
    """All that was waiting for its time is due."""
    with clock.shifted(3590):
        yield


@pytest.fixture(autouse=True)
def books_are_right(request: pytest.FixtureRequest) -> Any:
    """However a test ends, the money adds up. The databases are asked for first, so that they are closed last."""
    real = "real_databases" in request.fixturenames
    request.getfixturevalue("real_databases" if real else "databases")
    yield
    from souk.services.payments.use_cases.auditing import violations

    assert violations() == []
