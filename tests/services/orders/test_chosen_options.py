"""What was chosen of the goods is told wherever an order names them: two variations of one title are two things."""

from __future__ import annotations

import pytest

from souk.contracts.orders.calls import ItemMoveRefused, Order
from souk.services.orders.stories import shop_moves
from souk.services.orders.use_cases import access, reading
from tests.services.orders.conftest import STAFF, Street
from tests.services.orders.test_shop_moves import items, now_of, packed_order, said, ship, shop_of

PAPERBACK, HARDCOVER = {"cover": "Paperback"}, {"cover": "Hardcover"}


def two_covers(street: Street) -> Order:
    street.carts.goods["var_lamp"].options = PAPERBACK
    street.carts.goods["var_vase"].options = HARDCOVER
    return packed_order(street)


def test_events_that_become_letters_say_what_was_chosen(street: Street) -> None:
    order = two_covers(street)
    first, second = items(order)
    shop_moves.cancel_item(shop_of(order), first.item_id, "sold_out", "")
    ship(order, second.item_id)
    shop_moves.deliver_items(shop_of(order), [second.item_id], "d")
    assert [told["options"] for told in said("order.confirmed")[0]["items"]] == [PAPERBACK, HARDCOVER]
    assert said("order.item.cancelled")[0]["options"] == PAPERBACK
    (parcel,) = said("order.shipped")
    assert [(told["item_id"], told["options"], told["quantity"]) for told in parcel["items"]] == [
        (second.item_id, HARDCOVER, 1)
    ]
    assert [told["options"] for told in said("order.completed")[0]["items"]] == [HARDCOVER]


def test_tracking_says_what_is_in_each_parcel(street: Street) -> None:
    order = two_covers(street)
    ship(order, items(order)[1].item_id)
    row = access.readable_order(order.order_id, STAFF)
    inside = {
        (line.quantity, line.name) for parcel in reading.track_order(row).parcels for line in parcel.lines
    }
    assert inside == {(2, "Winter jacket (Paperback)"), (1, "Winter jacket (Hardcover)")}


def test_history_and_refusals_name_the_one_that_is_meant(street: Street) -> None:
    order = two_covers(street)
    first, second = items(order)
    shop_moves.cancel_item(shop_of(order), second.item_id, "sold_out", "")
    assert "“Winter jacket (Hardcover)”" in now_of(order).history[-1].detail
    ship(order, first.item_id)
    with pytest.raises(ItemMoveRefused, match=r"“Winter jacket \(Paperback\)”"):
        shop_moves.cancel_item(shop_of(order), first.item_id, "sold_out", "")
