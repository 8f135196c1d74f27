"""Imports: a seller's file is taken product by product, whatever happens in between."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from souk.contracts.inventory.calls import Inventory, Stocktaking
from souk.contracts.products.calls import CategoryDraft
from souk.contracts.products.calls.shelves import ImportNotFound, TooManyImports
from souk.kernel import clock
from souk.services.products.models import (
    Category,
    Import,
    ImportOffer,
    ImportPiece,
    ImportRemark,
    Product,
    Variation,
)
from souk.services.products.service import ShelvesService
from souk.services.products.use_cases import imports
from souk.vocabulary.problems import Invalid
from tests.fakes.inventory import FakeInventory

HEADER = "Handle,Title,Type,Variant SKU,Variant Price,Variant Inventory Qty"


def file_of(count: int, *more: str) -> bytes:
    rows = [f"thing-{n},Thing {n},Lamps,T-{n},{n + 1}.00,3" for n in range(count)]
    return "\n".join([HEADER, *rows, *more]).encode()


@pytest.fixture(autouse=True)
def inventory(neighbours) -> FakeInventory:
    return neighbours.replace(Stocktaking, neighbours.replace(Inventory, FakeInventory()))


@pytest.fixture
def shelves() -> ShelvesService:
    return ShelvesService()


@pytest.fixture
def begin(shelves, shop):
    def beginning(content: bytes, key: str = "k", shop_id: str = shop.shop_id):
        return shelves.begin_import(key=key, shop_id=shop_id, file_name="goods.csv", content=content)

    return beginning


@pytest.fixture
def state(shelves, shop):
    def asked(begun):
        return shelves.import_report(shop_id=shop.shop_id, import_id=begun.import_id).state

    return asked


@pytest.fixture
def passing_time():
    """`passing_time(60)`: a minute later, until the test ends."""
    with ExitStack() as later:
        yield lambda seconds: later.enter_context(clock.shifted(seconds))


def work_all() -> None:
    while imports.work_off(seconds=30):
        pass


def sums(row) -> int:
    return row.created + row.updated + row.unchanged + row.refused


def test_a_file_waits_is_worked_off_and_says_what_became_of_it(begin, state, shelves, shop):
    begun = begin(file_of(45, "thing-x,No price,Lamps,X,,1", ",,,,5.00,"))
    assert (begun.status, begun.total, begun.source) == ("waiting", None, "Shopify product CSV")
    assert Product.objects.count() == 0
    work_all()
    done = state(begun)
    assert (done.status, done.total, done.done) == ("done", 47, 47)
    assert (done.created, done.updated, done.unchanged, done.refused) == (45, 0, 0, 2)
    assert done.finished_at is not None
    assert Product.objects.count() == 45
    report = shelves.import_report(shop_id=shop.shop_id, import_id=begun.import_id)
    refused = [remark for remark in report.remarks.items if remark.is_refused]
    assert [(remark.line, remark.text) for remark in refused] == [
        (47, "the variant has no price"),
        (48, "the row has neither a handle nor a title"),
    ]
    assert ImportPiece.objects.count() == ImportOffer.objects.count() == 0


def test_the_progress_is_seen_on_the_way(begin, state):
    begun = begin(file_of(50))
    imports.work_off(seconds=0)
    assert (state(begun).status, state(begun).total, state(begun).done) == ("working", 50, 0)
    imports.work_off(seconds=0)
    assert (state(begun).done, state(begun).created) == (imports.AT_ONCE, imports.AT_ONCE)
    assert Product.objects.count() == imports.AT_ONCE


def test_again_it_is_unchanged_and_a_changed_line_is_the_only_one_updated(begin, state):
    begin(file_of(5))
    work_all()
    again = begin(file_of(5), "again")
    work_all()
    assert (state(again).unchanged, state(again).updated) == (5, 0)
    third = begin(file_of(5).replace(b"T-2,3.00", b"T-2,9.00"), "third")
    work_all()
    assert (state(third).unchanged, state(third).updated) == (4, 1)
    assert Variation.objects.get(sku="T-2").price_minor == 900


def test_the_same_call_again_begins_nothing_new(begin):
    assert begin(file_of(2)).import_id == begin(file_of(2)).import_id
    assert Import.objects.count() == 1


def test_who_dies_in_the_middle_leaves_a_whole_batch_or_none_and_another_goes_on(begin, state, monkeypatch):
    begun = begin(file_of(45))
    imports.work_off(seconds=0)

    class Died(BaseException):
        pass

    def dies(self, taken):
        write(self, taken)
        raise Died

    write = imports._Ledger.write
    with monkeypatch.context() as patch:
        patch.setattr(imports._Ledger, "write", dies)
        with pytest.raises(Died):
            imports.work_off(seconds=30)
    assert (Product.objects.count(), state(begun).done) == (0, 0)
    work_all()
    assert (state(begun).status, state(begun).created, Product.objects.count()) == ("done", 45, 45)


def test_two_who_work_at_once_count_every_product_once(begin, state):
    begun = begin(file_of(30))
    imports.work_off(seconds=0)
    late = Import.objects.get(import_id=begun.import_id)  # as another process saw it before
    imports.work_off(seconds=0)
    imports._take_some(late)
    assert state(begun).done == imports.AT_ONCE == sums(state(begun))
    fresh = Import.objects.get(import_id=begun.import_id)
    imports._read(late)
    work_all()
    assert fresh.total == 30
    assert (state(begun).created, state(begun).done) == (30, 30)
    assert ImportRemark.objects.filter(is_refused=True).count() == 0


def test_what_falls_over_is_tried_again_and_given_up_at_last(begin, state, monkeypatch, passing_time):
    begun = begin(file_of(3))
    imports.work_off(seconds=0)

    def falls(row):
        raise RuntimeError("oh")

    monkeypatch.setattr(imports, "_take_some", falls)
    for _ in range(imports.GIVE_UP_AFTER):
        work_all()
        passing_time(60)
    assert state(begun).status == "failed"
    assert "fell over" in state(begun).problem
    assert ImportOffer.objects.count() == 0


def test_what_waits_for_a_day_is_given_up(begin, state, passing_time):
    begun = begin(file_of(3))
    passing_time(25 * 3600)
    work_all()
    assert state(begun).status == "failed"
    assert Product.objects.count() == 0


def test_only_categories_that_there_are_are_used(begin, state, products, shelves, shop):
    products.save_categories(key="c", drafts=[CategoryDraft(slug="lamps", name="Lamps")])
    begun = begin(file_of(1, "rug,Rug,Rugs,R,5.00,1"))
    work_all()
    slugs = {p.seller_slug: p.category and p.category.slug for p in Product.objects.all()}
    assert slugs == {"thing-0": "lamps", "rug": None}
    assert {c.slug for c in products.categories()} == {"lamps"}
    remarks = shelves.import_report(shop_id=shop.shop_id, import_id=begun.import_id).remarks.items
    assert [(r.line, r.is_refused) for r in remarks] == [(3, False)]
    assert "rugs" in remarks[0].text


def test_what_lands_in_no_category_goes_where_its_type_goes_and_that_is_said_once(
    begin, products, shelves, shop
):
    products.save_categories(key="c", drafts=[CategoryDraft(slug="clothing", name="Clothing")])
    rows = [f"tee-{n},Tee {n},T-Shirts,TEE-{n},5.00,1" for n in range(45)]
    begun = begin("\n".join([HEADER, *rows]).encode())
    work_all()
    assert {p.category and p.category.slug for p in Product.objects.all()} == {"clothing"}
    remarks = shelves.import_report(shop_id=shop.shop_id, import_id=begun.import_id).remarks.items
    assert [(r.line, r.text) for r in remarks] == [
        (2, "there is no category 't-shirts' here, so what is of it was put into 'clothing'")
    ]


def test_a_product_that_its_owner_put_somewhere_stays_there(begin, save, products):
    drafts = [CategoryDraft(slug=slug, name=slug.title()) for slug in ("clothing", "tops")]
    products.save_categories(key="c", drafts=drafts)
    begin(file_of(0, "tee,Tee,T-Shirts,TEE,5.00,1"))
    work_all()
    Product.objects.update(category_id=Category.objects.get(slug="tops").id)
    begin(file_of(0, "tee,Tee,T-Shirts,TEE,6.00,1"), "again")
    work_all()
    assert Product.objects.get().category.slug == "tops"


def test_a_price_list_changes_prices_and_leaves_the_rest(begin, save, tee, state, products):
    picture = {"url": "https://pictures.example/tee.jpg", "alt": "Tee", "option_value": "Blue"}
    save(tee(images=[picture], status="draft"))
    rows = ["tee,The Tee,Colour,Blue,Size,M,TEE-BL-M,11.00", "tee,,,Blue,,XL,TEE-BL-XL,12.00", "tee,,,Red,,M,TEE-RE-M,13.00", "tee,,,Red,,XL,TEE-RE-XL,14.00"]  # fmt: skip
    header = "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price"
    begun = begin("\n".join([header, *rows]).encode())
    work_all()
    assert state(begun).updated == 1
    product = Product.objects.get()
    assert (product.product_type, product.status, len(product.images)) == ("clothes", "draft", 1)
    assert product.attributes["material"] == "cotton"
    assert "Soft" in product.description_html
    assert sorted(Variation.objects.values_list("price_minor", flat=True)) == [1100, 1200, 1300, 1400]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\x00", b"a,b\n1,2\n", b"%PDF-1.7"])
def test_a_file_of_another_kind_is_refused_at_once(begin, content):
    with pytest.raises(Invalid) as refused:
        begin(content)
    assert refused.value.errors[0].pointer == "/file"
    assert Import.objects.count() == 0


def test_a_file_that_is_too_large_is_refused_at_once(begin, monkeypatch):
    monkeypatch.setattr(imports, "LARGEST_FILE", 100)
    with pytest.raises(Invalid) as refused:
        begin(file_of(50))
    assert refused.value.errors[0].code == "too_large"


def test_a_shop_has_few_files_waiting_at_a_time(begin, shops):
    for n in range(imports.MOST_WAITING):
        begin(file_of(1), f"k{n}")
    with pytest.raises(TooManyImports):
        begin(file_of(1), "one more")
    other = shops.open("other", "Other", owner_id="usr_else")
    assert begin(file_of(1), "k", other.shop_id).status == "waiting"


def test_another_shops_import_is_not_found(begin, shelves, shops):
    begun = begin(file_of(1))
    other = shops.open("other", "Other", owner_id="usr_else")
    for import_id in (begun.import_id, "imp_none"):
        with pytest.raises(ImportNotFound):
            shelves.import_report(shop_id=other.shop_id, import_id=import_id)
    assert shelves.imports(shop_id=other.shop_id).items == []


def test_the_history_comes_in_pages_newest_first_and_is_forgotten_at_last(begin, shelves, shop, passing_time):
    ids = []
    for n in range(3):
        ids.append(begin(file_of(1), f"k{n}").import_id)
        work_all()
    first = shelves.imports(shop_id=shop.shop_id, limit=2)
    assert [each.import_id for each in first.items] == [ids[2], ids[1]]
    rest = shelves.imports(shop_id=shop.shop_id, limit=2, cursor=first.next)
    assert [each.import_id for each in rest.items] == [ids[0]]
    passing_time(200 * 86_400)
    imports.forget_old_imports()
    assert shelves.imports(shop_id=shop.shop_id).items == []


def test_remarks_come_in_pages_by_line(begin, shelves, shop):
    begun = begin(file_of(0, *(f"bad-{n},Bad {n},,B{n},,1" for n in range(30))))
    work_all()
    seen, cursor = [], None
    while True:
        page = shelves.import_report(
            shop_id=shop.shop_id, import_id=begun.import_id, cursor=cursor, limit=7
        ).remarks
        seen += [remark.line for remark in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == list(range(2, 32))


def test_a_file_of_thousands_of_variants_is_taken(begin, state):
    rows = [
        f"shirt-{n},{'Shirt ' + str(n) if size == 'S' else ''},,S-{n}-{size},20.00,1,Size,{size}"
        for n in range(300)
        for size in ("S", "M", "L", "XL", "XXL")
    ]
    content = "\n".join([f"{HEADER},Option1 Name,Option1 Value", *rows]).encode()
    begun = begin(content)
    work_all()
    assert (state(begun).created, Variation.objects.count()) == (300, 1500)
