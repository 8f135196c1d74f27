"""What staff change of a shop's product is in the audit trail, with what was before and after; an owner's own edits are not."""

from __future__ import annotations

import json

import pytest

from souk.contracts.products.calls import CategoryDraft
from souk.kernel.models import TrailRow
from tests.services.products.conftest import variation

STAFF = ["shopper", "staff"]


@pytest.fixture
def noted():
    """What the trail says was done: deed, subject, before and after."""

    def rows():
        found = TrailRow.objects.using("products").filter(kind="done").order_by("entry_id")
        return [(row.deed, row.subject, *(json.loads(one or "{}") for one in (row.before, row.after))) for row in found]  # fmt: skip

    return rows


def edit(tee, **edits):
    fields = tee(**edits).model_dump(mode="json")
    without = ("shop_id", "slug", "is_featured", "created_at", "images")
    return {name: value for name, value in fields.items() if name not in without}


@pytest.fixture
def corrections(told):
    """What owners are to be told: goods and what of them, and why."""

    def facts():
        return [
            ([(one["title"], one["what"]) for one in facts["goods"]], facts["reason"])
            for kind, facts in told()
            if kind == "product.corrected"
        ]

    return facts


@pytest.fixture
def put(client, signed_in):
    def putting(product_id, fields, who="usr_staff", roles=STAFF):
        return client.put(
            f"/api/products/{product_id}",
            fields,
            content_type="application/json",
            headers=signed_in(who, roles),
        )

    return putting


def test_what_staff_change_is_noted_with_what_was_before(tee, save, put, noted, products):
    products.save_categories(key="tree", drafts=[CategoryDraft(slug="tops", name="Tops")])
    product_id = save(tee())[0].product_id
    fields = edit(tee, title="A Tee", category_slug="tops", attributes={"material": "wool", "gender": "men"})
    fields["variations"][0]["price"]["amount"] = "19.00"
    fields["images"] = [{"url": "https://x.example/tee.jpg"}]
    assert put(product_id, fields).status_code == 200
    ((deed, subject, before, after),) = noted()
    assert (deed, subject) == ("products.change", product_id)
    assert before == {
        "title": "The Tee",
        "category": "",
        "facts": {"material": "cotton"},
        "pictures": [],
        "price": {"TEE-BL-M": "25.00 USD"},
    }
    assert after["title"] == "A Tee"
    assert after["category"] == "tops"
    assert after["facts"] == {"material": "wool"}
    assert after["pictures"] == ["https://x.example/tee.jpg"]
    assert after["price"] == {"TEE-BL-M": "19.00 USD"}


def test_a_picture_that_staff_take_down_is_named(tee, save, put, noted):
    product_id = save(tee())[0].product_id
    two = [{"url": f"https://x.example/{name}.jpg", "alt": name} for name in ("good", "bad")]
    put(product_id, edit(tee) | {"images": two})
    put(product_id, edit(tee) | {"images": two[:1]})
    *_, before, after = noted()[-1]
    assert (before, after) == ({"pictures": ["https://x.example/bad.jpg"]}, {"pictures": []})
    put(product_id, edit(tee) | {"images": [two[0] | {"alt": "Front"}]})
    *_, before, after = noted()[-1]
    caption = {"https://x.example/good.jpg": "Front"}
    assert (before, after) == ({"captions": {"https://x.example/good.jpg": "good"}}, {"captions": caption})


def test_what_staff_delete_is_noted_with_what_it_was_called(client, signed_in, tee, save, noted):
    product_id = save(tee())[0].product_id
    answer = client.delete(f"/api/products/{product_id}", headers=signed_in("usr_staff", STAFF))
    assert answer.status_code == 204
    ((deed, subject, before, _),) = noted()
    assert (deed, subject, before["title"]) == ("products.delete", product_id, "The Tee")


def test_many_at_once_are_noted_one_by_one(client, signed_in, shop, tee, save, noted):
    product_id = save(tee())[0].product_id
    answer = client.post(
        f"/api/shops/{shop.shop_id}/products/bulk",
        {"product_ids": [product_id], "status": "draft"},
        content_type="application/json",
        headers=signed_in("usr_staff", STAFF) | {"Idempotency-Key": "many-1"},
    )
    assert answer.status_code == 200, answer.content
    assert noted() == [("products.change", product_id, {"status": "published"}, {"status": "draft"})]


def test_an_owners_own_edits_are_their_own_business(tee, save, put, noted, shop):
    product_id = save(tee())[0].product_id
    answer = put(product_id, edit(tee, title="Mine"), shop.owner_id, ["shopper", "shop_owner"])
    assert answer.status_code == 200, answer.content
    assert noted() == []


def test_a_row_of_the_trail_has_room_for_whatever_was_changed(tee, save, put, noted):
    product_id = save(tee())[0].product_id
    put(product_id, edit(tee, description_html=f"<p>{'long ' * 3000}</p>"))
    *_, before, after = noted()[-1]
    assert before == {"description": "<p>Soft &amp; plain.</p>"}
    assert len(after["description"]) == 201


def test_the_owner_is_told_what_staff_changed_and_why_in_the_same_transaction(
    client, signed_in, tee, save, put, corrections
):
    product_id = save(tee())[0].product_id
    changed = edit(tee, title="A Tee") | {"images": [{"url": "https://x.example/tee.jpg"}]}
    assert put(f"{product_id}?reason=The%20picture%20was%20of%20something%20else", changed).status_code == 200
    assert put(product_id, changed).status_code == 200, "nothing is other than before"
    path = f"/api/products/{product_id}?reason=Not%20allowed"
    assert client.delete(path, headers=signed_in("usr_staff", STAFF)).status_code == 204
    assert corrections() == [
        ([("A Tee", ["title", "pictures"])], "The picture was of something else"),
        ([("A Tee", ["deleted"])], "Not allowed"),
    ]


def test_many_goods_of_a_shop_are_told_at_once(client, signed_in, shop, tee, save, corrections):
    rows = save(
        tee(), tee(slug="two", title="Two", variations=[variation("TWO", {"Colour": "Blue", "Size": "M"})])
    )
    client.post(
        f"/api/shops/{shop.shop_id}/products/bulk",
        {"product_ids": [row.product_id for row in rows], "status": "draft"},
        content_type="application/json",
        headers=signed_in("usr_staff", STAFF) | {"Idempotency-Key": "many-2"},
    )
    ((goods, reason),) = corrections()
    assert (sorted(goods), reason) == ([("The Tee", ["status"]), ("Two", ["status"])], "")


def test_what_staff_change_of_their_own_shop_is_told_to_nobody(tee, save, put, corrections, noted, shop):
    product_id = save(tee())[0].product_id
    put(product_id, edit(tee, title="Mine"), shop.owner_id, ["shopper", "shop_owner", "staff"])
    assert noted()
    assert corrections() == []
