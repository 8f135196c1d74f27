"""Products in the portal: found, made, edited, many at once, in and out as files. Somebody else's are not found."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from web_office import signed_in_as, text_of
from web_portal import lamp, owner, product_of, shop, tee

from souk.services.web.rules import wording

__all__ = ["lamp", "owner", "shop", "tee"]  # its fixtures are ours

LIST = "/portal/products"
PNG = b"\x89PNG and more"


def sheet(**typed):
    """A filled form of a lamp, with what differs."""
    fields = {
        "type": "general", "title": "Lamp", "category": "", "description": "Bright.", "status": "draft", "a-brand": "Kiln",
        "a-tags": "oak, brass", "a-": "height: 30", "v-0-sku": "L-1", "v-0-price": "30.00", "v-0-before": "", "v-0-weight": "900",
        "v-0-barcode": "", "v-0-stock": "4", "do": "save", "token": "key_1",
    }  # fmt: skip
    return {name: value for name, value in (fields | typed).items() if value is not None}


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


# The list


def test_large_numbers_have_separators(owner, street, lamp):
    street.inventory.products = {lamp: ["v1"]}
    street.inventory.stock({"v1": 49_000})
    assert ">49,000 " in text_of(owner.get(LIST))
    assert wording.pieces(1999, "variation") == "1,999 variations"


def test_the_list_shows_price_stock_and_state_and_can_be_narrowed(owner, street, shop, lamp, tee):
    street.inventory.products = {lamp: ["v1"]}
    street.inventory.stock({"v1": 7})
    page = text_of(owner.get(LIST))
    assert "$30.00" in page
    assert "2 variations" in page
    assert re.search(r'goods__stock number warn">7 ', page)
    assert "Tee" not in text_of(owner.get(f"{LIST}?search=lamp"))
    assert "Nothing like that" in text_of(owner.get(f"{LIST}?status=draft"))


def test_the_list_comes_in_pages_and_asks_few_questions(owner, street, shop):
    for n in range(55):
        street.shelves.put(shop, f"p{n}", f"Product {n}")
    street.shelves.calls.clear()
    page = text_of(owner.get(LIST))
    assert page.count('name="product"') == 50
    assert [name for name, _ in street.shelves.calls].count("shelf") == 1
    more = re.search(r'href="(/portal/products\?cursor=[^"]+)"', page).group(1)
    assert text_of(owner.get(more)).count('name="product"') == 5


def test_while_inventory_rests_the_list_says_it_does_not_know(owner, street, lamp):
    street.inventory.is_away = True
    page = text_of(owner.get(LIST))
    assert "Lamp" in page
    assert ">? <" in page


def test_an_empty_shop_is_led_to_its_first_product(owner):
    assert "Your shelves are empty" in text_of(owner.get(LIST))


# Making and editing one


def test_a_product_is_made_from_what_was_typed(owner, street, shop):
    assert 'href="/portal/products/new?type=book"' in text_of(owner.get(f"{LIST}/new"))
    page = text_of(owner.get(f"{LIST}/new?type=general"))
    answer = owner.post(f"{LIST}/new", sheet(token=hidden(page, "token")))
    made = next(iter(street.shelves.products))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}/{made}")
    product = product_of(street, made)
    assert (product.title, product.status, product.slug) == ("Lamp", "draft", "lamp")
    assert product.attributes == {"brand": "Kiln", "tags": ["oak", "brass"], "height": 30}
    assert product.description_html == "<p>Bright.</p>"
    assert (product.variations[0].price.minor, product.variations[0].weight_grams) == (3000, 900)
    assert street.shelves.products[made][0] == shop


def test_pressing_twice_makes_one_product(owner, street):
    for _ in range(2):
        assert owner.post(f"{LIST}/new", sheet()).status_code == 303
    assert len(street.shelves.products) == 1


def test_a_second_of_the_same_title_gets_an_address_of_its_own(owner, street, lamp):
    owner.post(f"{LIST}/new", sheet())
    assert sorted(product.slug for _, product in street.shelves.products.values()) == ["lamp", "lamp-2"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": " "}, "title"),
        ({"v-0-price": "cheap"}, "v-0-price"),
        ({"v-0-price": ""}, "v-0-price"),
        ({"v-0-sku": ""}, "v-0-sku"),
        ({"v-0-weight": "-1"}, "v-0-weight"),
        ({"a-": "no colon here"}, "a-"),
        ({"type": "book", "a-author": ""}, "a-author"),
        ({"type": "book", "a-author": "A", "a-page_count": "many"}, "a-page_count"),
        ({"o-0-values": "M, L"}, "o-0-name"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_typed_is_lost(owner, street, typed, field):
    answer = owner.post(f"{LIST}/new", sheet(**typed))
    page = text_of(answer)
    assert answer.status_code == 422
    assert "another look" in page
    if field != "o-0-name":
        assert f'id="{field}_error"' in page
    assert "Bright." in page
    assert street.shelves.products == {}


def test_the_faults_are_summed_up_by_the_names_of_their_fields_in_the_order_of_the_page(owner):
    wrong = {"type": "book", "title": "", "a-author": "", "a-page_count": "many", "o-0-values": "M, L", "v-0-price": "x"}  # fmt: skip
    page = text_of(owner.post(f"{LIST}/new", sheet(**wrong, do="save") | {"v-0-o-0": "M"}))
    summary = page[page.index("faults-title") : page.index("</ul>", page.index("faults-title"))]
    assert re.findall(r'href="#([^"]+)">([^<:]+): ', summary) == [
        ("title", "Title"),
        ("a-author", "Author"),
        ("a-page_count", "Pages"),
        ("o-0-name", "Option 1"),
        ("v-0-price", "Price, M"),
    ]


def test_a_refusal_of_products_stands_beside_its_field(owner, street, monkeypatch):
    from souk.vocabulary.problems import invalid

    def refuses(**_):
        raise invalid("/variations/0/sku", "The SKU L-1 belongs to another product of the shop.", "taken")

    monkeypatch.setattr(street.shelves, "put_on_shelf", refuses)
    page = text_of(owner.post(f"{LIST}/new", sheet()))
    assert "belongs to another product" in page
    assert 'id="v-0-sku_error"' in page


def test_the_table_is_made_from_the_options_and_keeps_what_was_typed(owner, street):
    typed = sheet(**{"do": "table", "o-0-name": "Colour", "o-0-values": "Navy #1f2b4d\nRed", "o-1-name": "Size", "o-1-values": "M, L"})  # fmt: skip
    answer = owner.post(f"{LIST}/new", typed)
    page = text_of(answer)
    assert answer.status_code == 200
    choices = re.findall(r'name="v-\d+-o-0" value="([^"]+)"', page)
    assert choices == ["Navy", "Navy", "Red", "Red"]
    assert page.count('value="30.00"') == 4
    assert 'value="L-1-NAVY-M"' in page
    assert street.shelves.products == {}
    assert 'value="LAMP-NAVY-M"' in text_of(owner.post(f"{LIST}/new", typed | {"v-0-sku": ""}))


def test_options_that_changed_without_their_table_are_not_saved_by_accident(owner, street, tee):
    page = text_of(owner.get(f"{LIST}/{tee}"))
    typed = {
        "revision": hidden(page, "revision"), "type": "general", "title": "Tee", "status": "published", "do": "save",
        "o-0-name": "Size", "o-0-values": "S\nM",
    }  # fmt: skip
    for n, size in enumerate(("M", "L")):
        typed |= {f"v-{n}-o-0": size, f"v-{n}-sku": f"TEE-{size}", f"v-{n}-price": "20.00"}
    answer = owner.post(f"{LIST}/{tee}", typed)
    assert answer.status_code == 422
    assert "The options have changed" in text_of(answer)
    assert [each.sku for each in product_of(street, tee).variations] == ["TEE-M", "TEE-L"]


def test_an_edit_is_saved_and_an_older_page_is_told_so(owner, street, lamp):
    page = text_of(owner.get(f"{LIST}/{lamp}"))
    typed = sheet(title="Brass lamp", revision=hidden(page, "revision"), token="a1")
    typed["v-0-sku"] = "LAMP-1"
    assert owner.post(f"{LIST}/{lamp}", typed).status_code == 303
    assert product_of(street, lamp).title == "Brass lamp"
    late = owner.post(f"{LIST}/{lamp}", typed | {"title": "Late lamp", "token": "a2"})
    assert late.status_code == 412
    assert "Somebody else has changed this product" in text_of(late)
    assert "Late lamp" in text_of(late)
    assert product_of(street, lamp).title == "Brass lamp"
    again = typed | {"title": "Late lamp", "token": "a3", "revision": hidden(text_of(late), "revision")}
    assert owner.post(f"{LIST}/{lamp}", again).status_code == 303


def test_a_variation_is_left_out(owner, street, tee):
    page = text_of(owner.get(f"{LIST}/{tee}"))
    typed = {"revision": hidden(page, "revision"), "type": "general", "title": "Tee", "status": "published", "do": "save", "o-0-name": "Size", "o-0-values": "M\nL", "v-1-drop": "yes"}  # fmt: skip
    for n, size in enumerate(("M", "L")):
        typed |= {f"v-{n}-o-0": size, f"v-{n}-sku": f"TEE-{size}", f"v-{n}-price": "20.00"}
    assert owner.post(f"{LIST}/{tee}", typed).status_code == 303
    assert [each.sku for each in product_of(street, tee).variations] == ["TEE-M"]


# Pictures


def upload(owner, product_id, *files):
    sent = {"pictures": [SimpleUploadedFile(name, content) for name, content in files], "token": "t"}
    return owner.post(f"{LIST}/{product_id}/pictures", sent)


def test_several_pictures_are_hung_and_one_that_is_none_is_named(owner, street, lamp):
    answer = upload(owner, lamp, ("a.png", PNG), ("notes.txt", b"hello"), ("b.png", PNG + b"2"))
    assert answer.status_code == 422
    assert "notes.txt: This is not a picture we can read" in text_of(answer)
    assert len(product_of(street, lamp).images) == 2
    assert upload(owner, lamp).status_code == 422


def test_pictures_are_arranged(owner, street, tee):
    upload(owner, tee, ("a.png", PNG), ("b.png", PNG + b"2"), ("c.png", PNG + b"33"))
    first, second, third = (image.url for image in product_of(street, tee).images)
    typed = {
        "revision": product_of(street, tee).revision, "token": "r",
        "p-0-place": "2", "p-0-alt": "From behind", "p-0-of": "L", "p-1-place": "1", "p-1-alt": "", "p-2-drop": "yes",
    }  # fmt: skip
    assert owner.post(f"{LIST}/{tee}/pictures/arrange", typed).status_code == 303
    images = product_of(street, tee).images
    assert [image.url for image in images] == [second, first]
    assert (images[1].alt, images[1].option_value) == ("From behind", "L")
    assert third not in {image.url for image in images}
    assert [each.sku for each in product_of(street, tee).variations] == ["TEE-M", "TEE-L"]
    late = owner.post(f"{LIST}/{tee}/pictures/arrange", typed | {"token": "s"})
    assert late.status_code == 412
    assert len(product_of(street, tee).images) == 2


# Stock


def test_stock_is_counted_as_a_difference_and_a_sale_meanwhile_stays_sold(owner, street, tee):
    large = product_of(street, tee).variations[1].variation_id
    street.inventory.stock({large: 10})
    page = text_of(owner.get(f"{LIST}/{tee}"))
    assert hidden(page, f"seen-{large}") == "10"
    from souk.contracts.inventory.calls import StockLine

    street.inventory.reserve(key="order", lines=[StockLine(variation_id=large, quantity=3)])
    typed = {f"s-{large}": "8", f"seen-{large}": "10", "token": "t"}
    assert owner.post(f"{LIST}/{tee}/stock", typed).status_code == 303
    assert street.inventory.available(large) == 5
    owner.post(f"{LIST}/{tee}/stock", typed)  # the same form again
    assert street.inventory.available(large) == 5


def test_more_than_is_free_cannot_be_missing(owner, street, lamp):
    from souk.contracts.inventory.calls import StockLine

    one = product_of(street, lamp).variations[0].variation_id
    street.inventory.stock({one: 5})
    street.inventory.reserve(key="order", lines=[StockLine(variation_id=one, quantity=4)])
    answer = owner.post(f"{LIST}/{lamp}/stock", {f"s-{one}": "2", f"seen-{one}": "5", "token": "t"})
    assert answer.status_code == 422
    assert f'id="s-{one}_error"' in text_of(answer)
    for nonsense in ("few", "9" * 5000):
        answer = owner.post(f"{LIST}/{lamp}/stock", {f"s-{one}": nonsense, f"seen-{one}": "5"})
        assert answer.status_code == 422


def test_while_inventory_rests_the_rest_of_the_page_works(owner, street, lamp):
    street.inventory.is_away = True
    answer = owner.get(f"{LIST}/{lamp}")
    assert answer.status_code == 200
    assert "The warehouse does not answer" in text_of(answer)


# Deleting


def test_deleting_needs_to_be_sure(owner, street, lamp):
    assert owner.post(f"{LIST}/{lamp}/delete", {"token": "t"}).status_code == 422
    assert lamp in street.shelves.products
    assert owner.post(f"{LIST}/{lamp}/delete", {"token": "t", "sure": "yes"}).headers["Location"] == LIST
    assert lamp not in street.shelves.products


# Somebody else's


def test_somebody_elses_products_and_imports_are_not_found(owner, street):
    other = street.shops._owns("Theirs", slug="theirs", owner_id="usr_other")
    theirs = street.shelves.put(other, "secret", "Secret lamp")
    file = street.shelves.begin_import(
        key="x", shop_id=other, file_name="a.csv", content=b"Title,Variant Price"
    )
    assert owner.get(f"{LIST}/import/{file.import_id}").status_code == 404
    assert owner.get(f"{LIST}/{theirs}").status_code == 404
    deeds = {"": sheet(), "/pictures": {"token": "t"}, "/pictures/arrange": {"revision": "1"}, "/stock": {}, "/delete": {"sure": "yes"}}  # fmt: skip
    for deed, typed in deeds.items():
        assert owner.post(f"{LIST}/{theirs}{deed}", typed).status_code == 404, deed
    owner.post(f"{LIST}/many", {"product": [theirs], "status": "draft", "token": "key_m"})
    product = product_of(street, theirs)
    assert (product.title, product.status, product.revision) == ("Secret lamp", "published", 1)
    assert "Secret" not in text_of(owner.get(LIST))


@pytest.mark.parametrize(
    "path",
    [f"{LIST}/new", f"{LIST}/many", f"{LIST}/import", f"{LIST}/prd_1", f"{LIST}/prd_1/pictures", f"{LIST}/prd_1/stock", f"{LIST}/prd_1/delete"],
)  # fmt: skip
def test_every_deed_is_a_form_with_its_token_and_only_for_owners(street, shop, browser, path):
    assert browser.post(path, {}).headers["Location"].startswith("/sign-in")
    careful = signed_in_as(street, "shop_owner", checks_forms=True)
    assert careful.post(path, sheet()).status_code == 403
