"""Any shop's products in the back office over the real houses: listed by shop, put right, and deleted."""

from __future__ import annotations

import csv
import io
import json

import pytest

from souk.contracts.products.calls import CategoryDraft, Products
from souk.contracts.shops.calls import Shops
from souk.kernel.models import OutboxEvent, TrailRow
from souk.kernel.neighbours.asking import ask
from souk.services.products.models import Product, Variation
from souk.services.web.use_cases import shelves
from tests.journeys.stall import lay_out
from tests.street.office import browser_of, text_of

pytestmark = pytest.mark.usefixtures("databases")

LIST = "/office/products"


@pytest.fixture
def lamp():
    shelves.forget_categories()
    ask(Products).save_categories(key="c", drafts=[CategoryDraft(slug="home", name="Home")])
    lay_out([{"slug": "lamp", "stock": 3, "price": "25.00"}, {"slug": "vase", "stock": 1}])
    yield Product.objects.get(seller_slug="lamp")
    shelves.forget_categories()


@pytest.fixture
def told():
    """What the shop's owner is to be told: what of the product, and why."""

    def corrections():
        rows = OutboxEvent.objects.using("products").filter(type="souk.product.corrected.v1").order_by("id")
        facts = [json.loads(row.envelope)["data"] for row in rows]
        return [(one["goods"][0]["what"], one["reason"]) for one in facts]

    return corrections


def path_of(product: Product) -> str:
    return f"{LIST}/{product.shop_id}/{product.product_id}"


def form_of(product: Product, **typed: str) -> dict[str, str]:
    variation = Variation.objects.get(product=product)
    return {
        "token": "t1",
        "revision": str(product.revision),
        "title": "Lamp",
        "status": "published",
        "description_html": "",
        "category_slug": "",
        "reason": "Its shop mistyped it",
        f"price-{variation.variation_id}": "25.00",
    } | typed


def test_products_are_listed_shop_by_shop(desk, lamp):
    first = text_of(desk.get(LIST))
    assert "Give the name, the address or the id of a shop" in first
    assert ("Whose products?" in first, "Nothing here yet" in first) == (True, False)
    assert "Nothing like that" in text_of(desk.get(f"{LIST}?shop=nobody"))
    text = text_of(desk.get(f"{LIST}?shop=stall"))
    assert f'href="{path_of(lamp)}"' in text
    assert ">Vase</a>" in text
    assert text_of(desk.get(f"{LIST}?shop=the+stall")).count(path_of(lamp)) == 1, (
        "its name is not its address"
    )
    assert ">Vase</a>" not in text_of(desk.get(f"{LIST}?shop=stall&search=lam"))
    assert ">Vase</a>" not in text_of(desk.get(f"{LIST}?shop=stall&status=draft"))
    assert ">Vase</a>" not in text_of(desk.get(f"{LIST}?shop=nobody"))
    rows = list(csv.reader(io.StringIO(text_of(desk.get(f"{LIST}.csv?shop=stall&search=lamp")))))
    assert rows[1][:5] == ["Lamp", "", "Anything else", "1", "$25.00"]
    shop = ask(Shops).shop_by_slug(slug="stall")
    assert f'href="{LIST}?shop={shop.shop_id}"' in text_of(desk.get(f"/office/shops/{shop.shop_id}"))
    variation = Variation.objects.get(product=lamp)
    assert f'href="{path_of(lamp)}"' in text_of(desk.get(f"/office/stock/{variation.variation_id}"))


