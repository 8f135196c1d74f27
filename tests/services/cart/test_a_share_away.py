"""A mixed cart while one type's goods are kept by a share that is away, asked as the composition root asks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from souk.contracts.cart.calls import CartHolder, GoodsOutOfReach
from souk.contracts.products.calls import Products
from souk.kernel.neighbours.spreading import Spread
from souk.kernel.settings import settings
from souk.kernel.shares import shares_of
from souk.vocabulary.problems import Unavailable
from tests.fakes.cart import quantities
from tests.services.cart.conftest import Shelves

BOOK = "var_book_00000000000000000000000001"


@pytest.fixture
def books(monkeypatch, neighbours, shelves) -> Iterator[Shelves]:
    """The share that keeps books; everything else is on the `shelves`, and inventory knows of both."""
    monkeypatch.setenv("SOUK_PRODUCTS_BOOK_URL", "http://books:1")
    settings.cache_clear()
    shares_of.cache_clear()
    here = Shelves()
    here.put(BOOK, price=900, stock=10, title="Dune")
    shelves.goods[BOOK] = here.goods[BOOK]
    parts = list(zip(shares_of("products"), (Elsewhere(shelves), here), strict=True))
    neighbours.replace(Products, Spread(Products, "products", parts))
    yield here
    monkeypatch.undo()
    settings.cache_clear()
    shares_of.cache_clear()


class Elsewhere:
    """The default share: it has no books."""

    def __init__(self, shelves: Shelves) -> None:
        self.shelves = shelves

    def for_sale(self, *, variation_ids):
        return [
            sold for sold in self.shelves.for_sale(variation_ids=variation_ids) if sold.variation_id != BOOK
        ]


@pytest.fixture
def mixed(carts, ada, books) -> CartHolder:
    carts.add_item(holder=ada, variation_id="var_mug", quantity=2)
    carts.add_item(holder=ada, variation_id=BOOK, quantity=1)
    return ada


def test_its_goods_are_named_and_the_rest_is_visible_and_checked(carts, mixed, books, shelves):
    books.away = {"products"}
    shelves.goods["var_mug"].price = 1700
    cart = carts.cart(holder=mixed)
    assert [(line.title, line.is_out_of_reach) for line in cart.lines] == [("Mug", False), ("Dune", True)]
    assert [change.code for change in cart.changes] == ["price_changed"]
    with pytest.raises(GoodsOutOfReach, match="Dune cannot be reached at the moment") as away:
        carts.check_out(key="k", holder=mixed)
    assert away.value.extra["variation_ids"] == [BOOK]
    books.away = set()
    assert quantities(carts.check_out(key="k", holder=mixed)) == {"var_mug": 2, BOOK: 1}


def test_the_rest_can_be_bought_without_them(carts, mixed, books):
    books.away = {"products"}
    book = next(line for line in carts.cart(holder=mixed).lines if line.is_out_of_reach)
    carts.remove_item(holder=mixed, item_id=book.item_id)
    assert quantities(carts.check_out(key="k", holder=mixed)) == {"var_mug": 2}


def test_when_the_default_share_is_away_its_goods_are_the_ones_out_of_reach(carts, mixed, shelves):
    shelves.away = {"products"}
    assert [line.is_out_of_reach for line in carts.cart(holder=mixed).lines] == [True, False]


def test_nothing_of_a_type_that_is_away_is_put_in(carts, mixed, books):
    books.away = {"products"}
    with pytest.raises(Unavailable, match="type book cannot be reached"):
        carts.add_item(holder=mixed, variation_id=BOOK, quantity=1)
