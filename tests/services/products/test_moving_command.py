"""`souk move-type`: what it refuses, in sentences that say what to do, and that it does it."""

from __future__ import annotations

import os

import pytest
from typer.testing import CliRunner

from souk.cli import app
from souk.kernel.data.beside import opened_beside
from souk.kernel.data.migrating import bring_up_to_date, drop
from souk.kernel.models import OutboxEvent
from souk.kernel.settings import settings
from souk.kernel.shares import shares_of
from souk.services.products.models import Product
from tests.services.products.conftest import variation

BOOKS = "SOUK_PRODUCTS_BOOK_DATABASE"


@pytest.fixture
def told(monkeypatch, tmp_path):
    """As whoever runs the command tells it; `told(NAME="value")` says more, and None takes it away."""

    def say(**values: str | None) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value) if value is not None else monkeypatch.delenv(name)
        settings.cache_clear()
        shares_of.cache_clear()

    given = os.environ.get("SOUK_PRODUCTS_DATABASE")
    say(
        SOUK_HOST="all",
        SOUK_WORKERS="1",
        SOUK_PRODUCTS_BOOK_URL="http://books:1",
        SOUK_PRODUCTS_BOOK_DATABASE=f"{given}_book" if given else f"sqlite:///{tmp_path}/books.db",
    )
    yield say
    monkeypatch.undo()
    settings.cache_clear()
    shares_of.cache_clear()


@pytest.fixture
def books(real_databases, told):
    with opened_beside("products", os.environ[BOOKS], "books") as alias:
        drop(alias)
        bring_up_to_date(alias, create=True)
        yield alias
        drop(alias)


@pytest.fixture
def dune(books, told, save, tee):
    """A book from before the split."""
    told(SOUK_PRODUCTS_BOOK_URL=None)
    of_a_book = {"product_type": "book", "attributes": {"author": "Frank Herbert"}, "options": []}
    save(tee(slug="dune", variations=[variation("D")], **of_a_book))
    told(SOUK_PRODUCTS_BOOK_URL="http://books:1")


def move(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["move-type", *words], env={"COLUMNS": "400"})
    return done.exit_code, " ".join(done.output.split())


def test_books_move_and_come_back(books, dune):
    OutboxEvent.objects.using("products").all().delete()
    code, said = move("book")
    assert (code, "1 products of the type book were moved, and none is left behind" in said) == (0, True), (
        said
    )
    assert not Product.objects.exists()
    assert Product.objects.using(books).get().slug == "dune"
    code, said = move("book", "--back")
    assert (code, "moved back" in said) == (0, True), said
    assert Product.objects.get().slug == "dune"


def test_a_move_that_stops_says_how_far_it_came(books, dune, monkeypatch):
    monkeypatch.setattr("souk.services.products.use_cases.moving.PATIENCE_SECONDS", 0.0)
    code, said = move("book")
    assert code == 1
    assert "0 of 1 products were moved" in said
    assert "is not delivered yet" in said
    assert "begin again" in said


def test_a_type_that_nobody_knows_is_not_moved(told):
    code, said = move("bok")
    assert (code, "nobody knows bok" in said) == (2, True), said


def test_what_nobody_would_find_is_not_moved(told):
    told(SOUK_PRODUCTS_BOOK_URL=None)
    code, said = move("book")
    assert (code, "set SOUK_PRODUCTS_BOOK_URL" in said) == (1, True), said


def test_where_it_shall_go_must_be_said(told):
    told(SOUK_PRODUCTS_DATABASE="postgresql://one/products", SOUK_PRODUCTS_BOOK_DATABASE=None)
    code, said = move("book")
    assert (code, f"set {BOOKS} here, too" in said) == (1, True), said


def test_it_must_be_somewhere_else(told):
    told(SOUK_PRODUCTS_DATABASE=os.environ[BOOKS])
    code, said = move("book")
    assert (code, "nowhere to move to" in said) == (1, True), said


def test_a_database_without_its_tables_is_refused(told, migrated, tmp_path):
    told(SOUK_PRODUCTS_BOOK_DATABASE=f"sqlite:///{tmp_path}/empty.db")
    code, said = move("book")
    assert (code, "First `souk migrate --types book`" in said) == (1, True), said
