"""The shelves of the demo market: facts that must hold together."""

from __future__ import annotations

from collections import Counter

import pytest

from souk.demo.barcodes import check_digit, ean13, is_ean13, isbn13, slugged
from souk.demo.catalogue import products
from souk.demo.categories import CATEGORIES
from souk.demo.clothes import clothes
from souk.demo.colours import COLOURS
from souk.demo.shelves import marked_down, stock_of
from souk.demo.shops import SHOPS
from souk.services.search.rules.colours import families_of


def _all_variations():
    return [variation for product in products() for variation in product.variations]


def test_the_market_is_as_large_as_promised():
    kinds = Counter(product.product_type for product in products())
    assert len(SHOPS) >= 9
    assert set(kinds) == {"book", "laptop", "mobile", "clothes"}
    assert min(kinds.values()) >= 40
    assert len([product for product in products() if product.is_published]) >= 320
    assert len(_all_variations()) >= 1100


def test_some_products_are_still_drafts_and_some_are_featured():
    assert 3 <= sum(not product.is_published for product in products()) <= 12
    assert sum(product.is_featured for product in products()) >= 8
    assert not any(product.is_featured and not product.is_published for product in products())


def test_slugs_and_skus_are_unique():
    slugs = Counter(product.slug for product in products())
    skus = Counter(variation.sku for variation in _all_variations())
    assert slugs.most_common(1)[0][1] == 1
    assert skus.most_common(1)[0][1] == 1


@pytest.mark.parametrize(
    ("number", "is_good"),
    [("4006381333931", True), ("4006381333932", False), ("400638133393", False), ("40063813339x1", False)],
)
def test_a_check_digit_tells_a_good_number_from_a_misread_one(number, is_good):
    assert is_ean13(number) is is_good


def test_a_well_known_isbn_has_the_check_digit_we_compute():
    assert check_digit("978030640615") == "7"


def test_every_barcode_is_a_valid_and_unique_ean13():
    codes = [variation.barcode for variation in _all_variations() if variation.barcode]
    assert len(codes) > 0.85 * len(_all_variations())
    assert [code for code in codes if not is_ean13(code)] == []
    assert len(set(codes)) == len(codes)


def test_a_book_has_an_isbn_of_its_own_for_each_format():
    for product in products():
        if product.product_type == "book":
            assert product.attributes["isbn"] == product.variations[0].barcode
            assert all(variation.barcode.startswith("9799") for variation in product.variations)


def test_numbers_of_our_own_are_in_the_ranges_kept_for_nobody():
    assert ean13(11, 1).startswith("211")
    assert is_ean13(ean13(11, 1))
    assert isbn13(14, 10).startswith("979914")
    assert is_ean13(isbn13(14, 10))


def test_every_category_in_use_exists_and_the_tree_has_no_loose_branch():
    slugs = {category.slug for category in CATEGORIES}
    seen: set[str] = set()
    for category in CATEGORIES:
        assert category.parent is None or category.parent in seen
        seen.add(category.slug)
    assert {product.category for product in products()} <= slugs
    parents = {category.parent for category in CATEGORIES}
    assert not {product.category for product in products()} & parents


def test_every_shop_has_something_to_sell():
    assert {product.shop for product in products()} == {shop.slug for shop in SHOPS}


def test_each_variation_has_one_listed_value_for_each_option():
    for product in products():
        listed = {option.name: {value.value for value in option.values} for option in product.options}
        for variation in product.variations:
            assert set(variation.options) == set(listed)
            assert all(value in listed[name] for name, value in variation.options.items())


def test_each_option_value_is_on_some_variation():
    for product in products():
        for option in product.options:
            used = {variation.options[option.name] for variation in product.variations}
            assert used == {value.value for value in option.values}, product.slug


def test_no_two_variations_of_a_product_are_the_same():
    for product in products():
        chosen = [tuple(variation.options.items()) for variation in product.variations]
        assert len(set(chosen)) == len(chosen), product.slug


def test_colours_carry_a_swatch():
    colours = [value for product in products() for value in product.colours]
    assert colours
    assert all(value.swatch and value.swatch.startswith("#") for value in colours)


def test_prices_are_positive_and_a_sale_is_cheaper_than_before():
    for variation in _all_variations():
        assert variation.price >= 400
        assert variation.compare_at is None or variation.compare_at > variation.price
        assert variation.weight_grams > 0
    on_sale = sum(variation.compare_at is not None for variation in _all_variations())
    assert 0.05 < on_sale / len(_all_variations()) < 0.35


def test_stock_is_mostly_plenty_sometimes_low_and_now_and_then_nothing():
    stock = [variation.stock for variation in _all_variations()]
    assert stock.count(0) >= 20
    assert sum(1 <= units <= 4 for units in stock) >= 40
    assert sum(8 <= units <= 60 for units in stock) > 0.85 * len(stock)
    assert stock_of("CL-001-WHI-S") == stock_of("CL-001-WHI-S")


def test_a_composition_adds_up_to_a_hundred():
    for product in clothes():
        assert sum(product.attributes["composition"].values()) == 100, product.slug


def test_descriptions_are_each_their_own():
    texts = [product.description for product in products()]
    assert len(set(texts)) == len(texts)
    assert all(text.startswith("<p>") and len(text) > 120 for text in texts)


def test_marking_down_never_gives_goods_away():
    for number in range(300):
        price, before = marked_down(f"thing-{number}", 790)
        assert 100 <= price <= 790
        assert before in (None, 790)


def test_a_slug_keeps_only_plain_letters():
    assert slugged("My Ántonia: Café d'Or!") == "my-antonia-cafe-dor"


def test_shoppers_who_ask_for_a_plain_colour_find_what_shops_call_otherwise():
    assert all(families_of(name, swatch) for name, swatch in COLOURS.items())
    blue = {name for name, swatch in COLOURS.items() if "blue" in families_of(name, swatch)}
    assert blue >= {"navy", "sky", "indigo", "midnight", "teal"}