def test_a_product_is_put_right_and_all_else_of_it_stays(desk, lamp, grace):
    page = text_of(desk.get(path_of(lamp)))
    assert 'value="25.00"' in page
    variation = Variation.objects.get(product=lamp)
    typed = form_of(
        lamp,
        title="A lamp",
        category_slug="home",
        status="draft",
        **{f"price-{variation.variation_id}": "19.50"},
    )
    assert desk.post(path_of(lamp), typed).headers["Location"] == path_of(lamp)
    lamp.refresh_from_db()
    variation.refresh_from_db()
    assert (lamp.title, lamp.status, lamp.category.slug) == ("A lamp", "draft", "home")
    assert (variation.price_minor, variation.weight_grams, variation.sku) == (1950, 400, "lamp")
    asked = TrailRow.objects.using("users").filter(kind="asked", actor_id=grace.user_id)
    assert "POST /office/products/<slug:shop_id>/<slug:product_id>" in {row.deed for row in asked}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"title": ""}, "Please fill this in"),
        ({"reason": " "}, "Please fill this in"),
        ({"category_slug": "nowhere"}, "Please choose one of the list"),
        ({"status": "hidden"}, "Please choose one of the list"),
        ({"price": "0"}, "price"),
        ({"price": "much"}, "Please give a number"),
        ({"revision": "x"}, "Please try again"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(desk, lamp, typed, says):
    if "price" in typed:
        typed = {f"price-{Variation.objects.get(product=lamp).variation_id}": typed["price"]}
    answer = desk.post(path_of(lamp), form_of(lamp, **typed))
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert Product.objects.get(pk=lamp.pk).revision == lamp.revision


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over(desk, lamp):
    assert desk.post(path_of(lamp), form_of(lamp, title="First")).status_code == 303
    late = desk.post(path_of(lamp), form_of(lamp, title="Second", token="t2"))
    assert late.status_code == 412
    assert "Somebody else has changed this product" in text_of(late)
    assert 'value="First"' in text_of(late)
    assert Product.objects.get(pk=lamp.pk).title == "First"


def test_a_product_is_deleted_once_and_for_a_reason(desk, lamp, told):
    without = desk.post(f"{path_of(lamp)}/remove", {})
    assert (without.status_code, "Please fill this in" in text_of(without)) == (422, True)
    for _ in range(2):
        assert desk.post(f"{path_of(lamp)}/remove", {"delete-reason": "Not allowed"}).status_code == 303
    assert told() == [(["deleted"], "Not allowed")]
    assert not Product.objects.filter(pk=lamp.pk).exists()
    assert desk.get(path_of(lamp)).status_code == 404


def sheet_of(product: Product, **typed: str) -> dict[str, str]:
    variation = Variation.objects.get(product=product)
    row = {"sku": variation.sku, "price": "25.00", "before": "", "weight": "400", "barcode": "", "stock": ""}
    return {
        "token": "t1",
        "revision": str(product.revision),
        "type": product.product_type,
        "title": product.title,
        "status": "published",
        "a-": "Height: 40 cm",
        "description": "One.\r\n\r\nTwo.",
        "reason": "The height was of another lamp",
    } | {f"v-0-{name}": value for name, value in row.items()} | typed  # fmt: skip


def test_staff_put_a_fact_right_with_the_forms_of_the_portal_and_say_why(desk, lamp, told):
    path = f"{path_of(lamp)}/all"
    lamp.description_html = "<p>One.</p><p>Two.</p>"
    lamp.save()
    assert f'href="{path}"' in text_of(desk.get(path_of(lamp)))
    page = text_of(desk.get(path))
    assert ('name="a-"' in page, 'name="v-0-sku"' in page, "/portal/" in page) == (True, True, False)
    without = desk.post(path, sheet_of(lamp, reason=""))
    assert (without.status_code, "Why?: Please fill this in." in text_of(without)) == (422, True)
    assert "Height: 40 cm" in text_of(without), "nothing of what was typed is lost"
    assert desk.post(path, sheet_of(lamp)).headers["Location"] == path
    lamp.refresh_from_db()
    assert lamp.description_html == "<p>One.</p><p>Two.</p>", "nobody touched it"
    assert (lamp.attributes["Height"], lamp.title) == ("40 cm", "Lamp")
    assert told() == [(["facts"], "The height was of another lamp")]
    late = desk.post(path, sheet_of(lamp, revision="1", token="t2", title="Late"))
    assert late.status_code == 412
    row = TrailRow.objects.using("products").get(kind="done", deed="products.change")
    assert (row.subject, row.after) == (lamp.product_id, '{"facts":{"Height":"40 cm"}}')


def test_staff_take_one_picture_down_and_all_else_stays(desk, lamp, told):
    lamp.images = [
        {"url": f"https://x.example/{name}.jpg", "thumb_url": "", "width": 0, "height": 0, "alt": name, "option_value": None}
        for name in ("good", "bad")
    ]  # fmt: skip
    lamp.save()
    path = f"{path_of(lamp)}/all"
    assert "Add pictures" not in text_of(desk.get(path)), "staff hang none"
    form = {
        "token": "t1_a",
        "revision": str(lamp.revision),
        "p-0-alt": "good",
        "p-0-place": "1",
        "p-1-drop": "yes",
    }
    without = desk.post(f"{path}/pictures/arrange", form)
    assert (without.status_code, "Why?: Please fill this in." in text_of(without)) == (422, True)
    done = desk.post(f"{path}/pictures/arrange", form | {"pictures-reason": "It shows a person"})
    assert done.headers["Location"] == f"{path}#pictures"
    lamp.refresh_from_db()
    assert ([image["alt"] for image in lamp.images], lamp.title, lamp.status) == (
        ["good"],
        "Lamp",
        "published",
    )
    assert told() == [(["pictures"], "It shows a person")]
    late = desk.post(f"{path}/pictures/arrange", form | {"pictures-reason": "Again", "token": "t2_a"})
    assert late.status_code == 412
    assert len(Product.objects.get(pk=lamp.pk).images) == 1


def test_only_who_may_manage_products_enters_and_only_by_the_shop_it_is_of(desk, lamp):
    assert browser_of("usr_1", given=("shops.read",)).get(path_of(lamp)).status_code == 403
    editor = browser_of("usr_1", given=("products.manage",))
    assert editor.get(path_of(lamp)).status_code == 200
    assert editor.get(f"{LIST}/shp_other/{lamp.product_id}").status_code == 404
    for path in ("remove", "all", "all/pictures/arrange"):
        assert editor.post(f"{LIST}/shp_other/{lamp.product_id}/{path}", {"reason": "x"}).status_code == 404
        assert browser_of("usr_1", given=("shops.read",)).post(f"{path_of(lamp)}/{path}").status_code == 403
    assert Product.objects.filter(pk=lamp.pk).exists()
