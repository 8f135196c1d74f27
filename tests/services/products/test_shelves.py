"""An owner's shelves: the list, one product in every state, and edits that do not run over each other."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from souk.contracts.products.calls import ProductNotFound
from souk.contracts.products.calls.shelves import ImageLink, ProductChanged, ProductExists
from souk.kernel.ids import new_id
from souk.services.products.models import Product, Variation
from souk.services.products.service import ShelvesService
from souk.vocabulary.pages import BadCursor, write_cursor
from souk.vocabulary.problems import Invalid
from tests.services.products.conftest import variation


@pytest.fixture
def shelves() -> ShelvesService:
    return ShelvesService()


@pytest.fixture
def put(shelves):
    def putting(draft, **more):
        return shelves.put_on_shelf(key=more.pop("key", new_id("key")), draft=draft, **more)

    return putting


@pytest.fixture
def full(save, tee):
    """Four products: two published, two drafts; one of them runs low, one is sold out."""
    for n, (status, stock) in enumerate(
        [("published", 50), ("draft", 50), ("published", 3), ("published", 0)]
    ):
        save(
            tee(slug=f"p{n}", title=f"Product {n}", options=[], status=status, variations=[variation(f"S{n}-A", stock=stock)])
        )  # fmt: skip


def titles(page):
    return [row.title for row in page.items]


def test_the_list_has_drafts_too_newest_first_in_pages(shelves, shop, full):
    first = shelves.shelf(shop_id=shop.shop_id, limit=3)
    assert titles(first) == ["Product 3", "Product 2", "Product 1"]
    rest = shelves.shelf(shop_id=shop.shop_id, limit=3, cursor=first.next)
    assert (titles(rest), rest.next) == (["Product 0"], None)
    row = first.items[1]
    assert (row.status, row.price_from.amount, row.variations, row.product_type) == (
        "published", "25.00", 1, "clothes",
    )  # fmt: skip
    with pytest.raises(BadCursor):
        shelves.shelf(shop_id=shop.shop_id, cursor="nonsense")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"status": "draft"}, ["Product 1"]),
        ({"search": "DUCT 2"}, ["Product 2"]),
        ({"search": "s0-"}, ["Product 0"]),
        ({"search": "%"}, []),
        ({"product_type": "book"}, []),
        ({"stock": "low"}, ["Product 2"]),
        ({"stock": "out"}, ["Product 3"]),
        ({"stock": "in"}, ["Product 1", "Product 0"]),
        ({"stock": "in", "status": "published"}, ["Product 0"]),
    ],
)
def test_the_list_is_narrowed(shelves, shop, full, wanted, found):
    assert titles(shelves.shelf(shop_id=shop.shop_id, **wanted)) == found


def test_the_list_is_in_one_order_whatever_the_ids_name(shelves, shop, full):
    """Goods that were made by a service of their type, and moved into this one, have the type in their ids."""
    for row in Product.objects.filter(title__in=["Product 0", "Product 2"]):
        marked = f"prd_clothes_{row.pk[4:]}"
        Product.objects.filter(pk=row.pk).update(seller_slug="x", slug="x")
        new = Product(
            **{
                field.attname: getattr(row, field.attname)
                for field in Product._meta.concrete_fields
                if not field.generated
            }
        )
        new.pk = marked
        new.save(force_insert=True)
        Variation.objects.filter(product_id=row.pk).update(product_id=marked)
        Product.objects.filter(pk=row.pk).delete()
    found, cursor = [], None
    for _ in range(4):
        page = shelves.shelf(shop_id=shop.shop_id, limit=1, cursor=cursor)
        found, cursor = found + titles(page), page.next
    assert (found, cursor) == (["Product 3", "Product 2", "Product 1", "Product 0"], None)
    assert "Product 0" in shelves.export_part(shop_id=shop.shop_id).text.partition("Product 1")[0]


@pytest.mark.parametrize("cursor", [None, write_cursor("01jd0000000000000000000000")])
def test_a_shelf_is_read_in_the_order_of_an_index(shelves, shop, full, cursor):
    with CaptureQueriesContext(connections["products"]) as asked:
        shelves.shelf(shop_id=shop.shop_id, cursor=cursor)
    question = next(each["sql"] for each in asked if "products_product" in each["sql"])
    with connections["products"].cursor() as database:
        if database.db.vendor == "postgresql":  # which would read so small a table from its beginning
            database.execute("SET LOCAL enable_seqscan = off")
            database.execute("SET LOCAL enable_sort = off")
        if database.db.vendor == "mysql":
            question = question.replace(
                "FROM `products_product`", "FROM `products_product` FORCE INDEX (newest_on_shelf)"
            )
        how = "EXPLAIN QUERY PLAN" if database.db.vendor == "sqlite" else "EXPLAIN"
        database.execute(f"{how} {question}")
        plan = str(database.fetchall())
    assert "newest_on_shelf" in plan, plan
    assert not any(sorted_after in plan for sorted_after in ("TEMP B-TREE", "Sort", "filesort")), plan


def test_what_runs_low_is_found_by_an_index_and_counted_in_one_question(shelves, shop, full, count_queries):
    with count_queries("products") as asked:
        counts = shelves.shelf_counts(shop_id=shop.shop_id)
    assert (counts.published, counts.drafts, counts.low, counts.out) == (3, 1, 1, 1)
    assert len(asked) == 2
    with connections["products"].cursor() as database:
        if database.db.vendor == "sqlite":
            database.execute(f"EXPLAIN QUERY PLAN {asked[1]['sql']}")
            plan = str(database.fetchall())
            assert "fewest_of_shop (shop_id=? AND available<?)" in plan, plan
            assert "SCAN" not in plan.replace("SCAN (subquery", ""), plan


def test_the_list_takes_two_queries_however_long_it_is(shelves, shop, save, tee, count_queries):
    save(*(tee(slug=f"q{n}", title=f"Q{n}", options=[], variations=[variation(f"Q{n}")]) for n in range(60)))
    with count_queries("products") as queries:
        assert len(shelves.shelf(shop_id=shop.shop_id, limit=50).items) == 50
    assert len(queries) == 2


def test_counts_say_what_is_published_and_what_runs_low(shelves, shop, full):
    counts = shelves.shelf_counts(shop_id=shop.shop_id)
    assert (counts.published, counts.drafts, counts.low, counts.out) == (3, 1, 1, 1)


def test_somebody_elses_shelves_are_empty_and_their_products_not_found(shelves, shops, full):
    other = shops.open("other", "Other", owner_id="usr_else")
    assert shelves.shelf(shop_id=other.shop_id).items == []
    theirs = Product.objects.first().product_id
    with pytest.raises(ProductNotFound):
        shelves.on_shelf(shop_id=other.shop_id, product_id=theirs)
    with pytest.raises(ProductNotFound):
        shelves.take_off_shelf(key="k", shop_id=other.shop_id, product_id=theirs)
    with pytest.raises(ProductNotFound):
        shelves.hang_picture(key="k", shop_id=other.shop_id, product_id=theirs, content=b"x")
    assert Product.objects.count() == 4


def test_a_draft_is_put_up_seen_whole_and_published(shelves, shop, products, put, tee):
    saved = put(tee(status="draft"))
    shown = shelves.on_shelf(shop_id=shop.shop_id, product_id=saved.product_id)
    assert (shown.status, shown.title, shown.revision, len(shown.variations)) == ("draft", "The Tee", 1, 4)
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug="tee")
    put(tee(), product_id=saved.product_id, revision=shown.revision)
    assert products.product(id_or_slug="tee").title == "The Tee"


def test_who_saw_an_older_state_is_told_so_and_changes_nothing(put, tee):
    saved = put(tee())
    put(tee(title="Her title"), product_id=saved.product_id, revision=1)
    with pytest.raises(ProductChanged) as refused:
        put(tee(title="His title"), product_id=saved.product_id, revision=1)
    assert refused.value.extra["revision"] == 2
    assert Product.objects.get().title == "Her title"


def test_two_who_save_in_the_same_moment_do_not_both_win(put, tee, monkeypatch):
    """The second has looked before the first wrote: its look is worth nothing in the transaction."""
    from souk.services.products.use_cases import editing

    saved, real = put(tee()), editing.save_one

    def somebody_was_faster(checked, memory=None):
        monkeypatch.setattr(editing, "save_one", real)
        put(tee(title="Her title"), product_id=saved.product_id)
        return real(checked, memory)

    monkeypatch.setattr(editing, "save_one", somebody_was_faster)
    with pytest.raises(ProductChanged):
        put(tee(title="His title"), product_id=saved.product_id, revision=1)
    assert Product.objects.get().title == "Her title"


def test_a_product_that_was_deleted_meanwhile_does_not_come_back(put, tee, shelves, shop, monkeypatch):
    from souk.services.products.use_cases import editing

    saved, real = put(tee()), editing.save_one

    def deleted_first(checked, memory=None):
        shelves.take_off_shelf(key="d", shop_id=shop.shop_id, product_id=saved.product_id)
        return real(checked, memory)

    monkeypatch.setattr(editing, "save_one", deleted_first)
    with pytest.raises(ProductNotFound):
        put(tee(title="Again"), product_id=saved.product_id)
    assert Product.objects.count() == 0


def test_the_same_call_again_makes_no_second_product_and_a_mended_one_is_taken(put, tee):
    with pytest.raises(Invalid):
        put(tee(category_slug="nowhere"), key="k")
    first = put(tee(), key="k")
    assert put(tee(), key="k") == first
    with pytest.raises(ProductExists):
        put(tee(title="Another"), key="l")
    assert Product.objects.count() == 1


def test_pictures_are_reordered_described_tied_and_taken_down(put, tee, shelves, shop):
    links = [
        ImageLink(url=f"https://pictures.example/{n}.jpg", option_value=value)
        for n, value in enumerate(("Blue", "Red"))
    ]
    saved = put(tee(), images=links)
    turned = [links[1].model_copy(update={"alt": "In red"})]
    put(tee(), product_id=saved.product_id, images=turned)
    (image,) = shelves.on_shelf(shop_id=shop.shop_id, product_id=saved.product_id).images
    assert (image.url, image.alt, image.option_value) == (links[1].url, "In red", "Red")
    put(tee(title="Without a word about pictures"), product_id=saved.product_id)
    assert len(Product.objects.get().images) == 1


def test_deleting_twice_by_the_same_call_is_no_problem(put, tee, shelves, shop):
    saved = put(tee())
    for _ in range(2):
        shelves.take_off_shelf(key="d", shop_id=shop.shop_id, product_id=saved.product_id)
    with pytest.raises(ProductNotFound):
        shelves.take_off_shelf(key="e", shop_id=shop.shop_id, product_id=saved.product_id)
    assert Variation.objects.count() == 0


def test_every_type_has_a_form_and_what_it_asks_for_is_enough(shelves):
    forms = {form.name: {field.name: field for field in form.fields} for form in shelves.type_forms()}
    assert {"book", "clothes", "laptop", "mobile", "general"} <= forms.keys()
    assert forms["book"]["author"].is_required
    assert forms["book"]["binding"].kind == "choice"
    assert ("hardcover", "Hardcover") in forms["book"]["binding"].choices
    assert forms["book"]["published_date"].kind == "date"
    assert forms["laptop"]["ram"].kind == "number"
    assert forms["laptop"]["ram"].unit == "GB"
    assert forms["laptop"]["has_wifi"].default == "yes"
    assert forms["laptop"]["ports"].kind == "counts"
    assert forms["mobile"]["rear_cameras"].parts == [("mp", "decimal"), ("type", "text")]
    assert forms["clothes"]["features"].kind == "list"
    assert forms["general"][""].kind == "facts"
