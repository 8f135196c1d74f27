"""Home, explore, product, shops: what a visitor sees, and what stays when a neighbour rests."""

from __future__ import annotations

import json
import re

import pytest
import web_fake_catalogue

from souk.contracts.products.calls import Option, OptionValue
from souk.services.web.use_cases import shelves


def test_the_home_page_shows_arrivals_categories_and_shops(browser):
    text = browser.get("/").content.decode()
    assert text.count("<h1") == 1
    for expected in (
        "Our latest arrivals",
        "Product 0",
        "Clothes",
        "Dune &amp; Thread",
        'lang="en"',
        "canonical",
    ):
        assert expected in text


def ways(browser) -> list[str]:
    """Where the footer of any page leads."""
    footer = browser.get("/support").content.decode().partition("<footer")[2]
    return re.findall(r'"/explore/([a-z-]+)"', footer)


def test_nobody_is_led_to_a_category_that_is_empty(browser, street):
    assert ways(browser) == ["clothes", "jackets"]
    assert 'href="/explore/books"' not in browser.get("/").content.decode()
    assert browser.get("/explore/books").status_code == 200, "its page is there all the same"
    assert [said["query"].limit for _, said in street.search.calls].count(1) == 1, "it is asked now and then"


def test_where_nobody_says_which_categories_are_empty_all_are_shown(browser, street):
    street.search.filled_categories = []
    assert ways(browser) == ["clothes", "books", "jackets"]
    shelves.forget_categories()
    street.search.is_away = True
    assert ways(browser) == ["clothes", "books", "jackets"]


def test_the_home_page_stands_while_everybody_rests(browser, street):
    street.everybody_rests()
    answer = browser.get("/")
    assert answer.status_code == 200
    assert "shutters" in answer.content.decode()


def test_explore_lists_products_with_filters_and_a_way_to_more(browser):
    text = browser.get("/explore").content.decode()
    assert text.count('class="card"') == 24
    assert "Showing 24 of 30 products" in text
    assert 'name="colour" value="Tan"' in text
    assert "#DF9166" in text
    assert "/explore?cursor=more" in text


