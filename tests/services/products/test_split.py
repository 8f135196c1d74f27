"""A market whose books are kept by a service of their own: what a file or an edit does to goods of either."""

from __future__ import annotations

from typing import Any

import pytest

from souk.contracts.products.calls import Products, SavedProduct
from souk.contracts.products.calls.handles import HandleEdit, Handles
from souk.contracts.products.calls.shelves import ImageLink, Shelves
from souk.kernel.ids import new_id
from souk.kernel.neighbours.spreading import Spread
from souk.kernel.settings import settings
from souk.kernel.shares import shares_of
from souk.services.products.models import Import, Product
from souk.services.products.service import HandlesService, ProductsService, ShelvesService
from souk.services.products.use_cases import imports
from souk.vocabulary.problems import Invalid
from tests.fakes.shelves import FakeShelves
from tests.services.products.conftest import variation

BOOK = {
    "product_type": "book",
    "attributes": {"author": "Frank Herbert"},
    "description_html": "<p>Sand.</p>",
}


class BookShelves(FakeShelves):
    """The service that keeps books."""

    def save_products(self, *, key: str, drafts: list[Any]) -> list[SavedProduct]:
        return [self.put_on_shelf(key=f"{key}/{draft.slug}", draft=draft) for draft in drafts]


@pytest.fixture
def books(neighbours, monkeypatch) -> BookShelves:
    monkeypatch.setenv("SOUK_PRODUCTS_BOOK_URL", "http://books:1")
    _forget()
    fake = BookShelves()
    default, away = shares_of("products")
    neighbours.replace(Shelves, Spread(Shelves, "products", [(default, ShelvesService()), (away, fake)]))
    neighbours.replace(Handles, Spread(Handles, "products", [(default, HandlesService()), (away, fake)]))
    neighbours.replace(Products, Spread(Products, "products", [(default, ProductsService()), (away, fake)]))
    yield fake
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    settings.cache_clear()
    shares_of.cache_clear()


@pytest.fixture
def take(shop):
    """Takes a file of rows into the shop; what became of it."""

    def taking(*rows: str) -> Import:
        begun = ShelvesService().begin_import(
            key=new_id("k"), shop_id=shop.shop_id, file_name="goods.csv", content="\n".join(rows).encode()
        )
        while imports.work_off(seconds=30):
            pass
        return Import.objects.get(pk=begun.import_id)

    return taking


@pytest.fixture
def dune(books, shop) -> str:
    """A book with all there is to lose."""
    product_id = books.put(
        shop.shop_id, "dune", "Dune", **BOOK,
        variations=[variation("D-1", price="9.00", compare_at_price={"amount": "12.00", "currency": "USD"})],
    )  # fmt: skip
    link = ImageLink(url="https://pictures.example/dune.jpg", alt="The cover")
    _, shown = books.products[product_id]
    image = books._made(_draft(shop, shown), shown, [link]).images
    marked = shown.model_copy(update={"product_id": f"prd_book_{product_id[4:]}", "images": image})
    del books.products[product_id]
    books.products[marked.product_id] = shop.shop_id, marked
    return marked.product_id


def _draft(shop, shown):
    from souk.services.products.use_cases.standing import _draft_of_shown

    return _draft_of_shown(shop.shop_id, shown)


PRICES = "Handle,Title,Variant SKU,Variant Price"


def test_a_file_of_prices_changes_the_book_where_it_is_kept_and_nothing_else_of_it(books, dune, take):
    before = books.products[dune][1]
    done = take(PRICES, "dune,Dune,D-1,10.00", "lamp,Lamp,L-1,30.00")
    assert (done.created, done.updated, done.refused) == (1, 1, 0)
    assert [product.seller_slug for product in Product.objects.all()] == ["lamp"]
    assert list(books.products) == [dune]
    after = books.products[dune][1]
    assert after.variations[0].price.amount == "10.00"
    assert after.variations[0].compare_at_price == before.variations[0].compare_at_price
    same = {"product_type", "attributes", "description_html", "images", "handle", "status"}
    assert after.model_dump(include=same) == before.model_dump(include=same)


