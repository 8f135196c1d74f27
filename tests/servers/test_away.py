"""Buying goes on while a house that is not essential is away."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.journeys.apart import Apart
from tests.journeys.market import checkout_body
from tests.servers.where import address

GOODS = [{"slug": "lamp", "stock": 100, "price": "25.00"}]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    with Apart(
        tmp_path_factory.mktemp("market"),
        GOODS,
        server=address("postgresql"),
        events=address("rabbitmq"),
        cache=address("redis"),
    ) as opened:
        yield opened


@pytest.mark.parametrize("house", ["notifications", "search"])
def test_buying_goes_on_without(market: Apart, house: str) -> None:
    with market.without(house):
        added = market.post("/api/cart/items", {"variation_id": market.variations["lamp"], "quantity": 1})
        assert added.status == 200, added.data
        bought = market.post(
            "/api/checkout",
            checkout_body(),
            X_Cart_Token=added.headers["X-Cart-Token"],
            Idempotency_Key=uuid.uuid4().hex,
        )
        assert bought.status == 201, bought.data
    fine, report = market.audit_until_quiet(60)  # the letter comes when notifications is back
    assert fine, report


def test_memory_of_all_processes_is_within_two_gigabytes(market: Apart) -> None:
    import psutil

    families = [psutil.Process(pid) for pid in market.pids.values()]
    everybody = families + [child for family in families for child in family.children(recursive=True)]
    # what the machine has to have: a page that several of them share is there once
    assert sum(process.memory_full_info().pss for process in everybody) < 2 * 1024**3