def test_more_products_come_as_a_part_with_javascript_and_as_a_page_without(browser):
    page = browser.get("/explore?cursor=more").content.decode()
    part = browser.get("/explore?cursor=more&part=cards", headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page
    assert "<html" not in part
    assert page.count('class="card"') == part.count('class="card"') == 6


def test_filters_reach_search_as_one_query(browser, street):
    browser.get(
        "/explore?category=jackets&colour=Tan&colour=Blue&size=XL&author=Ada&min_price=19.99&max_price=50&in_stock=yes&sort=-price"
    )
    _, asked = street.search.last
    query = asked["query"]
    assert query.categories == ["jackets"]
    assert query.options == {"colour": ["Tan", "Blue"], "size": ["XL"]}
    assert query.attributes == {"author": ["Ada"]}
    assert (query.min_price, query.max_price, query.in_stock, query.sort) == (1999, 5000, True, "-price")


@pytest.mark.parametrize("address", ["/explore", "/explore?in_stock=yes", "/explore?in_stock=true"])
def test_what_is_in_stock_has_one_tick(browser, address):
    text = browser.get(address).content.decode()
    assert text.count('name="in_stock"') - text.count('type="hidden" name="in_stock"') == 1
    assert "Availability" not in text
    assert text.count('class="pill"') == ("in_stock" in address)


def test_a_chosen_filter_can_be_taken_back_one_at_a_time(browser):
    text = browser.get("/explore?colour=Tan&size=XL").content.decode()
    assert 'class="pill" href="/explore?size=XL"' in text
    assert 'class="pill" href="/explore?colour=Tan"' in text


@pytest.mark.parametrize(
    "query",
    [
        "cursor=rubbish",
        "sort=sideways",
        "min_price=-1",
        "min_price=free",
        "max_price=1e99",
        "min_price=NaN",
        "x" * 60 + "=1",
        "search=" + "a" * 900,
    ],
)
def test_an_address_that_makes_no_sense_still_shows_products(browser, query):
    assert browser.get(f"/explore?{query}").status_code == 200


def test_too_many_filter_values_are_cut_instead_of_failing(browser):
    assert browser.get("/explore?" + "&".join(f"category=c{n}" for n in range(200))).status_code == 200


def test_a_filtered_list_is_not_offered_to_search_engines(browser):
    assert "noindex" in browser.get("/explore?colour=Tan").content.decode()
    assert "noindex" not in browser.get("/explore").content.decode()


def test_explore_says_so_when_search_rests(browser, street):
    street.search.is_away = True
    answer = browser.get("/explore")
    assert answer.status_code == 503
    assert "resting" in answer.content.decode()
    assert answer.headers["Retry-After"]


def test_an_unknown_category_is_not_found_but_helps(browser):
    answer = browser.get("/explore/nothing-here")
    assert answer.status_code == 404
    assert "Explore the street" in answer.content.decode()


def test_a_category_page_narrows_to_its_category(browser, street):
    text = browser.get("/explore/jackets").content.decode()
    assert "<h1>Jackets</h1>" in text
    assert street.search.last[1]["query"].categories == ["jackets"]


def test_a_product_page_shows_the_variation_in_its_address(browser):
    text = browser.get("/products/winter-jacket?variation=var_black_l").content.decode()
    assert "$109.00" in text
    assert "Only 3 left" in text
    assert 'max="3"' in text
    assert text.index("favicon.svg?Black") < text.index("Add to cart")


def test_a_click_on_a_colour_keeps_the_size(browser):
    text = browser.get("/products/winter-jacket?variation=var_tan_l").content.decode()
    assert 'href="/products/winter-jacket?variation=var_black_l"' in text


def test_a_sold_out_variation_cannot_be_put_into_the_cart(browser):
    text = browser.get("/products/winter-jacket?variation=var_tan_xl").content.decode()
    assert "Sold out" in text
    assert 'action="/cart/add"' not in text


def test_what_a_shop_writes_cannot_run_or_break_out(browser):
    text = browser.get("/products/winter-jacket").content.decode()
    assert "alert(1)" not in text
    assert "onclick" not in text
    assert "color:red" not in text
    facts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    product = json.loads(facts[0])
    assert product["@type"] == "Product"
    assert product["name"] == "Winter jacket </script><b>&"
    assert product["offers"][0]["price"] == "99.00"
    assert product["offers"][0]["priceCurrency"] == "USD"


def test_an_unknown_product_is_a_404_and_a_resting_catalogue_a_503(browser, street):
    assert browser.get("/products/no-such-thing").status_code == 404
    street.products.is_away = True
    assert browser.get("/products/winter-jacket").status_code == 503


def test_a_product_page_does_without_its_neighbours_products(browser, street):
    street.search.is_away = True
    answer = browser.get("/products/winter-jacket")
    assert answer.status_code == 200
    assert "More from" not in answer.content.decode()


def test_a_shop_page_shows_its_own_products_only(browser, street):
    assert browser.get("/shops/dune-thread").status_code == 200
    assert street.search.last[1]["query"].shops == ["dune-thread"]
    assert browser.get("/shops/not-there").status_code == 404
    assert browser.get("/shops").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/legal/terms", "/legal/privacy", "/legal/shipping-and-returns", "/legal/imprint", "/legal/accessibility", "/about",
     "/support", "/size-guide", "/sign-in", "/sign-up", "/forgot", "/track", "/newsletter", "/cart"],
)  # fmt: skip
def test_every_plain_page_has_a_title_a_description_one_heading_and_no_inline_code(browser, path):
    answer = browser.get(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall(r"<title>[^<]{4,70}</title>", text)) == 1
    assert re.search(r'<meta name="description" content="[^"]{50,}"', text)
    assert text.count("<h1") == 1
    assert " style=" not in text
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*(src=|ld\+json))", text)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_an_unknown_legal_page_is_not_found(browser):
    assert browser.get("/legal/nothing").status_code == 404


def test_robots_and_sitemap_name_what_may_be_found(browser, street):
    assert "Sitemap: http" in browser.get("/robots.txt").content.decode()
    sitemap = browser.get("/sitemap.xml").content.decode()
    for path in ("/explore/jackets", "/shops/dune-thread", "/products/product-29", "/legal/terms"):
        assert path in sitemap
    street.everybody_rests()
    assert browser.get("/sitemap.xml").status_code == 200


def test_a_page_answers_only_the_methods_it_has(browser):
    answer = browser.post("/explore")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert browser.head("/explore").status_code == 200


