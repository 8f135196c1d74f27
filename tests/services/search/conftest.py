"""Search in tests: nothing remembered from the test before, and an index of words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from souk.services.search import ports
from souk.services.search.adapters.tantivy_index import TantivyIndex
from souk.services.search.read_models import catalogue
from souk.services.search.settings import settings
from tests.services.search.market import Market


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path) -> Iterator[None]:
    before, seconds = ports.text_index(), settings().refresh_seconds
    ports.use_text_index(TantivyIndex(tmp_path / "index"))
    settings().refresh_seconds = 0
    catalogue().forget()
    yield
    settings().refresh_seconds = seconds
    ports.use_text_index(before)
    catalogue().forget()


@pytest.fixture
def market() -> Market:
    return Market()
