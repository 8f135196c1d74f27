"""Drafts become products: taken or refused one by one, and nothing is done twice."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from souk.contracts.products.calls import CategoryDraft, Product, ProductNotFound
from souk.contracts.products.events import ProductFacts
from souk.vocabulary.problems import Invalid, Unavailable
from tests.services.products.conftest import variation


def picture(colour: str = "#336699") -> bytes:
    canvas = io.BytesIO()
    Image.new("RGB", (900, 900), colour).save(canvas, "PNG")
    return canvas.getvalue()


def test_a_saved_product_is_shown_by_id_and_by_slug(save, products, tee):
    saved = save(tee())[0]
    assert saved.outcome == "created"
    assert len(saved.variation_ids) == 4
    shown = products.product(id_or_slug="tee")
    assert shown == products.product(id_or_slug=saved.product_id)
    assert isinstance(shown, Product)
    assert (shown.title, shown.shop.name, shown.price_from.amount) == ("The Tee", "Kiln & Wool", "25.00")
    assert {v.sku: v.variation_id for v in shown.variations} == saved.variation_ids
    assert ("Material", "Cotton") in {(fact.label, fact.value) for fact in shown.specifications}


def test_what_is_told_is_the_whole_product(save, told, tee, products):
    products.save_categories(
        key="c",
        drafts=[
            CategoryDraft(slug="men", name="Men"),
            CategoryDraft(slug="tees", name="Tees", parent_slug="men"),
        ],
    )
    save(tee(category_slug="tees"))
    kind, facts = told()[0]
    assert kind == "product.created"
    ProductFacts.model_validate(facts)
    assert (facts["revision"], facts["status"], facts["shop_slug"]) == (1, "published", "kiln")
    assert (facts["category_path"], facts["category_names"]) == ("men/tees", ["Men", "Tees"])
    assert (facts["description_text"], facts["subtitle"]) == ("Soft & plain.", "M – XL")
    assert facts["swatches"] == {"Blue": "#0000ff"}
    assert {"name": "material", "label": "Material", "values": ["Cotton"]} in facts["facets"]
    assert {v["initial_stock"] for v in facts["variations"]} == {20}


def test_the_same_draft_again_changes_nothing_and_is_not_told(save, told, tee):
    first = save(tee())[0]
    again = save(tee())[0]
    assert (again.outcome, again.product_id, again.variation_ids) == (
        "unchanged",
        first.product_id,
        first.variation_ids,
    )
    assert len(told()) == 1


def test_another_stock_in_the_draft_is_no_change_because_stock_is_inventorys(save, tee):
    save(tee())
    other = [v.model_copy(update={"stock": 3}) for v in tee().variations]
    assert save(tee(variations=other))[0].outcome == "unchanged"


def test_a_changed_draft_is_told_with_a_later_revision(save, told, tee, products):
    first = save(tee())[0]
    again = save(tee(title="The Best Tee"))[0]
    assert (again.outcome, again.variation_ids) == ("updated", first.variation_ids)
    assert [(kind, facts["revision"]) for kind, facts in told()] == [
        ("product.created", 1),
        ("product.updated", 2),
    ]
    assert products.product(id_or_slug="tee").title == "The Best Tee"
    assert products.for_sale(variation_ids=list(first.variation_ids.values()))[0].title == "The Best Tee"


def test_a_call_that_arrives_twice_is_answered_the_same(products, tee, told):
    first = products.save_products(key="k", drafts=[tee(), tee(slug="bad", product_type="nothing")])
    again = products.save_products(key="k", drafts=[tee(), tee(slug="bad", product_type="nothing")])
    assert first == again
    assert [saved.outcome for saved in again] == ["created", "refused"]
    assert len(told()) == 1


def test_each_draft_is_taken_or_refused_on_its_own(save, tee):
    good, bad, other = save(
        tee(), tee(slug="second", variations=[variation("A")]), tee(slug="third", product_type="sofa")
    )
    assert good.outcome == "created"
    assert bad.refusal == "A needs a value for each of: Colour, Size."
    assert other.refusal.startswith("There is no product type 'sofa'; there are book, clothes,")


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ({"title": "   "}, "needs a title"),
        ({"attributes": {"colour": "blue"}}, "colour: goods of this type have no such fact"),
        ({"attributes": {"composition": {"wool": 60, "silk": 30}}}, "sum to 100 per cent"),
        ({"category_slug": "nowhere"}, "no category 'nowhere'"),
        ({"shop_id": "shp_nobody"}, "no such shop"),
        ({"title": "a\u0000b"}, "NUL"),
        ({"images": [{"url": "javascript:alert(1)"}]}, "https://"),
        ({"images": [{"url": "https://x.example/a b.png"}]}, "https://"),
        ({"images": [{}]}, "either its content or a url"),
        ({"images": [{"url": "https://x.example/a.png", "option_value": "Green"}]}, "'Green' is no value"),
        ({"images": [{"content": b"<svg onload=alert(1)>"}]}, "not a picture"),
        ({"options": [{"name": "Size", "values": []}], "variations": [variation("A", {"Size": "M"})]}, "has no values"),
        ({"options": [], "variations": [variation("A"), variation("A")]}, "SKU A is there twice"),
        ({"options": [], "variations": [variation("A"), variation("B")]}, "B and A are the same choice"),
        ({"options": [], "variations": [variation("A", price="0.00")]}, "more than zero"),
        ({"options": [], "variations": [variation("A", price="-1.00")]}, "more than zero"),
        ({"options": [], "variations": [variation("A") | {"price": {"amount": "1.00", "currency": "EUR"}}]}, "in USD"),
        ({"options": [], "variations": [variation("A", compare_at_price={"amount": "20.00", "currency": "USD"})]}, "must be higher"),
    ],
)  # fmt: skip
def test_what_cannot_be_sold_is_refused_with_a_sentence(save, told, tee, edits, says):
    saved = save(tee(**edits))[0]
    assert saved.outcome == "refused"
    assert says in saved.refusal
    assert told() == []


def test_a_sku_belongs_to_one_product_of_the_shop_but_other_shops_may_have_it(save, shops, tee):
    one = {"options": [], "variations": [variation("SKU-1")]}
    assert save(tee(**one))[0].outcome == "created"
    assert "belongs to another product" in save(tee(slug="other", **one))[0].refusal
    elsewhere = shops.open("loom", "Loom", "usr_b")
    assert save(tee(shop_id=elsewhere.shop_id, **one))[0].outcome == "created"
    first, second = save(
        tee(slug="x", options=[], variations=[variation("N")]),
        tee(slug="y", options=[], variations=[variation("N")]),
    )
    assert (first.outcome, second.outcome) == ("created", "refused")


def test_a_sku_its_product_no_longer_offers_is_free_for_another(save, tee, products):
    first = save(tee(options=[], variations=[variation("OLD")]))[0]
    save(tee(options=[], variations=[variation("NEW")]))
    assert [s.is_sellable for s in products.for_sale(variation_ids=[first.variation_ids["OLD"]])] == [False]
    taken = save(tee(slug="other", options=[], variations=[variation("OLD")]))[0]
    assert taken.outcome == "created"
    assert taken.variation_ids["OLD"] != first.variation_ids["OLD"]


def test_a_variation_that_comes_back_is_the_same_one(save, tee, products):
    first = save(tee(options=[], variations=[variation("A")]))[0]
    save(tee(options=[], variations=[variation("B")]))
    assert [v.sku for v in products.product(id_or_slug="tee").variations] == ["B"]
    back = save(tee(options=[], variations=[variation("A")]))[0]
    assert back.variation_ids == first.variation_ids


def test_two_shops_may_have_a_thing_of_the_same_name(save, shops, tee, products):
    save(tee())
    elsewhere = shops.open("loom", "Loom", "usr_b")
    second = save(tee(shop_id=elsewhere.shop_id))[0]
    assert second.slug == "tee-loom"
    assert save(tee(shop_id=elsewhere.shop_id))[0].slug == "tee-loom"
    assert products.product(id_or_slug="tee-loom").shop.name == "Loom"
    assert products.product(id_or_slug="tee").shop.name == "Kiln & Wool"


def test_a_draft_is_seen_by_nobody_and_cannot_be_bought(save, tee, products, told):
    saved = save(tee(status="draft"))[0]
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug="tee")
    rows = products.for_sale(variation_ids=[*saved.variation_ids.values(), "var_nobody"])
    assert [row.is_sellable for row in rows] == [False] * 4
    save(tee())
    assert products.product(id_or_slug="tee").title == "The Tee"
    save(tee(status="draft"))
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug=saved.product_id)
    assert [facts["status"] for _, facts in told()] == ["draft", "published", "draft"]


def test_scripts_do_not_survive_in_descriptions(save, tee, products):
    hostile = '<p onclick="x()">Fine</p><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:x()">a</a><style>*{}</style>'
    save(tee(description_html=hostile))
    kept = products.product(id_or_slug="tee").description_html
    assert kept.startswith("<p>Fine</p>")
    assert not any(word in kept for word in ("script", "onclick", "onerror", "<img", "style"))


def test_pictures_are_encoded_anew_and_tied_to_their_colour(save, tee, products):
    images = [
        {"content": picture("#0000ff"), "alt": "Blue", "option_value": "Blue"},
        {"content": picture("#ff0000"), "alt": "Red", "option_value": "Red"},
        {"url": "https://x.example/a.png"},
    ]
    saved = save(tee(images=images))[0]
    shown = products.product(id_or_slug="tee").images
    assert (shown[0].url[-9:], shown[0].thumb_url[-9:], shown[0].width) == ("-800.webp", "-400.webp", 800)
    assert shown[2].url == "https://x.example/a.png"
    pictures = {
        row.options["Colour"]: row.image_url
        for row in products.for_sale(variation_ids=list(saved.variation_ids.values()))
    }
    assert pictures == {"Blue": shown[0].thumb_url, "Red": shown[1].thumb_url}
    assert save(tee(images=images))[0].outcome == "unchanged"
    assert save(tee(images=images[:1]))[0].outcome == "updated"


def test_an_unknown_shop_that_cannot_be_asked_about_leaves_everything_as_it_was(save, shops, tee, told):
    draft = tee()
    shops.vanish()
    with pytest.raises(Unavailable):
        save(draft)
    assert told() == []
    shops.come_back()
    assert save(draft)[0].outcome == "created"
    shops.vanish()
    assert save(tee(title="Now it is known"))[0].outcome == "updated"


def test_no_more_than_a_hundred_at_a_time(save, tee):
    with pytest.raises(Invalid):
        save(*[tee(slug=f"tee-{number}") for number in range(101)])


def test_the_same_slug_twice_in_a_batch_is_refused_the_second_time(save, tee):
    first, second = save(tee(), tee(title="Other"))
    assert (first.outcome, second.outcome) == ("created", "refused")


def test_a_hundred_products_are_saved_in_few_statements(save, tee, count_queries):
    drafts = [tee(slug=f"tee-{n}", options=[], variations=[variation(f"S-{n}")]) for n in range(100)]
    save(tee(slug="first", options=[], variations=[variation("FIRST")]))
    with count_queries("products") as queries:
        assert {saved.outcome for saved in save(*drafts)} == {"created"}
    assert len(queries) <= 45
    with count_queries("products") as queries:
        assert {saved.outcome for saved in save(*drafts)} == {"unchanged"}
    assert len(queries) <= 16
