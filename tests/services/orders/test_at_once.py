"""Parcels of one order that arrive at the same moment."""

from __future__ import annotations

from souk.contracts.shipping.events import ShipmentLineFacts, ShipmentStatusUpdated
from souk.kernel import clock
from souk.kernel.data.rows import insert
from souk.kernel.models import OutboxEvent
from souk.services.orders.models import Order, OrderItem
from souk.services.orders.use_cases.tracking import move_items
from tests.kernel.in_between import while_uncommitted


def shipped_order() -> None:
    insert(
        Order(
            order_id="ord_1", number="ORD-1", checkout_key="c", cart_id="crt_1", email="ada@example.org", status="shipped",
            currency="USD", address={}, shipping_method="standard", shipping_label="", note="", subtotal=2, discount=0,
            shipping=0, tax=0, tax_label="", total=2, paid=2, created_at=clock.now(),
        )
    )  # fmt: skip
    insert(
        *(
            OrderItem(
                item_id=f"itm_{n}", order_id="ord_1", position=n, shop_id="shp_1", shop_name="S", product_id="prd_1",
                product_slug="p", variation_id=f"var_{n}", sku=f"{n}", title="T", options={}, quantity=1, unit_price=1,
                line_total=1, discount=0, tax=0, status="shipped",
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
