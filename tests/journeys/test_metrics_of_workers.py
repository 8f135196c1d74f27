"""Two worker processes answer for one market: whichever is asked tells the sum."""

from __future__ import annotations

import re
from pathlib import Path

from tests.journeys.market import Market


def test_workers_count_together_and_begin_anew_with_the_market(tmp_path: Path) -> None:
    with Market(tmp_path, [{"slug": "lamp", "stock": 1}], SOUK_WORKERS="2") as market:
        for _ in range(40):
            market.http.request("GET", market.url + "/api/products/lamp", headers={"Connection": "close"})
        assert {_count(market) for _ in range(6)} == {40}
        market.kill()
        market.start()
        assert _count(market) == 0


def _count(market: Market) -> int:
    page = market.http.request("GET", market.url + "/metrics", headers={"Connection": "close"}).data.decode()
    found = re.findall(r'^souk_request_seconds_count\{.*"/api/products/\{product\}".*\} (\S+)$', page, re.M)
    return int(sum(map(float, found)))
