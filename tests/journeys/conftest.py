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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The journeys of buying are made twice: together, and in rehearsal, where every call is encoded and most are repeated."""
    if "market" in metafunc.fixturenames:
        shapes = (
            ["together", "rehearsal"] if metafunc.module.__name__.endswith("test_buying") else ["together"]
        )
        metafunc.parametrize("market", shapes, indirect=True, scope="session")


@pytest.fixture(scope="session")
def market(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    with Market(tmp_path_factory.mktemp("market"), GOODS, SOUK_CALLS=request.param) as open_market:
        yield open_market
