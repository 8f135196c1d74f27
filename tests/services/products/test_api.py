"""Products by their public door: readers, owners, and people who are neither."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from souk.contracts.products.calls import CategoryDraft, Product
from souk.kernel.access.identity import anyone
from souk.kernel.access.identity import signed_in as signed_in_only
from souk.kernel.web.api import Api


def body(shop, **edits):
    fields = {
        "shop_id": shop.shop_id,
        "slug": "lamp",
        "title": "Lamp",
        "product_type": "general",
        "variations": [{"sku": "L-1", "price": {"amount": "30.00", "currency": "USD"}, "stock": 4}],
    }
    return fields | edits


@pytest.fixture
def owner(signed_in):
    return signed_in("usr_owner", ["shopper", "shop_owner"])


@pytest.fixture
def post(client, owner):
    def posting(fields, headers=None):
        return client.post("/api/products", fields, content_type="application/json", headers=headers or owner)

    return posting


def test_a_product_is_answered_by_id_and_slug_from_one_read(client, save, tee, count_queries):
    saved = save(tee())[0]
    for name in ("tee", saved.product_id):
        with count_queries("products") as queries:
            answer = client.get(f"/api/products/{name}")
        assert answer.status_code == 200
        assert len(queries) == 1
        assert Product.model_validate_json(answer.content).product_id == saved.product_id


def test_the_straight_way_and_the_documented_way_answer_the_same(client, save, tee, signed_in):
    save(tee())
    straight = client.get("/api/products/tee")
    documented = client.get("/api/products/tee", headers=signed_in("usr_1"))
    assert (straight.status_code, straight.content) == (documented.status_code, documented.content)
    missing = client.get("/api/products/none"), client.get("/api/products/none", headers=signed_in("usr_1"))
    for answer in missing:
        assert (answer.status_code, answer.json()["code"]) == (404, "product-not-found")
        assert answer["Content-Type"] == "application/problem+json"
    assert client.get("/api/products/tee?colour=blue").status_code == 400
    assert client.get("/api/products/tee", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_who_has_the_page_already_is_not_sent_it_again(client, save, tee):
    save(tee())
    etag = client.get("/api/products/tee")["ETag"]
    again = client.get("/api/products/tee", headers={"If-None-Match": f'"other", W/{etag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    save(tee(title="Changed"))
    assert client.get("/api/products/tee", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("name", ["prd_nobody", "a%00b", "%F0%9F%90%AA", "x" * 400, "'; DROP TABLE x; --"])
def test_names_of_nothing_are_not_found(client, name):
    assert client.get(f"/api/products/{name}").status_code == 404


def test_an_owner_puts_a_product_on_the_street(client, post, shop):
    answer = post(body(shop))
    assert (answer.status_code, answer.json()["outcome"]) == (201, "created")
    assert client.get("/api/products/lamp").json()["variations"][0]["available"] == 4
    assert post(body(shop)).json()["outcome"] == "unchanged"
    other = post(body(shop, title="Another lamp"))
    assert (other.status_code, other.json()["code"]) == (409, "product-exists")


def test_nobody_puts_goods_into_somebody_elses_shop(client, post, shop, signed_in):
    assert post(body(shop), signed_in("usr_b", ["shop_owner"])).status_code == 404
    assert post(body(shop, shop_id="shp_nobody")).status_code == 404
    assert post(body(shop), signed_in("usr_b", ["shopper"])).status_code == 403
    assert client.post("/api/products", body(shop), content_type="application/json").status_code == 401
    assert post(body(shop), signed_in("usr_b", ["administrator"])).status_code == 201


@pytest.mark.parametrize(
    ("edits", "pointer"),
    [
        ({"price": "1.00"}, "/price"),
        ({"is_featured": True}, "/is_featured"),
        ({"title": ""}, "/title"),
        ({"product_type": "sofa"}, "/product_type"),
        ({"product_type": "book"}, "/attributes/author"),
        ({"variations": []}, "/variations"),
        (
            {"variations": [{"sku": "A", "price": {"amount": "1.00", "currency": "USD"}, "stock": 1.5}]},
            "/variations/0/stock",
        ),
        (
            {"variations": [{"sku": "A", "price": {"amount": "1.00", "currency": "USD"}, "stock": -1}]},
            "/variations/0/stock",
        ),
        (
            {"variations": [{"sku": "A", "price": {"amount": "1.001", "currency": "USD"}}]},
            "/variations/0/price",
        ),
        ({"variations": [{"sku": "A", "price": 1.0}]}, "/variations/0/price"),
        (
            {"variations": [{"sku": "A", "price": {"amount": "0.00", "currency": "USD"}}]},
            "/variations/0/price",
        ),
        ({"attributes": {"depth": float("inf")}}, None),
        ({"attributes": {"depth": 10**30}}, "/attributes"),
        ({"attributes": {"depth": {"a": {"b": 1}}}}, "/attributes"),
        ({"images": [{"url": "/media/products/aa/other.webp"}]}, "/images/0/url"),
        ({"images": [{"url": "http://"}]}, "/images/0/url"),
        ({"category_slug": "nowhere"}, "/category_slug"),
        ({"slug": "Lamp!"}, "/slug"),
    ],
)
def test_what_makes_no_sense_names_its_field(client, post, shop, edits, pointer):
    answer = post(body(shop, **edits))
    assert 400 <= answer.status_code < 500, answer.content
    if pointer is not None:
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert client.get("/api/products/lamp").status_code == 404


def test_an_owner_edits_and_keeps_the_pictures(client, post, shop, owner, told):
    product_id = post(body(shop, images=[{"url": "https://x.example/lamp.jpg", "alt": "Lamp"}])).json()[
        "product_id"
    ]
    fields = body(shop, title="Brass lamp")
    del fields["shop_id"], fields["slug"]
    answer = client.put(f"/api/products/{product_id}", fields, content_type="application/json", headers=owner)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "updated")
    shown = client.get("/api/products/lamp").json()
    assert (shown["title"], shown["images"][0]["alt"]) == ("Brass lamp", "Lamp")
    fields["images"] = []
    client.put(f"/api/products/{product_id}", fields, content_type="application/json", headers=owner)
    assert client.get("/api/products/lamp").json()["images"] == []
    assert [kind for kind, _ in told()] == ["product.created", "product.updated", "product.updated"]


def upload(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = "lamp.png"
    return file


def test_a_picture_is_added_and_a_file_that_is_none_is_not(client, post, shop, owner, products):
    saved = post(body(shop)).json()
    url = f"/api/products/{saved['product_id']}/images"
    canvas = io.BytesIO()
    Image.new("RGB", (500, 500), "#336699").save(canvas, "PNG")
    answer = client.post(url, {"image": upload(canvas.getvalue()), "alt": "Front"}, headers=owner)
    assert answer.status_code == 201
    shown = client.get("/api/products/lamp").json()["images"]
    assert shown == [answer.json()]
    assert (
        products.for_sale(variation_ids=[saved["variation_ids"]["L-1"]])[0].image_url == shown[0]["thumb_url"]
    )
    for content in (b"", b"GIF89a", b"<svg/>", b"%PDF-1.4"):
        assert client.post(url, {"image": upload(content)}, headers=owner).status_code == 422
    wrong_value = client.post(
        url, {"image": upload(canvas.getvalue()), "option_value": "Blue"}, headers=owner
    )
    assert wrong_value.status_code == 422
    assert client.post(url, {}, headers=owner).status_code == 422
    assert len(client.get("/api/products/lamp").json()["images"]) == 1


def test_somebody_elses_product_is_not_found_by_whatever_they_try(client, post, shop, signed_in):
    saved = post(body(shop)).json()
    stranger = signed_in("usr_b", ["shop_owner"])
    url = f"/api/products/{saved['product_id']}"
    fields = body(shop)
    del fields["shop_id"], fields["slug"]
    assert client.put(url, fields, content_type="application/json", headers=stranger).status_code == 404
    assert client.post(f"{url}/images", {"image": upload(b"x")}, headers=stranger).status_code == 404
    assert client.delete(url, headers=stranger).status_code == 404
    assert client.get("/api/products/lamp").status_code == 200


def test_a_deleted_product_is_gone_and_told_once(client, post, shop, owner, told, products):
    saved = post(body(shop)).json()
    url = f"/api/products/{saved['product_id']}"
    assert [client.delete(url, headers=owner).status_code for _ in range(2)] == [204, 404]
    assert client.get("/api/products/lamp").status_code == 404
    assert products.for_sale(variation_ids=list(saved["variation_ids"].values())) == []
    kind, facts = told()[-1]
    assert (kind, facts["variation_ids"]) == ("product.deleted", list(saved["variation_ids"].values()))
    assert post(body(shop)).json()["product_id"] != saved["product_id"]


def test_the_category_tree_is_a_tree(client, products, signed_in):
    drafts = [
        CategoryDraft(slug="books", name="Books"),
        CategoryDraft(slug="crime", name="Crime", parent_slug="books"),
    ]
    products.save_categories(key="c", drafts=drafts)
    answer = client.get("/api/categories").json()
    assert answer["next"] is None
    assert [(root["slug"], [child["path"] for child in root["children"]]) for root in answer["items"]] == [
        ("books", ["books/crime"])
    ]
    fields = {"slug": "poetry", "name": "Poetry", "parent_slug": "books"}
    for headers, status in (
        (None, 401),
        (signed_in("usr_1", ["shop_owner"]), 403),
        (signed_in("usr_1", ["staff"]), 201),
    ):
        assert (
            client.post(
                "/api/categories", fields, content_type="application/json", headers=headers
            ).status_code
            == status
        )
    lost = {"slug": "x", "name": "X", "parent_slug": "nowhere"}
    refused = client.post(
        "/api/categories", lost, content_type="application/json", headers=signed_in("usr_1", ["staff"])
    )
    assert refused.status_code == 422


def test_only_what_anyone_may_read_goes_the_straight_way():
    api = Api("products")
    for options in ({"may": signed_in_only}, {"may": anyone, "answers": None}):
        with pytest.raises(TypeError):
            api.get("/secret", **({"answers": Product} | options), straight=True)(lambda request: None)


def test_staff_rename_move_and_remove_categories(client, signed_in, products):
    drafts = [CategoryDraft(slug=slug, name=slug.title()) for slug in ("home", "lamps")]
    products.save_categories(key="c", drafts=drafts)
    staff, body = signed_in("usr_1", ["staff"]), {"name": "Lights", "parent_slug": "home"}

    def put(slug: str, fields: dict, headers: dict) -> int:
        path = f"/api/categories/{slug}"
        return client.put(path, fields, content_type="application/json", headers=headers).status_code

    assert put("lamps", body, signed_in("usr_2", ["shop_owner"])) == 403
    assert put("lamps", body, staff) == 204
    assert put("nowhere", body, staff) == 404
    assert put("home", {"name": "Home", "parent_slug": "lamps"}, staff) == 422
    assert [one.path for one in products.categories()] == ["home", "home/lamps"]
    refused = client.delete("/api/categories/home", headers=staff)
    assert (refused.status_code, refused.json()["code"]) == (409, "category-in-use")
    assert client.delete("/api/categories/lamps", headers=signed_in("usr_2")).status_code == 403
    for _ in range(2):
        assert client.delete("/api/categories/lamps", headers=staff).status_code == 204
    assert [one.slug for one in products.categories()] == ["home"]
