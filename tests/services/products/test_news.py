"""What products does when it hears of shops and of stock: late, twice, and out of order."""

from __future__ import annotations

import orjson
import pytest

from souk.contracts.inventory.events import StockChanged
from souk.contracts.products.calls import ProductNotFound
from souk.contracts.shops.events import ShopApproved, ShopCreated, ShopDeleted, ShopRejected, ShopUpdated
from souk.kernel.data.database import _outbox_row
from souk.kernel.events.inbox import Envelope, receive
from tests.services.products.conftest import variation


@pytest.fixture
def hear():
    """Lets products hear an event of a house; the same envelope again if it is given."""

    def hearing(event, house: str = "shops"):
        envelope = event if isinstance(event, Envelope) else Envelope(_outbox_row(house, event).envelope)
        receive("products", [envelope])
        return envelope

    return hearing


@pytest.fixture
def about(shop):
    """`about(ShopUpdated, name="…")`: an event about the shop."""

    def event(kind, name: str = "Kiln & Wool", slug: str = "kiln", shop_id: str = ""):
        return kind(shop_id=shop_id or shop.shop_id, owner_id="usr_owner", slug=slug, shop_name=name)

    return event


def stock(products, id_or_slug: str = "tee"):
    return [(v.availability, v.available) for v in products.product(id_or_slug=id_or_slug).variations]


@pytest.fixture
def one(save, tee):
    """A product with one variation, of which twenty were announced; its variation id."""
    return save(tee(options=[], variations=[variation("ONE")]))[0].variation_ids["ONE"]


def changed(variation_id: str, available: int, revision: int) -> StockChanged:
    return StockChanged(variation_id=variation_id, available=available, revision=revision)


def test_few_left_are_counted_and_many_are_not(hear, products, one):
    assert stock(products) == [("in_stock", None)]
    for revision, (left, shown) in enumerate(
        [
            (10, ("low_stock", 10)),
            (1, ("low_stock", 1)),
            (0, ("out_of_stock", None)),
            (11, ("in_stock", None)),
        ],
        start=1,
    ):
        hear(changed(one, left, revision), "inventory")
        assert stock(products) == [shown]


def test_older_stock_news_that_arrives_late_is_ignored(hear, products, one):
    hear(changed(one, 3, 7), "inventory")
    hear(changed(one, 9, 5), "inventory")
    hear(changed(one, 9, 7), "inventory")
    assert stock(products) == [("low_stock", 3)]


def test_stock_of_what_is_gone_or_hidden_disturbs_nobody(hear, products, save, tee, one):
    hear(changed("var_nobody", 3, 1), "inventory")
    save(tee(options=[], variations=[variation("TWO")]))
    hear(changed(one, 3, 1), "inventory")
    assert stock(products) == [("in_stock", None)]
    save(tee(options=[], variations=[variation("ONE")], status="draft"))
    hear(changed(one, 2, 2), "inventory")
    save(tee(options=[], variations=[variation("ONE")]))
    assert stock(products) == [("low_stock", 2)]


def test_a_new_page_keeps_what_inventory_said(hear, products, save, tee, one):
    hear(changed(one, 4, 1), "inventory")
    save(tee(title="New title", options=[], variations=[variation("ONE", stock=99)]))
    assert stock(products) == [("low_stock", 4)]


def test_stock_news_costs_few_statements(hear, products, one, count_queries):
    hear(changed(one, 9, 1), "inventory")
    from souk.services.products.use_cases.news import stock_changed

    with count_queries("products") as queries:
        stock_changed([changed(one, 8, 2)])
    assert len(queries) <= 6  # two of them open and close the transaction


def test_news_of_many_variations_writes_their_page_once(products, save, tee, count_queries):
    ids = list(save(tee())[0].variation_ids.values())
    from souk.services.products.use_cases.news import stock_changed

    assert len(ids) > 2
    crowd = [changed(variation_id, left, left) for left in (3, 2) for variation_id in ids]
    with count_queries("products") as queries:
        stock_changed(crowd)
    assert set(stock(products)) == {("low_stock", 3)}  # the newer news came first
    assert sum(query["sql"].startswith("UPDATE") and "productpage" in query["sql"] for query in queries) == 1


def test_a_renamed_shop_is_renamed_on_every_page_and_every_line(hear, about, products, told, one):
    hear(about(ShopUpdated, "Kiln II", "kiln-two"))
    assert products.product(id_or_slug="tee").shop.name == "Kiln II"
    assert products.for_sale(variation_ids=[one])[0].shop_name == "Kiln II"
    kind, facts = told()[-1]
    assert (kind, facts["revision"], facts["shop_name"], facts["shop_slug"]) == (
        "product.updated",
        2,
        "Kiln II",
        "kiln-two",
    )