def test_what_a_share_keeps_is_edited_in_one_call_however_much_it_is(books, shop, take):
    for number in range(3):
        books.put(shop.shop_id, f"b{number}", f"B{number}", **BOOK, variations=[variation(f"B-{number}")])
    books.calls.clear()
    done = take(PRICES, *(f"b{number},B{number},B-{number},10.00" for number in range(3)))
    assert (done.updated, done.refused) == (3, 0)
    assert [name for name, _ in books.calls if name in ("edit", "save_products")] == ["edit"]


def test_edits_of_several_are_saved_in_one_transaction_each_refused_on_its_own(
    save, shop, tee, count_queries
):
    saved = save(
        *(tee(slug=f"t{n}", title=f"T{n}", options=[], variations=[variation(f"T{n}")]) for n in range(20))
    )
    edits = [
        HandleEdit(
            product_id=one.product_id,
            stands_as="clothes",
            draft=tee(slug=f"t{n}", title=f"New {n}", options=[], variations=[variation(f"T{n}", price="0.00" if n == 3 else "7.00")]),
            images=[],
        )
        for n, one in enumerate(saved)
    ]  # fmt: skip
    edits.append(edits[0].model_copy(update={"product_id": "prd_none"}))
    with count_queries("products") as asked:
        outcomes = HandlesService().edit(key="k", shop_id=shop.shop_id, edits=edits)
    assert [each.outcome for each in outcomes] == ["updated"] * 3 + ["refused"] + ["updated"] * 16 + [
        "refused"
    ]
    assert "price" in outcomes[3].refusal
    assert len(asked) <= 20 * 2 + 25  # a product and a variation each; the rest by the batch
    assert HandlesService().edit(key="k", shop_id=shop.shop_id, edits=edits) == outcomes
    assert Product.objects.filter(revision=2).count() == 19


def test_the_same_file_again_changes_nothing_anywhere(books, dune, take):
    take(PRICES, "dune,Dune,D-1,10.00")
    revision = books.products[dune][1].revision
    again = take(PRICES, "dune,Dune,D-1,10.00")
    assert (again.unchanged, again.updated, again.created) == (1, 0, 0)
    assert books.products[dune][1].revision == revision


def test_while_the_books_are_away_a_file_waits_and_makes_nothing_twice(books, dune, take):
    books.is_away = True
    waits = take(PRICES, "dune,Dune,D-1,10.00", "lamp,Lamp,L-1,30.00")
    assert (waits.status, waits.done) == ("working", 0)
    assert Product.objects.count() == 0


def test_what_a_share_refuses_of_a_file_is_said(books, dune, take):
    done = take("Handle,Title,Variant SKU,Variant Price,Type", "dune,Dune,D-1,0.00,Books")
    assert (done.refused, done.updated) == (1, 0)


def test_a_book_from_before_the_split_stays_where_it_stands_and_can_be_changed(save, shop, tee, request):
    old = tee(slug="emma", title="Emma", options=[], variations=[variation("E-1", price="5.00")], **BOOK)
    product_id = save(old)[0].product_id
    books, take = request.getfixturevalue("books"), request.getfixturevalue("take")
    shelves = ShelvesService()
    saved = shelves.put_on_shelf(
        key="a", draft=old.model_copy(update={"title": "Emma, again"}), product_id=product_id
    )
    assert (saved.outcome, saved.product_id) == ("updated", product_id)
    done = take(PRICES, "emma,Emma,E-1,6.00")
    assert (done.updated, done.created, done.refused) == (1, 0, 0)
    assert Product.objects.get().product_type == "book"
    assert books.products == {}


def test_what_is_of_another_type_cannot_become_a_book_here(books, save, tee):
    lamp = tee(slug="lamp", product_type="general", attributes={}, options=[], variations=[variation("L")])
    product_id = save(lamp)[0].product_id
    with pytest.raises(Invalid, match="another service than this one"):
        ShelvesService().put_on_shelf(key="a", draft=lamp.model_copy(update=BOOK), product_id=product_id)
