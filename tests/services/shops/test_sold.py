"""What shops hear of what they sold, in whatever order, and the sums that follow: each thing counts once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from souk.contracts.orders.events import (
    ItemFacts,
    OrderItemCreated,
    OrderItemStatusUpdated,
    OrderRefunded,
    OrderTrackingCorrected,
    ShopShare,
)
from souk.contracts.shops.calls import SoldItemNotFound, SoldOrderNotFound
from souk.contracts.users.events import UserErased
from souk.kernel import clock
from souk.services.shops.handlers import (
    on_item_moved,
    on_item_sold,
    on_refund,
    on_tracking_corrected,
    on_user_erased,
)
from souk.services.shops.models import ProductDay, SalesDay, Shop, SoldItem, SoldOrder
from souk.services.shops.use_cases import selling, sold
from souk.services.shops.use_cases.auditing import violations
from souk.vocabulary.addresses import PostalAddress
from souk.vocabulary.money import Money
from souk.vocabulary.pages import BadCursor
from tests.examples import examples

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ADDRESS = PostalAddress(
    name="Ada Byron", line1="1 Main St", city="Springfield", postal_code="12345", country="US"
)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.frozen_at(NOW):
        yield


def item(number: int = 1, order: int = 1, shop: str = "a", **changes: Any) -> OrderItemCreated:
    facts: dict[str, Any] = {
        "order_id": f"ord_{order}", "number": f"ORD-{order}", "item_id": f"itm_{order}_{number}", "position": number,
        "shop_id": f"shp_{shop}", "product_id": f"prd_{number}", "product_slug": "cup", "variation_id": f"var_{number}",
        "sku": f"S{number}", "title": f"Cup {number}", "options": {"Size": "L"}, "image_url": None, "quantity": 2,
        "unit_price": Money.of(1000), "line_total": Money.of(2000), "discount": Money.of(200), "tax": Money.of(144),
        "user_id": "usr_ada", "ship_to": ADDRESS, "shipping_label": "Standard", "note": "Ring twice", "placed_at": NOW,
        "at": NOW,
    }  # fmt: skip
    return OrderItemCreated(**(facts | changes))


def moved(status: str, number: int = 1, order: int = 1, **changes: Any) -> OrderItemStatusUpdated:
    facts = {
        "order_id": f"ord_{order}",
        "item_id": f"itm_{order}_{number}",
        "shop_id": "shp_a",
        "status": status,
    }
    return OrderItemStatusUpdated(**(facts | changes))


def hear(*events: Any) -> None:
    for event in events:
        {OrderItemCreated: on_item_sold, OrderItemStatusUpdated: on_item_moved, OrderRefunded: on_refund}[
            type(event)
        ](event)


def today() -> tuple[int, int, int]:
    """Orders, units and revenue."""
    row = sold.sales_of("shp_a").periods[0]
    return row.orders, row.units, row.revenue.minor


STORY = [
    item(1),
    item(2),
    moved("processing", 1),
    moved("shipped", 1, carrier="Blue Van", tracking_number="1Z 9"),
    moved("delivered", 1, carrier="Blue Van", tracking_number="1Z 9"),
    moved("cancelled", 2),
]


@pytest.mark.parametrize("order", list(permutations(range(6)))[::7])
def test_in_whatever_order_it_is_heard_and_twice(order: tuple[int, ...]) -> None:
    for place in order:
        hear(STORY[place], STORY[place])
    first, second = sold.order_of("shp_a", "ORD-1").items
    assert (first.status, first.carrier, first.tracking_number) == ("delivered", "Blue Van", "1Z 9")
    assert second.status == "cancelled"
    assert today() == (1, 2, 1800)
    assert SoldOrder.objects.get().done_at == NOW


def test_an_item_heard_of_only_by_its_status_is_shown_nowhere_and_counts_nothing() -> None:
    hear(moved("shipped"))
    assert sold.items_of("shp_a", None, "", None, 50).items == []
    assert today() == (0, 0, 0)
    hear(item())
    assert [each.status for each in sold.items_of("shp_a", None, "", None, 50).items] == ["shipped"]


def test_when_all_of_an_order_is_cancelled_it_no_longer_counts() -> None:
    hear(item(1), item(2), item(1, order=2))
    assert today() == (2, 6, 5400)
    hear(moved("cancelled", 1), moved("cancelled", 2))
    assert today() == (1, 2, 1800)


def test_it_is_taken_off_the_day_of_its_sale() -> None:
    hear(item(at=NOW - timedelta(days=3)))
    hear(moved("cancelled"))
    assert [(row.orders, row.revenue) for row in SalesDay.objects.all()] == [(0, 0)]
    hear(item(order=2, at=NOW - timedelta(days=3)))
    hear(
        OrderRefunded(
            order_id="ord_2", number="ORD-2", user_id=None, email="a@b.example", at=NOW, amount=Money.of(700),
            shops=[ShopShare(shop_id="shp_a", goods=Money.of(600))],
        )
    )  # fmt: skip
    assert today() == (0, 0, 0)
    assert sold.sales_of("shp_a").periods[1].revenue == Money.of(1200)


def test_sales_at_a_glance() -> None:
    for days, number in ((0, 1), (2, 2), (8, 3), (29, 4), (31, 5)):
        hear(item(number, order=number, at=NOW - timedelta(days=days)))
    hear(item(1, order=9, at=NOW - timedelta(days=1)))
    hear(item(7, order=8, shop="b"))
    seen = sold.sales_of("shp_a")
    assert [(each.days, each.orders, each.revenue.minor) for each in seen.periods] == [
        (1, 1, 1800),
        (7, 3, 5400),
        (30, 5, 9000),
    ]
    assert seen.periods[2].average == Money.of(1800)
    assert len(seen.days) == 30
    assert seen.days[-1].day == NOW.date()
    assert (seen.top[0].title, seen.top[0].units) == ("Cup 1", 4)
    assert len(seen.top) == 4
    assert seen.to_ship == 12, "pieces, as everything else here: two of each of six items"
    assert sold.sales_of("shp_nowhere").to_ship == 0
    assert sold.sales_of("shp_nowhere").periods[0].average is None


def test_the_glance_reads_stored_rows_however_much_was_sold(count_queries: Any) -> None:
    for number in range(1, 30):
        hear(item(number, order=number))
    with count_queries("shops") as queries:
        sold.sales_of("shp_a")
    assert len(queries) <= 4
    with count_queries("shops") as queries:
        assert len(sold.orders_of("shp_a", None, "", None, 20).items) == 20
    assert len(queries) <= 2
    with count_queries("shops") as queries:
        sold.items_of("shp_a", "processing", "", None, 20)
    assert len(queries) <= 2


def test_taking_an_item_in_is_a_few_statements(count_queries: Any) -> None:
    hear(item(1))
    with count_queries("shops") as queries:
        hear(item(1, order=2))
    statements = [query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert (
        len(statements) == 7
    )  # its order and its item looked for and written, the order's state, the day, the product's day


def test_page_by_page_each_once() -> None:
    for order in range(1, 8):
        hear(item(1, order=order), item(2, order=order))
    hear(moved("shipped", 1, order=3))
    seen, cursor = [], None
    while True:
        page = sold.items_of("shp_a", None, "", cursor, 3)
        seen += [each.item_id for each in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == [f"itm_{order}_{number}" for order in range(7, 0, -1) for number in (1, 2)]
    assert [o.number for o in sold.orders_of("shp_a", "shipped", "", None, 20).items] == ["ORD-3"]
    assert [o.number for o in sold.orders_of("shp_a", None, "ORD-4", None, 20).items] == ["ORD-4"]
    first = sold.orders_of("shp_a", None, "", None, 4)
    assert [o.number for o in sold.orders_of("shp_a", None, "", first.next, 4).items] == [
        "ORD-3",
        "ORD-2",
        "ORD-1",
    ]
    with pytest.raises(BadCursor):
        sold.items_of("shp_a", None, "", "rubbish", 3)


def test_another_shops_are_not_found() -> None:
    hear(item(1), item(2, shop="b"))
    assert [each.item_id for each in sold.order_of("shp_a", "ORD-1").items] == ["itm_1_1"]
    with pytest.raises(SoldItemNotFound):
        sold.item_of("shp_a", "itm_1_2")
    with pytest.raises(SoldOrderNotFound):
        sold.order_of("shp_c", "ORD-1")


def test_who_is_erased_is_forgotten_and_the_sales_stay() -> None:
    hear(item(1), item(1, order=2, user_id="usr_bea"))
    on_user_erased(UserErased(user_id="usr_ada"))
    assert sold.order_of("shp_a", "ORD-1").ship_to is None
    assert sold.order_of("shp_a", "ORD-2").ship_to == ADDRESS
    assert today() == (2, 4, 3600)
    assert "Ada" not in str(list(SoldOrder.objects.filter(order_id="ord_1").values()))


def test_addresses_are_kept_for_a_while_after_all_has_arrived() -> None:
    hear(item(1), item(2), moved("delivered", 1))
    later = NOW + timedelta(days=90)
    assert selling.forget_addresses(later) == 0, "there is still something to send"
    hear(moved("cancelled", 2))
    assert selling.forget_addresses(NOW) == 0
    assert selling.forget_addresses(later) == 1
    assert selling.forget_addresses(later) == 0
    assert sold.order_of("shp_a", "ORD-1").ship_to is None


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.sampled_from(STORY), max_size=12))
def test_revenue_is_the_sum_of_what_stands(events: list[Any]) -> None:
    for table in (SoldItem, SoldOrder, SalesDay):
        table.objects.all().delete()
    hear(*events)
    standing = SoldItem.objects.filter(is_known=True).exclude(status="cancelled")
    assert today()[2] == sum(row.value for row in standing)
    assert today()[1] == sum(row.quantity for row in standing)
    assert today()[0] == int(standing.exists())


@pytest.mark.parametrize(
    "breaks",
    [
        lambda: SalesDay.objects.update(units=7),
        lambda: SalesDay.objects.update(revenue=7),
        lambda: SalesDay.objects.all().delete(),
        lambda: ProductDay.objects.update(units=7),
    ],
)
def test_the_audit_sees_sales_that_are_not_what_was_sold(breaks: Any) -> None:
    hear(*STORY)
    hear(
        OrderRefunded(
            order_id="ord_1", number="ORD-1", user_id=None, email="a@b.example", at=NOW, amount=Money.of(700),
            shops=[ShopShare(shop_id="shp_a", goods=Money.of(600))],
        )
    )  # fmt: skip
    assert violations() == []
    breaks()
    assert violations()[0].startswith("18: ")


def test_a_corrected_tracking_number_is_in_the_shops_books() -> None:
    hear(item(1))
    hear(moved("shipped", carrier="Blue Van", tracking_number="1Z 999"))
    on_tracking_corrected(
        OrderTrackingCorrected(
            order_id="ord_1", number="ORD-1", user_id=None, email="", at=NOW, shop_id="shp_a", shop_name="a",
            carrier="Red Van", tracking_number="1Z 998", items=[
                ItemFacts(
                    item_id="itm_1_1", variation_id="var_1", product_id="prd_1", shop_id="shp_a", shop_name="a", title="Cup",
                    quantity=2, unit_price=Money.of(1000), line_total=Money.of(2000),
                )
            ],
        )
    )  # fmt: skip
    found = sold.item_of("shp_a", "itm_1_1")
    assert (found.status, found.carrier, found.tracking_number) == ("shipped", "Red Van", "1Z 998")


@pytest.fixture
def shops() -> None:
    for letter in ("a", "b"):
        Shop.objects.create(
            shop_id=f"shp_{letter}", owner_id=f"usr_{letter}", slug=f"shop-{letter}", name=letter, sort_name=letter,
            status="approved", opening_key=letter, created_at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("path", ["order-items", "order-items/itm_1_1", "sales"])
def test_only_the_owner_and_staff_read_what_a_shop_sold(
    client: Any, signed_in: Any, shops: None, path: str
) -> None:
    hear(item(1))

    def status(user: str, role: str, shop: str = "shp_a") -> int:
        return int(client.get(f"/api/shops/{shop}/{path}", headers=signed_in(user, roles=[role])).status_code)

    assert status("usr_a", "shop_owner") == 200
    assert status("usr_a", "shop_owner", "shop-a") == 200
    assert status("usr_tom", "staff") == 200
    assert status("usr_b", "shop_owner") == 404
    assert status("usr_a", "shopper") == 403
    if path != "sales" and "itm" in path:
        assert status("usr_b", "shop_owner", "shp_b") == 404, "not through one's own shop either"


@pytest.mark.parametrize(
    ("path", "role_gone"), [("order-items", 200), ("order-items/itm_1_1", 200), ("sales", 403)]
)
def test_whose_shop_has_closed_reads_what_is_to_be_sent(
    client: Any, signed_in: Any, shops: None, path: str, role_gone: int
) -> None:
    hear(item(1))
    Shop.objects.update(status="closed")
    address = f"/api/shops/shp_a/{path}"
    assert client.get(address, headers=signed_in("usr_a", roles=["shopper"])).status_code == role_gone
    theirs = client.get(address, headers=signed_in("usr_b", roles=["shopper"])).status_code
    assert theirs == (403 if path == "sales" else 404)
    assert client.get(address).status_code == 401
