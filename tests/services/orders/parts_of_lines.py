"""An order of which parts of a line go different ways, and what must be true of it whatever happens."""

from __future__ import annotations

from typing import Any

from souk.contracts.cart.calls import CartHolder
from souk.contracts.marketing.calls import CouponDraft
from souk.contracts.orders.calls import Order
from souk.contracts.shipping.events import ShipmentCreated, ShipmentLineFacts, ShipmentStatusUpdated
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.orders.models import OrderItem
from souk.services.orders.stories import delivering, shop_moves
from souk.services.orders.use_cases.auditing import facts, violations
from tests.services.orders.conftest import Street
from tests.services.orders.test_shop_moves import items, packed_order, shop_of


def five_lamps(street: Street) -> Order:
    """Five lamps and a vase, with a coupon of 7 %."""
    holder = CartHolder(token=street.buyer.cart_token)
    street.carts.add_item(holder=holder, variation_id="var_lamp", quantity=3)
    street.carts.coupons["SEVEN"] = 7
    street.marketing.save_coupon(key="seven", draft=CouponDraft(code="SEVEN", description="", percent=7))
    street.carts.apply_coupon(holder=holder, code="SEVEN")
    return packed_order(street)


def lamp(order: Order) -> str:
    return str(items(order)[0].item_id)


def send(order: Order, quantity: int | None, key: str = "s", number: str = "1Z 1") -> Any:
    some = {lamp(order): quantity} if quantity is not None else {}
    return shop_moves.ship_items(key, shop_of(order), [lamp(order)], "Blue Van", number, some)


def take_out(order: Order, quantity: int | None, key: str = "o", reason: Any = "sold_out") -> Any:
    return shop_moves.cancel_item(shop_of(order), lamp(order), reason, "", key, quantity)


def lamps() -> list[tuple[int, int | None, str]]:
    """Units, of how many, and where they are."""
    rows = OrderItem.objects.filter(variation_id="var_lamp").order_by("position")
    return list(rows.values_list("quantity", "bought", "status"))


def in_order(order: Order) -> None:
    """Units and money of the order are all there, and shipping has the same."""
    assert violations() == []
    rows = OrderItem.objects.all()
    assert sum(row.line_total for row in rows) == order.subtotal.minor
    assert sum(row.discount for row in rows) == order.discount.minor
    assert sum(row.tax for row in rows) == order.tax.minor
    assert sum(row.quantity for row in rows if row.variation_id == "var_lamp") == 5
    assert len({row.position for row in rows}) == len(rows)


def agrees(street: Street, order: Order) -> None:
    packed = {
        line.item_id: line.quantity
        for parcel in street.shipping.shipments(order_id=order.order_id)
        for line in parcel.lines
        if parcel.status != "cancelled"
    }
    assert packed == facts()["orders"][order.order_id]["units"]


def news(street: Street, order: Order) -> list[Any]:
    """What shipping says of each parcel, as it is now: that it was packed, and where it is."""
    told: list[Any] = []
    for parcel in street.shipping.shipments(order_id=order.order_id):
        fact = {
            "shipment_id": parcel.shipment_id, "order_id": order.order_id, "shop_id": parcel.shop_id,
            "tracking_number": parcel.tracking_number, "carrier": parcel.carrier, "at": clock.now(),
            "lines": [
                ShipmentLineFacts(item_id=x.item_id, variation_id=x.variation_id, quantity=x.quantity, part_of=x.part_of)
                for x in parcel.lines
            ],
        }  # fmt: skip
        told.append(ShipmentCreated(**fact, status="preparing"))
        if parcel.status != "preparing":
            told.append(ShipmentStatusUpdated(**fact, status=parcel.status, place=""))
    return told


def hear(event: Any) -> None:
    with changes("orders"):
        delivering.follow_parcel(event)
