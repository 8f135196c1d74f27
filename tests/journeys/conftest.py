"""One market for the journeys of a session, with a stall of goods."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.market import Market

GOODS = [
    {"slug": "lamp", "stock": 1000, "price": "25.00"},
    {"slug": "vase", "stock": 1000, "price": "19.90"},
    {"slug": "last-clock", "stock": 1, "price": "80.00"},
    {"slug": "sold-out", "stock": 0, "price": "5.00"},
]


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    with Market(tmp_path_factory.mktemp("market"), GOODS) as open_market:
        yield open_market
