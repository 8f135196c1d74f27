"""The portal in a real Chromium: axe finds nothing, no page scrolls sideways, and products are made without a mouse or a script."""

from __future__ import annotations

import pytest
from test_in_a_browser import chromium, complaints, open_window, site  # noqa: F401 (fixtures)

from tests.browser import suits_everybody

pytestmark = pytest.mark.browser


@pytest.fixture
def owned(street):
    """A shop with a lamp that has a picture and options, a draft, and a file half way through."""
    shop = street.shops._owns("Kiln & Wool", slug="kiln")
    street.users.account = street.users.account.model_copy(update={"roles": ["shopper", "shop_owner"]})
    options = [{"name": "Colour", "values": [{"value": "Navy", "swatch": "#1f2b4d"}, {"value": "Red"}]}]
    variations = [
        {"sku": f"L-{colour}", "options": {"Colour": colour}, "price": {"amount": "30.00", "currency": "USD"}}
        for colour in ("Navy", "Red")
    ]
    lamp = street.shelves.put(shop, "lamp", "Harbour lamp", options=options, variations=variations)
    street.shelves.hang_picture(key="p", shop_id=shop, product_id=lamp, content=b"\x89PNG")
    street.shelves.put(shop, "draft", "A draft with a rather long name, as drafts have", status="draft")
    street.inventory.stock({street.shelves.products[lamp][1].variations[0].variation_id: 4})
    file = street.shelves.begin_import(
        key="f", shop_id=shop, file_name="autumn-goods.csv", content=b"Title,Variant Price"
    ).import_id
    street.shelves.finish(file, done=20, total=50, refused=2)
    return {"lamp": f"/portal/products/{lamp}", "file": f"/portal/products/import/{file}"}


def sign_in(window, site):  # noqa: F811
    window.goto(f"{site}/sign-in")
    window.fill("#id_email", "ada@example.org")
    window.fill("#id_password", "right horse battery")
    window.get_by_role("button", name="Sign in").last.click()
    window.wait_for_url(lambda url: "/sign-in" not in url)


def test_axe_finds_nothing_and_no_page_scrolls_sideways(site, chromium, complaints, owned):  # noqa: F811
    window = open_window(chromium, complaints)
    sign_in(window, site)
    paths = ["", "/products", "/products/new", "/products/new?type=general", "/products/import"]
    for path in [*(f"/portal{path}" for path in paths), owned["lamp"], owned["file"]]:
        window.goto(site + path)
        for fold in window.locator("details.many").all():
            fold.evaluate("each => { each.open = true }")
        suits_everybody(window, path)
    assert complaints == []


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
def test_a_product_with_options_is_made(site, chromium, complaints, owned, street, has_script):  # noqa: F811
    window = open_window(chromium, complaints, width=390, javascript=has_script)
    sign_in(window, site)
    window.goto(f"{site}/portal/products/new?type=general")
    window.fill("#title", "Wool blanket")
    window.fill("#o-0-name", "Size")
    window.fill("#o-0-values", "Cot\nBed")
    window.fill("#v-0-price", "89.00")
    window.fill("#v-0-sku", "BLANKET")
    window.get_by_role("button", name="Make the table").click()
    window.locator("#v-1-sku").wait_for()
    window.fill("#v-1-price", "129.00")
    window.check("input[name=status][value=published]")
    window.get_by_role("button", name="Save", exact=True).last.click()
    window.get_by_text("The product is made").wait_for()
    made = next(p for _, p in street.shelves.products.values() if p.title == "Wool blanket")
    assert [(each.options["Size"], each.price.minor) for each in made.variations] == [
        ("Cot", 8900),
        ("Bed", 12900),
    ]
    assert made.status == "published"


def test_the_progress_of_a_file_moves_by_itself(site, chromium, complaints, owned, street):  # noqa: F811
    window = open_window(chromium, complaints)
    sign_in(window, site)
    window.goto(site + owned["file"])
    window.get_by_role("heading", name="20 of 50").wait_for()
    street.shelves.finish(owned["file"].rsplit("/", 1)[-1], done=50, total=50, refused=2)
    window.get_by_role("heading", name="50 of 50 looked at").wait_for()
    assert complaints == []
