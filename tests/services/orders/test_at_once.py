"""Parcels of one order that arrive at the same moment."""

from __future__ import annotations

from typing import Any

import pytest

from souk.contracts.shipping.events import ShipmentLineFacts, ShipmentStatusUpdated
from souk.kernel import clock
from souk.kernel.data.rows import insert
from souk.kernel.models import OutboxEvent
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.use_cases.tracking import move_items
from tests.kernel.in_between import while_uncommitted
from tests.services.orders.conftest import ADDRESS


def shipped_order(**changes: Any) -> None:
    """Of two items."""
    insert(
        Order(
            order_id="ord_1", number="ORD-1", checkout_key="c", cart_id="crt_1", email="ada@example.org", status="shipped",
            currency="USD", address=ADDRESS.model_dump(), shipping_method="standard", shipping_label="", note="", subtotal=2, discount=0,
            shipping=0, tax=0, tax_label="", total=2, paid=2, created_at=clock.now(),
        )
    )  # fmt: skip
    insert(
        *(
            OrderItem(
                **{
                    "item_id": f"itm_{n}", "order_id": "ord_1", "position": n, "shop_id": "shp_1", "shop_name": "S",
                    "product_id": "prd_1", "product_slug": "p", "variation_id": f"var_{n}", "sku": f"{n}", "title": "T",
                    "options": {}, "quantity": 1, "unit_price": 1, "line_total": 1, "discount": 0, "tax": 0, "status": "shipped",
                }
                | changes
            )
            for n in (1, 2)
        )
    )  # fmt: skip


def arrived(number: int) -> ShipmentStatusUpdated:
    line = ShipmentLineFacts(item_id=f"itm_{number}", variation_id=f"var_{number}", quantity=1)
    return ShipmentStatusUpdated(
        shipment_id=f"shm_{number}", order_id="ord_1", shop_id="shp_1", status="delivered", tracking_number=None,
        lines=[line], at=clock.now(), place="",
    )  # fmt: skip


def test_of_two_last_parcels_at_once_one_completes_the_order(real_databases: None) -> None:
    shipped_order()
    while_uncommitted("orders", lambda: move_items(arrived(1)), lambda: move_items(arrived(2)))
    assert Order.objects.get().status == "delivered"
    told = OutboxEvent.objects.using("orders").filter(type="souk.order.completed.v1")
    assert told.count() == 1


def sent(part_id: str, quantity: int) -> ShipmentStatusUpdated:
    line = ShipmentLineFacts(item_id=part_id, variation_id="var_1", quantity=quantity, part_of="itm_1")
    return arrived(1).model_copy(
        update={"shipment_id": f"shm_{part_id}", "status": "handed_over", "lines": [line]}
    )


@pytest.mark.parametrize(
    ("first", "second", "units"),
    [(("a", 3), ("b", 1), {"itm_1": 1, "a": 3, "b": 1}), (("a", 3), ("a", 3), {"itm_1": 2, "a": 3})],
)
def test_of_parts_that_are_heard_of_at_once_none_is_lost_and_none_there_twice(
    real_databases: None, first: tuple[str, int], second: tuple[str, int], units: dict[str, int]
) -> None:
    shipped_order(status="processing", quantity=5)
    while_uncommitted("orders", lambda: move_items(sent(*first)), lambda: move_items(sent(*second)))
    theirs = OrderItem.objects.exclude(item_id="itm_2").values_list("item_id", "quantity")
    assert dict(theirs) == units
    said = OutboxEvent.objects.using("orders").filter(type="souk.order.item.split.v1")
    assert said.count() == len(units) - 1
