"""A house in shares, for tests: what the environment of every process of such a market says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from souk.kernel.settings import settings
from souk.kernel.shares import shares_of


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def say(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        shares_of.cache_clear()

    for name in ("SOUK_PRODUCTS_DATABASE", "SOUK_HOST", "SOUK_PRODUCTS_TYPES"):
        monkeypatch.delenv(name, raising=False)
    yield say
    monkeypatch.undo()
    settings.cache_clear()
    shares_of.cache_clear()


BOOKS, PHONES, REST = "http://books:1", "http://phones:1", "http://rest:1"


@pytest.fixture
def split(env: Any) -> Any:
    """As every process of the market is told; `split(…)` says more."""

    def say(**more: str) -> None:
        env(
            SOUK_PRODUCTS_URL=REST,
            SOUK_PRODUCTS_BOOK_URL=BOOKS,
            SOUK_PRODUCTS_MOBILE_URL=PHONES,
            SOUK_PRODUCTS_LAPTOP_URL=PHONES,
            **more,
        )

    say()
    return say
