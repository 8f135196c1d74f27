"""Houses in shares: which share keeps what, and how calls and requests find their way."""

from __future__ import annotations

from typing import Any

import pytest

from souk.kernel import shares
from souk.kernel.settings import house_database
from souk.kernel.shares import (
    Share,
    address_in,
    is_anothers,
    prefix_of,
    share_here,
    share_named_by,
    shares_of,
)
from tests.kernel.conftest import BOOKS, PHONES, REST

ID = "01jd0000000000000000000000"


def test_a_house_that_is_not_split_is_one_share(env: Any) -> None:
    env()
    assert shares_of("products") == (Share("products"),)
    assert share_here("products").hears_as == "products"
    assert share_named_by("products", f"prd_{ID}") == Share("products")
    assert prefix_of("products", "prd", "book") == "prd"
    assert address_in("products", "dune", "book") == "dune"
    assert not is_anothers("products", "cook-book")
    assert house_database("products").endswith("/products.db")


def test_the_default_keeps_what_no_other_keeps(split: Any) -> None:
    assert shares_of("products") == (
        Share("products", (), None),
        Share("products", ("book",), BOOKS),
        Share("products", ("laptop", "mobile"), PHONES),
    )
    assert [share.name for share in shares_of("products")] == [
        "products",
        "products-book",
        "products-laptop-mobile",
    ]
    assert [share.hears_as for share in shares_of("products")][1:] == [
        "products.book",
        "products.laptop-mobile",
    ]
    assert prefix_of("products", "prd", "general") == "prd"
    assert is_anothers("products", "cook-book")
    assert not is_anothers("products", "bookend")


def test_a_share_knows_itself_and_where_the_rest_is(split: Any) -> None:
    split(SOUK_HOST="products", SOUK_PRODUCTS_TYPES="book")
    assert share_here("products") == Share("products", ("book",), None)
    assert shares_of("products")[0] == Share("products", (), REST)
    assert prefix_of("products", "prd", "book") == "prd_book"
    assert address_in("products", "dune", "book") == "dune-book"
    assert address_in("products", "cook-book", "book") == "cook-book"
    assert len(address_in("products", "x" * 120, "book")) <= 120
    assert house_database("products").endswith("/products_book.db")
    split(SOUK_PRODUCTS_DATABASE="postgresql://one/house")
    assert house_database("products") == "postgresql://one/house"
    split(SOUK_PRODUCTS_BOOK_DATABASE="mysql://one/books")
    assert house_database("products") == "mysql://one/books"


def test_a_process_that_hosts_none_of_it_knows_where_everything_is(split: Any) -> None:
    split(SOUK_HOST="cart")
    assert [share.url for share in shares_of("products")] == [REST, BOOKS, PHONES]


@pytest.mark.parametrize(
    ("reference", "kinds"),
    [
        (f"prd_book_{ID}", ("book",)),
        (f"var_mobile_{ID}", ("laptop", "mobile")),
        ("dune-book", ("book",)),
        (f"prd_{ID}", None),
        (f"prd_candle_{ID}", None),
        ("dune", None),
        ("book", None),
        ("bookend", None),
        ("", None),
        ("__", None),
    ],
)
def test_ids_and_addresses_name_their_share(
    split: Any, reference: str, kinds: tuple[str, ...] | None
) -> None:
    named = share_named_by("products", reference)
    assert (named.kinds if named else None) == kinds


def test_shares_are_read_once(split: Any) -> None:
    assert shares.shares_of("products") is shares.shares_of("products")
