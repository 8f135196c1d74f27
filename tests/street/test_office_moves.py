"""Items moved from the back office over the real houses: for any shop, once, with the letters a shop's own move has, and noted."""

from __future__ import annotations

from typing import Any

import pytest

from souk.contracts.cart.calls import CartHolder
from souk.contracts.orders.calls.desk import OrderDesk
from souk.kernel.models import TrailRow
from souk.services.notifications.models import Message
from souk.services.orders.models import OrderItem
from souk.vocabulary.problems import Unavailable
from tests.street.buying import buy, open_stall, quiet
from tests.street.office import browser_of, text_of

pytestmark = pytest.mark.usefixtures("databases")


@pytest.fixture
def order() -> Any:
    """Two lamps of a stall that hands in its parcels itself."""
    return buy(CartHolder(), open_stall("shop"), 2)


@pytest.fixture
def carried() -> Any:
    return buy(CartHolder(), open_stall("carrier"), 1)


def addresses(order: Any) -> tuple[str, str, str, str]:
    """Of the page; of its shop's forms; the shop; the item."""
    page, part = f"/office/orders/{order.number}", order.shops[0]
    return page, f"{page}/shops/{part.shop_id}", part.shop_id, part.items[0].item_id


def status(order: Any) -> str:
    return OrderItem.objects.get(order_id=order.order_id).status


def moves_noted(order: Any) -> list[str]:
    rows = TrailRow.objects.using("orders").filter(kind="done", deed="orders.move", subject=order.order_id)
    return [row.after for row in rows.order_by("entry_id")]


def sent(shop_id: str, item_id: str, carrier: str = "Blue Van", number: str = "1Z 999") -> dict[str, str]:
    return {f"{shop_id}-carrier": carrier, f"{shop_id}-tracking_number": number, "item": item_id}


def test_an_item_is_sent_corrected_and_delivered(desk, order, grace):
    page, shop, shop_id, item_id = addresses(order)
    before = text_of(desk.get(page))
    assert f'action="{shop}/ship"' in before
    for _ in range(2):
        answer = desk.post(f"{shop}/ship", sent(shop_id, item_id), follow=True)
        assert "Marked as shipped" in text_of(answer)
    assert status(order) == "shipped"
    after = text_of(desk.get(page))
    assert f'action="{shop}/ship"' not in after
    assert "1Z 999" in after
    corrected = {"item": item_id, f"{item_id}-carrier": "Blue Van", f"{item_id}-tracking_number": "1Z 998"}
    assert "Corrected" in text_of(desk.post(f"{shop}/correct", corrected, follow=True))
    assert "1Z 998" in text_of(desk.get(page))
    assert "Marked as delivered" in text_of(desk.post(f"{shop}/deliver", {"item": item_id}, follow=True))
    assert status(order) == "delivered"
    assert 'id="moves"' not in text_of(desk.get(page))
    quiet()
    assert Message.objects.filter(template="order_shipped", to="ada@example.org").count() == 1
    first, second = moves_noted(order)
    assert "1Z 999" in first
    assert "delivered" in second
    asked = TrailRow.objects.using("users").filter(kind="asked", actor_id=grace.user_id)
    assert "POST /office/orders/<slug:number>/shops/<slug:shop_id>/ship" in {row.deed for row in asked}


def test_an_item_that_is_not_to_be_had_gives_its_money_back(desk, order):
    page, _, _, item_id = addresses(order)
    out = f"{page}/items/{item_id}/out"
    assert "Please choose one of the list" in text_of(desk.post(out, {f"{item_id}-reason": "bored"}))
    given = {f"{item_id}-reason": "sold_out", f"{item_id}-note": "The last one fell"}
    assert "gets the money for it back" in text_of(desk.post(out, given, follow=True))
    assert status(order) == "cancelled"
    assert "The last one fell" in text_of(desk.get(page))
    (noted,) = moves_noted(order)
    assert "sold_out" in noted
    desk.post(out, given)
    assert len(moves_noted(order)) == 1
    assert desk.post(f"{page}/items/itm_none/out", given).status_code == 404


