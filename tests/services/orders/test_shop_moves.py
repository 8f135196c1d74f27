"""What shops do with their items: forward only, their own only, once, and whatever the buyer does meanwhile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from souk.contracts.cart.calls import CartHolder
from souk.contracts.orders.calls import (
    ItemMoveRefused,
    Order,
    OrderCannotBeCancelled,
    OrderItemNotFound,
)
from souk.contracts.shipping.events import ShipmentCreated, ShipmentLineFacts, ShipmentTrackingCorrected
from souk.kernel import clock
from souk.kernel.models import OutboxEvent, StoryRow
from souk.services.orders.handlers import on_corrected_tracking
from souk.services.orders.models import Order as OrderRow
from souk.services.orders.models import OrderItem
from souk.services.orders.rules.states import shop_may_move
from souk.services.orders.stories import cancellation, delivering, placing, shop_moves
from souk.services.orders.stories.fulfilment import fulfilment
from souk.services.orders.use_cases.access import token_for
from souk.services.orders.use_cases.auditing import violations
from souk.services.orders.use_cases.rebuilding import tell_again
from souk.vocabulary.problems import Invalid, Unavailable
from tests.services.orders.conftest import STAFF, Street


def said(name: str) -> list[dict[str, Any]]:
    rows = OutboxEvent.objects.using("orders").filter(type=f"souk.{name}.v1").order_by("id")
    return [json.loads(row.envelope)["data"] for row in rows]


def packed_order(street: Street, key: str = "k", **changes: Any) -> Order:
    """A paid order whose shops are packing: two lamps and a vase."""
    order = placing.place_order(key, street.buyer, street.details(**changes))
    for shipment in street.shipping.shipments(order_id=order.order_id):
        delivering.follow_parcel(
            ShipmentCreated(
                shipment_id=shipment.shipment_id, order_id=order.order_id, shop_id=shipment.shop_id, status="preparing",
                tracking_number=None, at=clock.now(),
                lines=[
                    ShipmentLineFacts(item_id=x.item_id, variation_id=x.variation_id, quantity=x.quantity)
                    for x in shipment.lines
                ],
            )
        )  # fmt: skip
    return placing.look_again(order.order_id, STAFF)


def items(order: Order) -> list[Any]:
    return [item for shop in order.shops for item in shop.items]


def shop_of(order: Order) -> str:
    return order.shops[0].shop_id


def now_of(order: Order) -> Order:
    return placing.look_again(order.order_id, STAFF)


def ship(order: Order, *item_ids: str, key: str = "s", shop: str | None = None) -> Any:
    return shop_moves.ship_items(key, shop or shop_of(order), list(item_ids), "Blue Van", "1Z 999")


def test_forward_only() -> None:
    states = ["pending", "processing", "shipped", "delivered", "cancelled"]
    allowed = {(a, b) for a in states for b in states if a != b and shop_may_move(a, b)}
    assert allowed == {
        ("pending", "shipped"),
        ("processing", "shipped"),
        ("shipped", "delivered"),
        ("pending", "cancelled"),
        ("processing", "cancelled"),
    }


def test_shipping_a_part_then_the_rest_until_all_has_arrived(street: Street):
    order = packed_order(street)
    lamp, vase = items(order)
    (moved,) = ship(order, lamp.item_id)
    assert (moved.status, moved.carrier, moved.tracking_number) == ("shipped", "Blue Van", "1Z 999")
    assert now_of(order).status == "processing", "the vase is still being packed"
    ship(order, vase.item_id, key="t")
    assert now_of(order).status == "shipped"
    fulfilment.run_due()
    assert street.held() == 0
    for item in (lamp, vase):
        shop_moves.deliver_items(shop_of(order), [item.item_id], f"d-{item.item_id}")
    assert now_of(order).status == "delivered"
    (told,) = said("order.completed")
    assert {each["item_id"] for each in told["items"]} == {lamp.item_id, vase.item_id}
    assert [event["carrier"] for event in said("order.shipped")] == ["Blue Van", "Blue Van"]
    assert violations() == []


def test_twice_is_once(street: Street):
    order = packed_order(street)
    ids = [item.item_id for item in items(order)]
    assert ship(order, *ids) == ship(order, *ids)
    assert len(said("order.shipped")) == 1
    for _ in range(2):
        shop_moves.deliver_items(shop_of(order), ids, "d")
    assert len(said("order.completed")) == 1


def test_nothing_goes_backwards(street: Street):
    order = packed_order(street)
    lamp, vase = items(order)
    with pytest.raises(ItemMoveRefused, match="processing and cannot become delivered"):
        shop_moves.deliver_items(shop_of(order), [lamp.item_id], "d")
    ship(order, lamp.item_id)
    with pytest.raises(ItemMoveRefused):
        ship(order, lamp.item_id, key="again")
    with pytest.raises(ItemMoveRefused):
        shop_moves.cancel_item(shop_of(order), lamp.item_id, "sold_out", "")
    shop_moves.deliver_items(shop_of(order), [lamp.item_id], "d")
    with pytest.raises(ItemMoveRefused, match="delivered and cannot become shipped"):
        ship(order, lamp.item_id, key="back")
    assert OrderItem.objects.get(item_id=lamp.item_id).status == "delivered"
    assert OrderItem.objects.get(item_id=vase.item_id).status == "processing"


def test_another_shops_items_are_not_found(street: Street):
    order = packed_order(street)
    lamp = items(order)[0].item_id
    for attempt in (
        lambda: ship(order, lamp, shop="shp_eve"),
        lambda: shop_moves.deliver_items("shp_eve", [lamp], "d"),
        lambda: shop_moves.cancel_item("shp_eve", lamp, "sold_out", ""),
        lambda: ship(order, lamp, "itm_nowhere"),
        lambda: ship(order),
    ):
        with pytest.raises(OrderItemNotFound):
            attempt()
    assert street.payments.net == order.total.minor
    assert {item.status for item in items(now_of(order))} == {"processing"}


def test_an_unpaid_order_is_nobodys_work_yet(street: Street):
    order = placing.place_order("k", street.buyer, street.details("pm_card_declined"))
    with pytest.raises(OrderItemNotFound):
        ship(order, items(order)[0].item_id)
    assert said("order.item.created") == []


def test_things_of_two_orders_are_not_one_parcel(street: Street):
    first = packed_order(street)
    holder = CartHolder(token=street.buyer.cart_token)
    street.carts.add_item(holder=holder, variation_id="var_vase", quantity=1)
    second = packed_order(street, "k2")
    with pytest.raises(Invalid):
        ship(first, items(first)[0].item_id, items(second)[0].item_id)


def test_an_order_that_is_being_confirmed_may_be_asked_again(street: Street):
    order = placing.place_order("k", street.buyer, street.details())
    street.shipping._consigned.clear()
    with pytest.raises(Unavailable):
        ship(order, items(order)[0].item_id)
    with pytest.raises(Unavailable):
        shop_moves.cancel_item(shop_of(order), items(order)[0].item_id, "sold_out", "")


def test_shipping_away_changes_nothing(street: Street):
    order = packed_order(street)
    street.shipping.is_away = True
    with pytest.raises(Unavailable):
        ship(order, items(order)[0].item_id)
    street.shipping.is_away = False
    assert {item.status for item in items(now_of(order))} == {"processing"}
    assert ship(order, items(order)[0].item_id)[0].status == "shipped"


def test_whoever_was_first_wins_shop_or_buyer(street: Street):
    order = packed_order(street)
    lamp, _ = items(order)
    ship(order, lamp.item_id)
    with pytest.raises(OrderCannotBeCancelled):
        cancellation.cancel_order(order.order_id, STAFF, "")
    assert street.payments.net == order.total.minor


def test_what_the_buyer_called_off_cannot_be_sent(street: Street):
    order = packed_order(street)
    lamp, _ = items(order)
    cancellation.call_parcels_off(
        cancellation.Cancellation(
            order_id=order.order_id,
            checkout_key=OrderRow.objects.get().checkout_key,
            to_refund=order.total,
            has_coupon=False,
            reason="",
        ),
        "cancel",
    )  # fmt: skip  (the cancellation has begun and is not done)
    with pytest.raises(ItemMoveRefused):
        ship(order, lamp.item_id)
    with pytest.raises(ItemMoveRefused):
        shop_moves.cancel_item(shop_of(order), lamp.item_id, "sold_out", "")
    assert not StoryRow.objects.using("orders").filter(story="taking_out").exists()
    cancelled = cancellation.cancel_order(order.order_id, STAFF, "")
    assert cancelled.status == "cancelled"
    assert {event["status"] for event in said("order.item.status.updated")} == {"processing", "cancelled"}


def test_a_seller_is_told_what_to_send_and_where_once_it_is_paid(street: Street):
    order = packed_order(street, note="Ring twice")
    told = said("order.item.created")
    assert [(each["title"], each["quantity"]) for each in told] == [
        (item.title, item.quantity) for item in items(order)
    ]
    assert told[0]["ship_to"]["line1"] == "1 Market Street"
    assert told[0]["note"] == "Ring twice"
    assert "email" not in told[0]


def test_what_was_sold_before_shops_were_told_is_said_again(street: Street):
    order = packed_order(street)
    ship(order, items(order)[0].item_id)
    before = said("order.item.created")
    assert tell_again() == 1
    again = said("order.item.created")[len(before) :]
    assert again == before, "with the time at which it was paid"
    states = [event["status"] for event in said("order.item.status.updated")[-2:]]
    assert states == ["shipped", "processing"]


def test_an_unpaid_order_is_not_said(street: Street):
    placing.place_order("k", street.buyer, street.details("pm_card_declined"))
    assert tell_again() == 0


def test_right_after_a_move_orders_says_how_its_items_stand(street: Street):
    order = packed_order(street)
    lamp, vase = items(order)
    ship(order, lamp.item_id)
    first, second = shop_moves.states(shop_of(order), order.order_id)
    assert (first.status, first.carrier, first.tracking_number) == ("shipped", "Blue Van", "1Z 999")
    assert (second.item_id, second.status, second.carrier) == (vase.item_id, "processing", "")
    assert shop_moves.states("shp_eve", order.order_id) == []
    street.shipping.is_away = True
    assert [each.status for each in shop_moves.states(shop_of(order), order.order_id)] == [
        "shipped",
        "processing",
    ]


def test_a_corrected_number_is_told_to_the_buyer_with_what_is_in_the_parcel(street: Street):
    order = packed_order(street)
    item = items(order)[1]
    ship(order, item.item_id)
    (parcel,) = [s for s in street.shipping.shipments(order_id=order.order_id) if s.status != "preparing"]
    lines = [ShipmentLineFacts(item_id=item.item_id, variation_id=item.variation_id, quantity=1)]
    news = ShipmentTrackingCorrected(
        shipment_id=parcel.shipment_id, order_id=order.order_id, shop_id=parcel.shop_id, status=parcel.status,
        tracking_number="1Z 998", carrier="Red Van", former_number="1Z 999", lines=lines, at=clock.now(),
    )  # fmt: skip
    on_corrected_tracking(news)
    (told,) = said("order.tracking.corrected")
    assert (told["tracking_number"], told["former_number"], told["carrier"]) == (
        "1Z 998",
        "1Z 999",
        "Red Van",
    )
    assert [each["item_id"] for each in told["items"]] == [item.item_id]
    assert told["order_token"] == token_for(order.order_id)
    on_corrected_tracking(news.model_copy(update={"order_id": "ord_nowhere"}))
    assert len(said("order.tracking.corrected")) == 1