def test_the_address_of_a_filtered_list_leaves_out_what_was_left_empty(browser):
    query = "sort=relevance&type=&colour=Tan&min_price=&max_price="
    answer = browser.get(f"/explore?{query}", headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == "/explore?colour=Tan"


def test_a_categorys_page_is_the_first_tick_of_a_search_through_everything(browser):
    text = browser.get("/explore/jackets").content.decode()
    assert 'id="filters" action="/explore"' in text
    assert 'name="category" value="jackets" checked' in text
    assert "/explore?category=jackets&amp;cursor=more" in text


def test_going_back_in_the_history_shows_a_whole_page(browser):
    asked = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    answer = browser.get("/explore?colour=Tan", headers=asked)
    assert "<html" in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


def test_a_type_has_an_address_and_a_section_of_its_own(browser, street):
    answer = browser.get("/laptops?ram_min=16")
    assert answer.status_code == 303
    assert answer["Location"] == "/explore?ram_min=16&type=laptop"
    page = browser.get(answer["Location"]).content.decode()
    assert "<h1>Laptops</h1>" in page
    assert 'name="shelf" value="gaming"' in page
    assert 'name="ram_min"' in page
    assert 'value="16"' in page
    assert "Memory from 16 GB" in page
    _, asked = street.search.last
    assert asked["query"].measures["ram"].low == 16
    assert asked["query"].attributes == {}


@pytest.mark.parametrize("number", ["lots", "-1", "1e9", "nan", "", "9" * 40, "٣"])
def test_a_number_that_is_none_filters_nothing(browser, street, number):
    assert browser.get("/explore", {"type": "laptop", "ram_min": number}).status_code == 200
    _, asked = street.search.last
    assert asked["query"].measures == {}


def test_a_list_of_everything_has_no_types_section(browser):
    page = browser.get("/explore").content.decode()
    assert 'name="shelf"' not in page
    assert "By numbers" not in page


def test_a_page_of_clothes_shows_what_goes_with_them(browser, street):
    page = browser.get("/products/winter-jacket").content.decode()
    asked = [said["query"] for name, said in street.search.calls if name == "products"]
    assert {"goes_with": ["jackets"], "gender": ["men", "unisex"]} in [query.attributes for query in asked]
    assert "Goes well with it" in page


@pytest.mark.parametrize(("count", "is_a_list"), [(40, False), (41, True)])
def test_an_option_of_very_many_values_is_a_list_to_choose_from(browser, street, count, is_a_list):
    sizes = [f"Size {n}" for n in range(count)]
    known = web_fake_catalogue.jacket()
    street.products.product = lambda *, id_or_slug: known.model_copy(
        update={
            "options": [Option(name="size", values=[OptionValue(value=size) for size in sizes])],
            "variations": [
                known.variations[0].model_copy(
                    update={"variation_id": f"var_{n}", "options": {"size": size}, "availability": "in_stock"}
                )
                for n, size in enumerate(sizes)
            ],
        }
    )
    text = browser.get("/products/winter-jacket?variation=var_7").content.decode()
    assert ('<option value="var_7" selected>Size 7</option>' in text) == is_a_list
    assert ('class="chip"' in text) != is_a_list


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("ram_min=abc", "ram_min", "Please write a number"),
        ("ram_min=20&ram_max=10", "ram_min", "The lowest is above the highest."),
        ("min_price=abc", "min_price", "Please write a price"),
        ("min_price=20&max_price=10", "max_price", "The lowest is above the highest."),
    ],
)
def test_a_number_that_is_none_is_said_beside_its_field_and_filters_nothing(
    browser, street, query, field, says
):
    text = browser.get(f"/explore?type=laptop&colour=Tan&{query}").content.decode()
    asked = street.search.last[1]["query"]
    assert (asked.measures, asked.min_price, asked.max_price) == ({}, None, None)
    assert says in text.split(f'id="{field}-fault"')[1][:100]
    assert f'aria-describedby="{field}-fault"' in text
    assert text.count('class="pill"') == 2  # the type and the colour


def test_a_pill_says_a_type_by_its_label(browser):
    pill = browser.get("/explore?type=mobile").content.decode().split('class="pill"')[1]
    assert ">Phone<" in pill[:80]


def test_the_page_of_everything_names_the_types_there_are(browser):
    text = browser.get("/explore").content.decode()
    assert "Everything on the street: books, clothes, laptops and phones from independent shops." in text
