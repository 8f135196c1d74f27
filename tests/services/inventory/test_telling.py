"""What inventory says about its shelves, and what it makes of what products says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from souk.contracts.inventory.calls import OutOfStock, Receipt, StockLine
from souk.contracts.products.events import ProductCreated, ProductDeleted, ProductUpdated, VariationFacts
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.events.inbox import Envelope, dead_letters, receive
from souk.kernel.models import OutboxEvent
from souk.kernel.work.jobs import run_due_jobs
from souk.services.inventory.handlers import on_products
from souk.services.inventory.models import StockItem
from souk.services.inventory.rules.levels import (
    availability,
    has_recovered,
    has_run_low,
    summed,
    worth_telling,
)
from souk.services.inventory.service import InventoryService
from souk.services.inventory.use_cases.auditing import violations
from souk.services.inventory.use_cases.expiry import expire_reservations
from souk.vocabulary.events import Event
from souk.vocabulary.money import Money

inventory = InventoryService()


def said(kind: str = "stock.changed") -> list[tuple[str, int]]:
    """(variation, available) of each event of a kind, oldest first."""
    rows = OutboxEvent.objects.using("inventory").filter(type=f"souk.{kind}.v1").order_by("id")
    facts = [orjson.loads(envelope)["data"] for envelope in rows.values_list("envelope", flat=True)]
    return [(data["variation_id"], data["available"]) for data in facts]


def revisions() -> list[int]:
    rows = OutboxEvent.objects.using("inventory").filter(type="souk.stock.changed.v1").order_by("id")
    return [
        orjson.loads(envelope)["data"]["revision"] for envelope in rows.values_list("envelope", flat=True)
    ]


def forget_what_was_said() -> None:
    OutboxEvent.objects.using("inventory").all().delete()


def stocked(variation_id: str, quantity: int) -> None:
    receipts = [Receipt(variation_id=variation_id, sku=variation_id.upper(), quantity=quantity)]
    inventory.receive(key=f"r:{variation_id}:{quantity}", receipts=receipts)


def hold(key: str, variation_id: str, quantity: int) -> None:
    inventory.reserve(key=key, lines=[StockLine(variation_id=variation_id, quantity=quantity)])


def product(
    kind: type[Any], revision: int, stock: dict[str, int | None], sku: str = "SKU", shop: str = "shp_1"
) -> Any:
    return kind(
        product_id="prd_1", revision=revision, slug="cap", title="Cap", product_type="clothes", status="active",
        shop_id=shop, shop_slug="hats", shop_name="Hats", category_path="caps", category_names=["Caps"],
        description_text="", attributes={}, swatches={}, image_url=None, thumb_url=None, hover_url=None, image_alt="",
        is_featured=False, created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        variations=[
            VariationFacts(
                variation_id=variation, sku=f"{sku}-{variation}", options={}, price=Money.of(100), initial_stock=units
            )
            for variation, units in stock.items()
        ],
    )  # fmt: skip


@pytest.fixture
def hear() -> Callable[[Event], None]:
    """Delivers an event as products would have said it."""

    def deliver(event: Event) -> None:
        before = set(OutboxEvent.objects.using("inventory").values_list("event_id", flat=True))
        with changes("inventory") as change:
            change.say(event)
        row = OutboxEvent.objects.using("inventory").exclude(event_id__in=before).get()
        row.delete(using="inventory")
        receive("inventory", [Envelope(row.envelope)])

    return deliver


def test_the_street_hears_when_few_are_left_and_when_the_line_is_crossed() -> None:
    stocked("var_1", 30)
    assert said() == [("var_1", 30)]
    forget_what_was_said()
    hold("k1", "var_1", 15)
    assert said() == []
    hold("k2", "var_1", 5)
    hold("k3", "var_1", 3)
    inventory.release(key="k3")
    inventory.release(key="k2")
    inventory.release(key="k1")
    assert said() == [("var_1", 10), ("var_1", 7), ("var_1", 10), ("var_1", 15)]


def test_later_news_carries_a_greater_revision() -> None:
    stocked("var_1", 5)
    hold("k", "var_1", 2)
    inventory.release(key="k")
    assert revisions() == sorted(set(revisions()))
    assert len(revisions()) == 3


def test_shipping_changes_nothing_a_shopper_could_see() -> None:
    stocked("var_1", 5)
    hold("k", "var_1", 2)
    inventory.keep(key="k")
    forget_what_was_said()
    inventory.ship(key="p", reservation_key="k", lines=[StockLine(variation_id="var_1", quantity=2)])
    assert said() == []


def test_a_refused_reservation_says_nothing() -> None:
    stocked("var_1", 5)
    forget_what_was_said()
    with pytest.raises(OutOfStock):
        inventory.reserve(
            key="k",
            lines=[StockLine(variation_id="var_1", quantity=1), StockLine(variation_id="var_2", quantity=1)],
        )
    assert said() == []


def test_expired_units_are_told_to_be_free_again() -> None:
    stocked("var_1", 5)
    inventory.reserve(key="k", lines=[StockLine(variation_id="var_1", quantity=5)], hold_seconds=-1)
    forget_what_was_said()
    expire_reservations()
    assert said() == [("var_1", 5)]


def test_the_job_that_expires_runs_by_the_clock() -> None:
    stocked("var_1", 5)
    inventory.reserve(key="k", lines=[StockLine(variation_id="var_1", quantity=5)], hold_seconds=60)
    run_due_jobs(["inventory"])
    assert inventory.levels(variation_ids=["var_1"])[0].available == 0
    with clock.shifted(61):
        run_due_jobs(["inventory"])
        assert inventory.levels(variation_ids=["var_1"])[0].available == 5


def test_low_stock_is_said_once_on_the_way_down() -> None:
    stocked("var_1", 8)
    hold("k1", "var_1", 2)
    assert said("stock.low") == []
    hold("k2", "var_1", 1)
    hold("k3", "var_1", 1)
    assert said("stock.low") == [("var_1", 5)]
    inventory.release(key="k1")
    hold("k4", "var_1", 3)
    assert said("stock.low") == [("var_1", 5), ("var_1", 3)]
    assert said("stock.recovered") == [("var_1", 8), ("var_1", 6)], "an empty shelf was low, too"


def test_low_stock_is_told_with_the_title_of_the_goods(hear: Callable[[Event], None]) -> None:
    hear(product(ProductCreated, 1, {"var_1": 8}))
    hold("k1", "var_1", 4)
    row = OutboxEvent.objects.using("inventory").get(type="souk.stock.low.v1")
    assert orjson.loads(row.envelope)["data"]["title"] == "Cap"


def test_first_stock_is_received_once_however_often_the_product_is_told(
    hear: Callable[[Event], None],
) -> None:
    hear(product(ProductCreated, 1, {"var_1": 12, "var_2": 0, "var_3": None}))
    hear(product(ProductCreated, 1, {"var_1": 12, "var_2": 0, "var_3": None}))
    hear(product(ProductUpdated, 2, {"var_1": 12, "var_2": 4, "var_3": None, "var_4": 3}))
    levels = inventory.levels(variation_ids=["var_1", "var_2", "var_3", "var_4"])
    assert [level.available for level in levels] == [12, 0, 0, 3]
    assert said() == []  # who heard of the product knows its first stock from there
    assert violations() == []


def test_products_that_come_in_a_crowd_are_taken_in_as_if_one_by_one() -> None:
    created = product(ProductCreated, 1, {"var_1": 12, "var_2": 4}, sku="OLD")
    updated = product(ProductUpdated, 2, {"var_1": 12, "var_3": 5}, sku="NEW")
    stocked("var_2", 1)
    forget_what_was_said()
    on_products([created, updated, created])
    levels = inventory.levels(variation_ids=["var_1", "var_2", "var_3"])
    assert [level.available for level in levels] == [12, 5, 5]
    assert said() == [("var_2", 5)]  # more than the product says
    assert StockItem.objects.get(variation_id="var_1").sku == "NEW-var_1"
    assert violations() == []


def test_first_stock_comes_on_top_of_what_was_received_before_the_product_was_known(
    hear: Callable[[Event], None],
) -> None:
    stocked("var_1", 2)
    hear(product(ProductCreated, 1, {"var_1": 12}))
    (level,) = inventory.levels(variation_ids=["var_1"])
    assert level.on_hand == 14
    assert StockItem.objects.get(variation_id="var_1").shop_id == "shp_1"


def test_an_older_fact_that_arrives_late_changes_nothing(hear: Callable[[Event], None]) -> None:
    hear(product(ProductCreated, 1, {"var_1": 1}, sku="OLD"))
    hear(product(ProductUpdated, 3, {"var_1": 1}, sku="NEW"))
    hear(product(ProductUpdated, 2, {"var_1": 1}, sku="OLD"))
    assert StockItem.objects.get(variation_id="var_1").sku == "NEW-var_1"


def test_nothing_is_sold_of_a_deleted_product_but_what_was_sold_still_ships(
    hear: Callable[[Event], None],
) -> None:
    hear(product(ProductCreated, 1, {"var_1": 8}))
    hold("k", "var_1", 2)
    inventory.keep(key="k")
    forget_what_was_said()
    hear(ProductDeleted(product_id="prd_1", variation_ids=["var_1"]))
    assert said() == [("var_1", 0)]
    with pytest.raises(OutOfStock) as refused:
        hold("k2", "var_1", 1)
    assert refused.value.extra["shortages"][0]["available"] == 0
    assert inventory.levels(variation_ids=["var_1"]) == []
    inventory.ship(key="p", reservation_key="k", lines=[StockLine(variation_id="var_1", quantity=2)])
    hear(ProductDeleted(product_id="prd_1", variation_ids=["var_1"]))
    assert said() == [("var_1", 0)]
    assert violations() == []


def test_a_product_deleted_before_it_was_heard_of_stays_deleted(hear: Callable[[Event], None]) -> None:
    hear(ProductDeleted(product_id="prd_1", variation_ids=["var_1"]))
    hear(product(ProductCreated, 1, {"var_1": 8}))
    assert inventory.levels(variation_ids=["var_1"]) == []
    with pytest.raises(OutOfStock):
        hold("k", "var_1", 1)
    assert dead_letters("inventory") == []
    assert violations() == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (30, 20, False),
        (30, 11, False),
        (30, 10, True),
        (11, 10, True),
        (10, 11, True),
        (3, 2, True),
        (3, 3, False),
    ],
)
def test_what_is_worth_telling(before: int, after: int, told: bool) -> None:
    assert worth_telling(before, after) is told


@pytest.mark.parametrize(
    ("before", "after", "low"), [(6, 5, True), (5, 4, False), (9, 0, True), (4, 6, False)]
)
def test_running_low_is_crossing_the_line_downwards(before: int, after: int, low: bool) -> None:
    assert has_run_low(before, after, 5) is low


@pytest.mark.parametrize(
    ("before", "after", "recovered"),
    [(5, 6, True), (0, 90, True), (6, 7, False), (2, 4, False), (6, 5, False)],
)
def test_recovering_is_crossing_the_line_upwards(before: int, after: int, recovered: bool) -> None:
    assert has_recovered(before, after, 5) is recovered


def test_shoppers_see_figures_only_when_few_are_left() -> None:
    assert [availability(n) for n in (-1, 0, 1, 10, 11)] == [
        ("out", 0), ("out", 0), ("low", 1), ("low", 10), ("in_stock", None),
    ]  # fmt: skip


def test_everybody_locks_in_the_same_order() -> None:
    assert list(summed([("b", 1), ("a", 2), ("b", 3)]).items()) == [("a", 2), ("b", 4)]
