"""A house in shares behind the gateway: who asks for a thing is carried to the share that keeps it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from souk.kernel.settings import settings
from souk.kernel.shares import shares_of
from souk.services.gateway.asgi.front import _share_for
from souk.services.gateway.rules import readiness

ID = "01jd0000000000000000000000"


@pytest.fixture
def split(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SOUK_HOST", "gateway")
    monkeypatch.setenv("SOUK_PRODUCTS_URL", "http://rest:1")
    monkeypatch.setenv("SOUK_PRODUCTS_BOOK_URL", "http://books:1")
    settings.cache_clear()
    shares_of.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
    shares_of.cache_clear()


@pytest.mark.parametrize(
    ("path", "house"),
    [
        (f"/api/products/prd_book_{ID}", "products-book"),
        (f"/api/products/prd_book_{ID}/images", "products-book"),
        ("/api/products/dune-book", "products-book"),
        (f"/api/products/prd_{ID}", "products"),
        ("/api/products/lamp", "products"),
        ("/api/products", "products"),
        ("/api/products/", "products"),
        ("/api/categories", "products"),
    ],
)
def test_an_address_is_carried_to_the_share_it_names(split: None, path: str, house: str) -> None:
    assert _share_for("products", path) == house


def test_a_house_that_is_not_split_is_asked_as_ever() -> None:
    assert _share_for("products", f"/api/products/prd_book_{ID}") == "products"
    assert _share_for("orders", "/api/products/dune-book") == "orders"


def test_a_share_that_is_down_keeps_nobody_from_buying_the_rest() -> None:
    said = readiness.document({"products": True, "products-book": False})
    assert said["status"] == "degraded"
    assert said["houses"]["products-book"] == {"status": "down", "essential": False}
    assert readiness.document({"products": False, "products-book": True})["status"] == "down"


def test_a_whole_market_says_that_a_types_service_is_down(monkeypatch, client) -> None:
    monkeypatch.setenv("SOUK_PRODUCTS_BOOK_URL", "http://127.0.0.1:9")
    shares_of.cache_clear()
    try:
        answer = client.get("/readyz")
    finally:
        shares_of.cache_clear()
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["houses"]["products-book"] == {"status": "down", "essential": False}
