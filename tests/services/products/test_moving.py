"""The goods of a type move to a database of their own, whole, once, wherever the move dies; and back."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from souk.contracts.products.calls import CategoryDraft, ProductNotFound
from souk.kernel import clock, crashes
from souk.kernel.data.beside import opened_beside
from souk.kernel.data.database import changes
from souk.kernel.data.migrating import bring_up_to_date, drop
from souk.kernel.ids import new_id
from souk.kernel.models import InboxEvent, OutboxEvent
from souk.services.products.models import (
    Category,
    DoneCall,
    KnownShop,
    Product,
    ProductPage,
    ProductRating,
    Signpost,
    Variation,
)
from souk.services.products.use_cases import auditing, drafts, moving, placing, retelling
from souk.services.products.use_cases.baggage import goods_in, prints_of
from souk.services.products.use_cases.editing import Keeper, delete_product
from souk.services.products.use_cases.moving import Move, MoveStopped
from souk.services.products.use_cases.ratings import put
from souk.services.products.use_cases.standing import standing_of
from souk.vocabulary.problems import Unavailable
from tests.services.products.conftest import variation

HERE = "products"


@pytest.fixture
def there(real_databases, tmp_path):
    """The database of the service that shall keep books."""
    given = os.environ.get("SOUK_PRODUCTS_DATABASE")
    with opened_beside(
        HERE, f"{given}_book" if given else f"sqlite:///{tmp_path}/books.db", "books"
    ) as alias:
        drop(alias)
        bring_up_to_date(alias, create=True)
        yield alias
        drop(alias)


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(moving, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(moving, "AT_ONCE", 2)


@pytest.fixture
def library(there, products, save, tee):
    """Five books, one of them a draft, with all that may belong to goods; a lamp; and everything that was said is delivered."""
    products.save_categories(key="a", drafts=[CategoryDraft(slug="lamps", name="Lamps")])
    products.save_categories(
        key="b",
        drafts=[
            CategoryDraft(slug="books", name="Books"),
            CategoryDraft(slug="novels", name="Novels", parent_slug="books"),
        ],
    )
    save(tee(slug="lamp", product_type="general", attributes={}, options=[], variations=[variation("LAMP")]))
    save(*(_book(tee, n, status="draft" if n == 4 else "published") for n in range(5)))
    put(Product.objects.get(slug="book-1").pk, 3, [0, 0, 0, 1, 2])
    _delivered()
    return sorted(Product.objects.filter(product_type="book").values_list("pk", flat=True))


def _book(tee, number: int, **more):
    fields = {
        "slug": f"book-{number}",
        "title": f"Book {number}, çédille",
        "product_type": "book",
        "attributes": {"author": "Frank Herbert", "page_count": 412},
        "category_slug": "novels",
        "options": [{"name": "Binding", "values": [{"value": "soft"}, {"value": "hard"}]}],
        "variations": [
            variation(f"B{number}-{binding}", {"Binding": binding}) for binding in ("soft", "hard")
        ],
        "images": [{"url": "https://pictures.example/a.jpg", "alt": "The cover"}],
    }
    return tee(**(fields | more))


def _delivered() -> None:
    OutboxEvent.objects.using(HERE).update(delivered_at=clock.now())


def _move() -> Move:
    return Move("book", HERE, "books", "book")


def _count(alias: str) -> dict[str, int]:
    models = (Product, Variation, ProductPage, ProductRating)
    return {
        model.__name__: model.objects.using(alias).filter(product_id__in=_books(alias)).count()
        for model in models
    }


def _books(alias: str) -> list[str]:
    return list(Product.objects.using(alias).filter(product_type="book").values_list("pk", flat=True))


EVERYTHING = {"Product": 5, "Variation": 10, "ProductPage": 4, "ProductRating": 1}


def test_everything_of_a_type_moves_and_nothing_else(library, there):
    before = prints_of(goods_in(HERE, library))
    said = OutboxEvent.objects.using(HERE).count()
    seen = []
    assert _move().run(lambda done, total: seen.append((done, total))) == 5
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert _count(there) == EVERYTHING
    assert prints_of(goods_in(there, library)) == before
    assert list(Product.objects.values_list("seller_slug", flat=True)) == ["lamp"]
    assert list(Variation.objects.values_list("sku", flat=True)) == ["LAMP"]
    assert ProductPage.objects.count() == 1
    assert ProductRating.objects.count() == 0
    assert OutboxEvent.objects.using(HERE).count() == said, "nobody is told: nothing of the goods has changed"
    assert not OutboxEvent.objects.using(there).exists()
    assert auditing.violations() == []
    assert _move().run() == 0


def test_the_shelf_of_categories_comes_along_under_numbers_of_its_own(library, there):
    _move().run()
    product = Product.objects.using(there).get(slug="book-0")
    assert Category.objects.using(there).get(pk=product.category_id).path == "books/novels"
    assert set(Category.objects.using(there).values_list("slug", flat=True)) == {"books", "novels"}
    assert KnownShop.objects.using(there).get().slug == "kiln"


def test_who_asks_where_it_stood_is_told_where_it_went(library, there, products, shop):
    _move().run()
    for asked in (library[0], "book-0"):
        with pytest.raises(ProductNotFound) as nowhere:
            products.product(id_or_slug=asked)
        assert nowhere.value.extra == {"kept_as": "book"}
    with pytest.raises(ProductNotFound) as nowhere:
        delete_product(Keeper(shop.shop_id), library[0])
    assert nowhere.value.extra == {"kept_as": "book"}
    with pytest.raises(ProductNotFound) as nowhere:
        products.product(id_or_slug="never-there")
    assert nowhere.value.extra == {}


def test_its_address_is_not_given_to_anything_else(library, there, save, tee):
    _move().run()
    (saved,) = save(
        tee(slug="book-0", product_type="general", attributes={}, options=[], variations=[variation("NEW")])
    )
    assert saved.slug == "book-0-kiln"


@pytest.mark.parametrize("place", range(6))
def test_it_may_die_anywhere_and_be_begun_again(library, there, place):
    before = prints_of(goods_in(HERE, library))
    with pytest.raises(crashes.Crash), crashes.crash_at(place):
        _move().run()
    for product_id in library:  # nothing is lost meanwhile: whoever asks where it stood finds it, or the way
        assert (
            Product.objects.filter(pk=product_id).exists() != Signpost.objects.filter(pk=product_id).exists()
        )
    _move().run()
    assert _count(there) == EVERYTHING
    assert _books(HERE) == []
    assert prints_of(goods_in(there, library)) == before
    assert Signpost.objects.count() == 5


def test_what_was_changed_after_a_death_is_moved_as_it_is_now(library, there):
    with pytest.raises(crashes.Crash), crashes.crash_at(0):
        _move().run()
    first, second = library[:2]
    Product.objects.filter(pk=first).update(title="Changed here", revision=7)
    Product.objects.using(there).filter(pk=second).update(title="Changed there", revision=8)
    _move().run()
    titles = dict(Product.objects.using(there).filter(pk__in=[first, second]).values_list("pk", "title"))
    assert titles == {first: "Changed here", second: "Changed there"}
    assert _count(there) == EVERYTHING


def test_what_its_owner_deletes_after_a_death_does_not_come_back(library, there, shop):
    with pytest.raises(crashes.Crash), crashes.crash_at(0):
        _move().run()
    delete_product(Keeper(shop.shop_id), library[0])
    _delivered()
    assert _move().run() == 4
    assert _books(there) == library[1:]
    assert not DoneCall.objects.using(there).filter(key__startswith="moving:").exists()


def test_a_move_that_died_can_be_taken_back(library, there):
    before = prints_of(goods_in(HERE, library))
    with pytest.raises(crashes.Crash), crashes.crash_at(2):
        _move().run()
    assert Move("book", there, HERE, "").run() == 2
    assert prints_of(goods_in(HERE, library)) == before
    assert _books(there) == []


def test_what_is_made_meanwhile_moves_too(library, there, save, tee):
    def make_one_more(done: int, total: int) -> None:
        if done == 4:
            save(_book(tee, 9))
            _delivered()

    assert _move().run(make_one_more) == 6
    assert _books(HERE) == []


def test_what_was_said_is_delivered_before_its_goods_go(library, there):
    OutboxEvent.objects.using(HERE).filter(subject=library[2]).update(delivered_at=None)
    with pytest.raises(MoveStopped, match=f"said of {library[2]} is not delivered"):
        _move().run()
    assert _books(HERE) == library[2:]
    assert _books(there) == library[:2], "what was moved stays moved"
    _delivered()
    assert _move().run() == 3


def test_what_the_other_let_pass_must_have_been_heard_here(library, there):
    now = clock.now()
    InboxEvent.objects.using(HERE).create(event_id="old", type="x", handled_at=now - dt.timedelta(hours=2))
    InboxEvent.objects.using(there).create(event_id="evt_1", type="x", handled_at=now)
    with pytest.raises(MoveStopped, match="evt_1 was heard, and where they are it was not"):
        _move().run()
    assert _books(HERE) == library
    assert _books(there) == []
    InboxEvent.objects.using(HERE).create(event_id="evt_1", type="x", handled_at=now)
    assert _move().run() == 5


def test_what_is_heard_there_while_the_goods_are_written_takes_the_copy_away(library, there):
    def hear(point: str) -> None:
        if "not yet" in point:
            InboxEvent.objects.using(there).create(event_id=new_id("evt"), type="x", handled_at=clock.now())

    with crashes.watched(hear), pytest.raises(MoveStopped, match="was heard"):
        _move().run()
    assert (_books(HERE), _books(there)) == (library, [])


def test_both_must_have_heard_the_same_of_a_shop(library, there, shop):
    row = KnownShop.objects.get()
    KnownShop.objects.using(there).create(
        shop_id=row.pk, owner_id=row.owner_id, slug=row.slug, name=row.name, is_approved=False
    )
    with pytest.raises(MoveStopped, match="not heard the same of the shop Kiln & Wool"):
        _move().run()
    assert _books(HERE) == library


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ({"slug": "book-3"}, "the address 'book-3'"),
        ({"seller_slug": "book-3"}, "are both 'book-3' of the shop"),
        ({"sku": "B3-hard"}, "the SKU 'B3-hard'"),
    ],
)
def test_what_has_taken_its_place_is_named_before_anything_is_moved(library, there, edits, told):
    row = Product.objects.get(slug="lamp")
    shop = KnownShop.objects.get()
    KnownShop.objects.using(there).create(
        shop_id=shop.pk, owner_id=shop.owner_id, slug=shop.slug, name=shop.name, is_approved=True
    )
    fields = {"product_id": "prd_book_1", "slug": "s", "seller_slug": "s", "product_type": "book"}
    same = {name: getattr(row, name) for name in ("shop_id", "title", "status", "created_at", "changed_at")}
    wanted = {name: value for name, value in edits.items() if name != "sku"}
    Product.objects.using(there).create(**(same | fields | wanted))
    Variation.objects.using(there).create(
        variation_id="var_book_1", product_id="prd_book_1", position=0, sku=edits.get("sku", "S"), price_minor=1,
        currency="USD", shop_id=shop.pk, shop_name="x", product_slug="s", title="x", is_sellable=True,
    )  # fmt: skip
    with pytest.raises(MoveStopped, match=told):
        _move().run()
    assert _books(HERE) == library


def test_they_come_back_as_they_went(library, there):
    before = prints_of(goods_in(HERE, library))
    _move().run()
    assert Move("book", there, HERE, "").run() == 5
    assert prints_of(goods_in(HERE, library)) == before
    assert _count(HERE) == EVERYTHING
    assert _books(there) == []
    assert not Signpost.objects.exists()
    assert set(Signpost.objects.using(there).values_list("kept_as", flat=True)) == {""}
    assert auditing.violations() == []


def test_nothing_is_told_again_for_having_moved(library, there):
    retelling.tell_changed_types()
    _move().run()
    kept = DoneCall.objects.using(there).get(key="type:book")
    assert kept.answer == DoneCall.objects.get(key="type:book").answer


def test_where_the_two_remember_other_rules_the_type_is_told_again(library, there):
    retelling.tell_changed_types()
    DoneCall.objects.using(there).create(key="type:book", answer="other rules", done_at=clock.now())
    _move().run()
    kept = DoneCall.objects.using(there).get(key="type:book")
    assert kept.answer not in ("other rules", DoneCall.objects.get(key="type:book").answer)


def test_a_file_that_saw_a_book_here_makes_no_second_one_when_it_has_moved(library, there, shop, monkeypatch):
    """It was looked up, it moved, and then it is saved."""
    standing = Product.objects.select_related("category").get(slug="book-0")
    draft = drafts.CheckedDraft(_draft_of(standing), standing.images, stands_as="book")
    _move().run()
    monkeypatch.setattr(placing, "share_of_kind", lambda house, kind: kind)
    with pytest.raises(Unavailable, match="just being moved"), changes(HERE):
        placing.Placing([draft]).place(draft)
    assert _books(HERE) == []


def _draft_of(product: Product):
    offers = [type("Seen", (), {"slug": product.seller_slug})()]
    return standing_of(product.shop_id, offers)[product.seller_slug].draft()


def test_what_reads_differently_where_it_was_written_is_not_taken_away(library, there, monkeypatch):
    def mangle(goods, target, *, but):
        put_goods(goods, target, but=but)
        Variation.objects.using(target).update(price_minor=1)

    put_goods = moving.put_goods
    monkeypatch.setattr(moving, "put_goods", mangle)
    with pytest.raises(MoveStopped, match="does not read the same"):
        _move().run()
    assert (_books(HERE), _books(there)) == (library, [])