def test_of_two_one_is_sent_and_one_is_not_to_be_had(desk, order):
    page, shop, shop_id, item_id = addresses(order)
    assert f'name="send-{item_id}-quantity"' in text_of(desk.get(page))
    units = {f"send-{item_id}-quantity": "3", f"send-{item_id}-left": "2"}
    refused = desk.post(f"{shop}/ship", sent(shop_id, item_id) | units)
    assert refused.status_code == 422
    assert "Only 2 of" in text_of(refused)
    unread = desk.post(f"{shop}/ship", sent(shop_id, item_id) | units | {f"send-{item_id}-quantity": "many"})
    assert unread.status_code == 422
    assert "How many are in this parcel?: Please give a whole number" in text_of(unread)
    units[f"send-{item_id}-quantity"] = "1"
    for _ in range(2):
        assert desk.post(f"{shop}/ship", sent(shop_id, item_id) | units).status_code == 303
    rows = OrderItem.objects.filter(order_id=order.order_id).order_by("status")
    assert [(row.status, row.quantity) for row in rows] == [("processing", 1), ("shipped", 1)]
    given = {f"{item_id}-reason": "sold_out", f"{item_id}-note": ""}
    assert "gets the money for it back" in text_of(
        desk.post(f"{page}/items/{item_id}/out", given, follow=True)
    )
    rows = OrderItem.objects.filter(order_id=order.order_id).order_by("status")
    assert [(row.status, row.quantity) for row in rows] == [("cancelled", 1), ("shipped", 1)]


def test_what_is_wrong_is_said_where_it_was_typed(desk, order):
    _, shop, shop_id, item_id = addresses(order)
    nothing = desk.post(f"{shop}/ship", sent(shop_id, item_id) | {"item": ""})
    assert nothing.status_code in (404, 422)
    empty = desk.post(f"{shop}/ship", {f"{shop_id}-carrier": "Blue Van"})
    text = text_of(empty)
    assert empty.status_code == 422
    assert "Tick what is in the parcel" in text
    assert "Tracking number: Please fill this in" in text
    assert 'value="Blue Van"' in text
    early = desk.post(f"{shop}/deliver", {"item": item_id})
    assert early.status_code == 422
    assert "cannot become delivered" in text_of(early)
    assert status(order) != "delivered"
    desk.post(f"{shop}/ship", sent(shop_id, item_id))
    again = desk.post(f"{shop}/ship", sent(shop_id, item_id, number="2Z 000"))
    assert again.status_code == 422
    assert moves_noted(order) == moves_noted(order)[:1]


def test_an_item_is_moved_as_its_own_shops_only(desk, order):
    page, _, _, item_id = addresses(order)
    other = f"{page}/shops/shp_other/ship"
    assert desk.post(other, sent("shp_other", item_id)).status_code == 404
    assert status(order) not in ("shipped", "delivered")


def test_what_the_carrier_has_only_the_carrier_tells(desk, carried):
    page, shop, shop_id, item_id = addresses(carried)
    desk.post(f"{shop}/ship", sent(shop_id, item_id))  # still being packed: it may be handed in itself
    from souk.services.shipping.use_cases.following import follow_parcels

    follow_parcels()
    quiet()
    assert status(carried) == "shipped"
    assert desk.get(page).status_code == 200


def test_who_may_not_move_sees_no_form_and_sends_none(order):
    page, shop, shop_id, item_id = addresses(order)
    reader = browser_of("usr_1", given=("orders.read",))
    assert 'id="moves"' not in text_of(reader.get(page))
    assert reader.post(f"{shop}/ship", sent(shop_id, item_id)).status_code == 403
    assert status(order) not in ("shipped", "delivered")
    mover = browser_of("usr_1", given=("orders.move",))
    assert mover.get(page).status_code == 403
    refused = mover.post(f"{shop}/ship", {})
    assert refused.status_code == 422
    assert "ada@example.org" not in text_of(refused)
    assert mover.post(f"{shop}/ship", sent(shop_id, item_id)).status_code == 303
    assert status(order) == "shipped"


def test_the_page_asks_once_for_all_items_and_is_there_without_the_answer(desk, order, neighbours):
    page, *_ = addresses(order)
    from souk.services.orders.service import OrderDeskService

    asked: list[str] = []

    class Counted(OrderDeskService):
        def items(self, *, order_id: str) -> Any:
            asked.append(order_id)
            if len(asked) > 1:
                raise Unavailable("orders rests")
            return super().items(order_id=order_id)

    neighbours.replace(OrderDesk, Counted())
    assert 'id="moves"' in text_of(desk.get(page))
    assert asked == [order.order_id]
    assert "does not say just now how the items stand" in text_of(desk.get(page))
