"""Many products at once: each changed or refused on its own, once, however often it is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.contracts.inventory.calls import Inventory, Stocktaking
from souk.contracts.products.calls import CategoryDraft, ProductNotFound
from souk.contracts.products.calls.shelves import BulkEdit, CompareMove, PriceMove, StockMove
from souk.services.products.models import Product, Variation
from souk.services.products.rules.price_moves import ending_in, moved
from souk.services.products.service import ShelvesService
from souk.vocabulary.problems import Invalid
from tests.fakes.inventory import FakeInventory
from tests.services.products.conftest import variation


@pytest.fixture(autouse=True)
def inventory(neighbours) -> FakeInventory:
    return neighbours.replace(Stocktaking, neighbours.replace(Inventory, FakeInventory()))


@pytest.fixture
def shelves() -> ShelvesService:
    return ShelvesService()


@pytest.fixture
def three(save, tee):
    """Three products of one variation each: 10.00, 20.00 and 30.00."""
    saved = save(
        *(
            tee(slug=f"p{n}", title=f"P{n}", options=[], variations=[variation(f"S{n}", price=f"{n}0.00")])
            for n in (1, 2, 3)
        )
    )
    return [one.product_id for one in saved]


@pytest.fixture
def change(shelves, shop):
    def changing(product_ids, key="k", **edit):
        return shelves.change_many(
            key=key, shop_id=shop.shop_id, product_ids=product_ids, edit=BulkEdit(**edit)
        )

    return changing


def prices():
    return dict(Variation.objects.values_list("sku", "price_minor"))


def test_prices_fall_by_a_tenth_and_end_in_99(change, three):
    outcomes = change(three, price=PriceMove(kind="percent", value=-1000, ending=99))
    assert [each.outcome for each in outcomes] == ["changed"] * 3
    assert prices() == {"S1": 899, "S2": 1799, "S3": 2699}


def test_the_price_until_now_becomes_the_price_before(change, three, products):
    change(three, price=PriceMove(kind="percent", value=-2000), compare_at=CompareMove(kind="price_now"))
    shown = products.product(id_or_slug="p2").variations[0]
    assert (shown.price.amount, shown.compare_at_price.amount) == ("16.00", "20.00")
    change(three, "l", compare_at=CompareMove(kind="clear"))
    assert products.product(id_or_slug="p2").variations[0].compare_at_price is None


def test_a_price_before_that_is_no_longer_higher_is_left_out(change, three, products):
    change(three, compare_at=CompareMove(kind="set", value=4000))
    change(three, "l", price=PriceMove(kind="set", value=4500))
    assert products.product(id_or_slug="p1").variations[0].compare_at_price is None


def test_what_would_cost_nothing_is_refused_and_the_others_are_changed(change, three, told):
    said = len(told())
    outcomes = change(three, price=PriceMove(kind="amount", value=-1500))
    assert [each.outcome for each in outcomes] == ["refused", "changed", "changed"]
    assert "S1" in outcomes[0].refusal
    assert prices() == {"S1": 1000, "S2": 500, "S3": 1500}
    assert len(told()) == said + 2


def test_asked_twice_it_is_done_once(change, three, told):
    first = change(three, price=PriceMove(kind="percent", value=1000))
    said = len(told())
    assert change(three, price=PriceMove(kind="percent", value=1000)) == first
    assert prices() == {"S1": 1100, "S2": 2200, "S3": 3300}
    assert len(told()) == said


def test_drafts_leave_the_street_and_come_back(change, three, products, told):
    change(three[:2], status="draft")
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug="p1")
    assert not products.for_sale(variation_ids=list(Variation.objects.filter(sku="S1").values_list("pk", flat=True)))[0].is_sellable  # fmt: skip
    assert told()[-1][1]["status"] == "draft"
    change(three[:2], "l", status="published")
    assert products.product(id_or_slug="p1").title == "P1"
    outcomes = change(three, "m", status="published")
    assert [each.outcome for each in outcomes] == ["unchanged"] * 3


def test_a_category_is_given_and_taken(change, three, products):
    products.save_categories(key="c", drafts=[CategoryDraft(slug="lamps", name="Lamps")])
    change(three, category_slug="lamps")
    assert products.product(id_or_slug="p3").category.slug == "lamps"
    change(three, "l", category_slug="")
    assert products.product(id_or_slug="p3").category is None
    with pytest.raises(Invalid):
        change(three, "m", category_slug="nowhere")


def test_another_shops_products_are_not_found_and_not_touched(change, three, shops, shelves):
    other = shops.open("other", "Other", owner_id="usr_else")
    outcomes = shelves.change_many(
        key="k", shop_id=other.shop_id, product_ids=[*three, "prd_none"], edit=BulkEdit(status="draft")
    )
    assert {each.outcome for each in outcomes} == {"not_found"}
    assert all(not each.title for each in outcomes)
    assert Product.objects.filter(status="draft").count() == 0


@pytest.mark.parametrize(
    "edit",
    [
        {},
        {"price": PriceMove(kind="percent", value=-10_000)},
        {"price": PriceMove(kind="set", value=0)},
        {"stock": StockMove(kind="set", value=-1)},
    ],
)
def test_nonsense_is_refused_before_anything_is_changed(change, three, edit):
    with pytest.raises(Invalid):
        change(three, **edit)
    assert prices() == {"S1": 1000, "S2": 2000, "S3": 3000}


def test_stock_is_counted_by_inventory_and_its_refusals_are_said(change, three, inventory):
    ids = dict(Variation.objects.values_list("sku", "variation_id"))
    inventory.stock({ids["S1"]: 5, ids["S2"]: 8})
    outcomes = change(three, stock=StockMove(kind="set", value=6))
    assert [each.outcome for each in outcomes] == ["changed", "changed", "refused"]
    assert "not met it yet" in outcomes[2].refusal
    assert (inventory.available(ids["S1"]), inventory.available(ids["S2"])) == (6, 6)
    change(three[:2], "l", stock=StockMove(kind="add", value=-2))
    assert (inventory.available(ids["S1"]), inventory.available(ids["S2"])) == (4, 4)


def test_more_than_there_is_is_not_taken_away_and_it_is_said_how_many_there_are(change, three, inventory):
    ids = dict(Variation.objects.values_list("sku", "variation_id"))
    inventory.stock({ids["S1"]: 3, ids["S2"]: 12, ids["S3"]: 0})
    for _ in range(
        2
    ):  # asked again, nothing is taken twice, and what was done is no refusal now that fewer are there
        outcomes = change(three, stock=StockMove(kind="add", value=-8))
        assert [each.outcome for each in outcomes] == ["refused", "changed", "refused"]
        assert outcomes[0].refusal == "Only 3 are on hand, so 8 cannot be taken away."
        assert outcomes[2].refusal == "None are on hand, so 8 cannot be taken away."
        assert [inventory.available(ids[f"S{n}"]) for n in (1, 2, 3)] == [3, 4, 0]


def test_of_several_variations_it_is_said_which_ones_have_too_few(change, save, tee, inventory):
    kinds = {"S": ("Blue", "M"), "M": ("Red", "M"), "L": ("Blue", "XL")}
    drafts = [variation(f"T-{n}", {"Colour": colour, "Size": size}) for n, (colour, size) in kinds.items()]
    saved = save(tee(variations=drafts))[0]
    ids = dict(Variation.objects.values_list("sku", "variation_id"))
    inventory.stock({ids["T-S"]: 1, ids["T-M"]: 9, ids["T-L"]: 2_000})
    outcome = change([saved.product_id], stock=StockMove(kind="add", value=-5))[0]
    assert outcome.outcome == "refused"
    assert outcome.refusal == (
        "T-S: Only 1 is on hand, so 5 cannot be taken away. The rest of it is changed."
    )
    outcome = change([saved.product_id], "l", stock=StockMove(kind="add", value=999_000))[0]
    assert "T-L: No more than 1,000,000 can be on hand." in outcome.refusal
    assert [inventory.available(ids[f"T-{size}"]) for size in "SML"] == [999_001, 999_004, 1_995]


def test_while_inventory_is_away_the_rest_is_changed_and_the_stock_can_be_tried_again(
    change, three, inventory
):
    ids = dict(Variation.objects.values_list("sku", "variation_id"))
    inventory.stock(dict.fromkeys(ids.values(), 5))
    inventory.is_away = True
    edit = {"price": PriceMove(kind="set", value=700), "stock": StockMove(kind="set", value=9)}
    assert {each.outcome for each in change(three, **edit)} == {"refused"}
    assert set(prices().values()) == {700}
    inventory.is_away = False
    assert {each.outcome for each in change(three, **edit)} == {"changed"}
    assert inventory.available(ids["S3"]) == 9


@pytest.mark.parametrize(
    ("edit", "most"),
    [
        (BulkEdit(price=PriceMove(kind="percent", value=500)), 100 + 50),  # a statement for each price
        (BulkEdit(status="draft"), 50),
        (BulkEdit(category_slug="lamps"), 50),
    ],
)
def test_a_hundred_products_take_few_statements(
    shelves, products, shop, save, tee, count_queries, edit, most
):
    products.save_categories(key="c", drafts=[CategoryDraft(slug="lamps", name="Lamps")])
    saved = save(
        *(tee(slug=f"q{n}", title=f"Q{n}", options=[], variations=[variation(f"Q{n}")]) for n in range(100))
    )
    ids = [one.product_id for one in saved]
    with count_queries("products") as queries:
        outcomes = shelves.change_many(key="k", shop_id=shop.shop_id, product_ids=ids, edit=edit)
    assert {each.outcome for each in outcomes} == {"changed"}
    assert len(queries) <= most
    assert set(Product.objects.values_list("revision", "digest")) == {(2, "")}


def test_what_is_put_down_is_what_is_told(change, three, products, told):
    """The rows are changed by the batch, pages and events made from what they then must be."""
    products.save_categories(key="c", drafts=[CategoryDraft(slug="lamps", name="Lamps")])
    change(three[:1], "first", price=PriceMove(kind="set", value=1))
    change(three, status="draft", category_slug="lamps", price=PriceMove(kind="set", value=777))
    rows = Product.objects.order_by("pk").values_list("pk", "revision", "status", "category__slug")
    said = {each["product_id"]: each for _, each in told()}
    assert [
        (pk, said[pk]["revision"], said[pk]["status"], said[pk]["category_path"]) for pk in three
    ] == list(rows)
    assert [revision for _, revision, *_ in rows] == [3, 2, 2]
    assert set(Variation.objects.values_list("price_minor", "is_sellable")) == {(777, False)}


@given(st.integers(1, 10**9), st.integers(0, 99))
def test_an_ending_is_the_nearest_above_zero(price, ending):
    found = ending_in(price, ending, 100)
    assert found > 0
    assert found % 100 == ending
    assert abs(found - price) <= (50 if price >= 50 else 100)


@given(st.integers(1, 10**9), st.integers(-9_999, 100_000))
def test_a_percentage_is_rounded_to_the_nearest_unit(price, hundredths):
    after = moved(price, PriceMove(kind="percent", value=hundredths), 100)
    exact = price * (10_000 + hundredths)
    assert abs(after * 10_000 - exact) <= 5_000
