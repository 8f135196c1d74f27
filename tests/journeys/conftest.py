"""One market for the journeys of a session, with a stall of goods."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.apart import Apart
from tests.journeys.market import Market
from tests.servers.where import address

GOODS = [
    {"slug": "lamp", "stock": 1000, "price": "25.00"},
    {"slug": "vase", "stock": 1000, "price": "19.90"},
    {"slug": "last-clock", "stock": 1, "price": "80.00"},
    {"slug": "sold-out", "stock": 0, "price": "5.00"},
]


#: When every house is a process of its own: where the events go, and where the databases are.
APART = {
    "apart-rabbitmq": ("rabbitmq", "postgresql"),
    "apart-kafka": ("kafka", "postgresql"),
    "apart-mariadb": ("rabbitmq", "mariadb"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shape", choices=["together", "rehearsal", *APART], help="in which shape the journeys are made"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Without `--shape` the journeys of buying are made together, and in rehearsal, where every call is encoded and most are repeated."""
    if "market" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--shape")
        buys = metafunc.module.__name__.endswith("test_buying")
        shapes = [chosen] if chosen else ["together", "rehearsal"] if buys else ["together"]
        metafunc.parametrize("market", shapes, indirect=True, scope="session")


@pytest.fixture(scope="session")
def market(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    folder = tmp_path_factory.mktemp("market")
    if request.param in APART:
        broker, server = APART[request.param]
        opened: Market = Apart(
            folder, GOODS, server=address(server), events=address(broker), cache=address("redis")
        )
    else:
        opened = Market(folder, GOODS, SOUK_CALLS=request.param)
    with opened as open_market:
        yield open_market