def test_news_that_changes_nothing_is_not_passed_on(hear, about, told, one):
    hear(about(ShopApproved))
    hear(about(ShopUpdated))
    hear(about(ShopCreated))
    assert len(told()) == 1


def test_an_event_heard_twice_takes_effect_once(hear, about, told, one):
    envelope = hear(about(ShopUpdated, "Kiln II"))
    hear(envelope)
    assert [facts["revision"] for _, facts in told()] == [1, 2]


@pytest.mark.parametrize("gone", [ShopDeleted, ShopRejected])
def test_the_goods_of_a_shop_that_is_gone_leave_the_street(hear, about, products, told, one, gone):
    hear(about(gone))
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug="tee")
    assert [line.is_sellable for line in products.for_sale(variation_ids=[one])] == [False]
    assert told()[-1][1]["status"] == "draft"


def test_the_goods_of_a_shop_that_is_switched_off_come_back_when_it_is_switched_on(
    hear, about, products, told, one
):
    def switched(is_active):
        event = about(ShopUpdated).model_copy(update={"status": "approved", "is_active": is_active})
        hear(event)
        return [line.is_sellable for line in products.for_sale(variation_ids=[one])]

    assert switched(False) == [False]
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug="tee")
    assert told()[-1][1]["status"] == "draft"
    assert switched(True) == [True]
    assert products.product(id_or_slug="tee").slug == "tee"
    assert told()[-1][1]["status"] == "published"


def test_an_update_of_a_shop_that_waits_puts_nothing_on_the_street(hear, shops, save, tee, products):
    pending = shops.open("loom", "Loom", "usr_b", approved=False)
    ids = list(save(tee(shop_id=pending.shop_id))[0].variation_ids.values())
    hear(
        ShopUpdated(
            shop_id=pending.shop_id, owner_id="usr_b", slug="loom", shop_name="Loom II", status="pending"
        )
    )
    assert not any(line.is_sellable for line in products.for_sale(variation_ids=ids))


def test_goods_of_a_pending_shop_appear_once_it_is_approved(hear, shops, save, tee, products, told):
    pending = shops.open("loom", "Loom", "usr_b", approved=False)
    saved = save(
        tee(shop_id=pending.shop_id),
        tee(shop_id=pending.shop_id, slug="secret", status="draft", options=[], variations=[variation("X")]),
    )
    ids = [variation_id for each in saved for variation_id in each.variation_ids.values()]
    assert not any(line.is_sellable for line in products.for_sale(variation_ids=ids))
    hear(ShopApproved(shop_id=pending.shop_id, owner_id="usr_b", slug="loom", shop_name="Loom"))
    assert products.product(id_or_slug="tee").shop.name == "Loom"
    assert {line.sku: line.is_sellable for line in products.for_sale(variation_ids=ids)}["X"] is False
    assert sum(line.is_sellable for line in products.for_sale(variation_ids=ids)) == 4
    with pytest.raises(ProductNotFound):
        products.product(id_or_slug="secret")
    assert {facts["slug"]: facts["status"] for _, facts in told()[2:]} == {
        "tee": "published",
        "secret": "draft",
    }


def test_a_shop_that_was_heard_of_need_not_be_asked_about(hear, shops, save, tee):
    hear(ShopApproved(shop_id="shp_new", owner_id="usr_n", slug="new", shop_name="New"))
    shops.vanish()
    assert save(tee(shop_id="shp_new"))[0].outcome == "created"


def test_a_big_shop_is_renewed_in_a_few_statements_a_product(hear, about, save, tee, count_queries, told):
    save(*[tee(slug=f"t{n}", options=[], variations=[variation(f"S{n}")]) for n in range(40)])
    with count_queries("products") as queries:
        hear(about(ShopUpdated, "Kiln II"))
    assert len(queries) <= 35
    assert len(told()) == 80


def test_the_page_says_after_news_what_it_says_when_written_anew(hear, products, save, tee, one):
    from souk.services.products.models import ProductPage

    hear(changed(one, 4, 1), "inventory")
    patched = orjson.loads(bytes(ProductPage.objects.get(slug="tee").body))
    save(tee(title="Other", options=[], variations=[variation("ONE")]))
    save(tee(options=[], variations=[variation("ONE")]))
    assert orjson.loads(bytes(ProductPage.objects.get(slug="tee").body)) == patched
