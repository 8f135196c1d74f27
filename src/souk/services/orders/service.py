"""The door of orders for its neighbours."""

from __future__ import annotations

from souk.contracts.orders.calls import (
    Buyer,
    CheckoutDetails,
    Order,
    OrderStatus,
    OrderSummary,
    Quote,
    Reader,
    Tracking,
)
from souk.contracts.orders.calls.desk import OrderFilter, OrderNote, OrderRow, OrderSort
from souk.contracts.orders.calls.items import CannotSend, MovedItem
from souk.services.orders.stories import cancellation, placing, refunding, shop_moves
from souk.services.orders.use_cases import access, desk, letters, quoting, reading, refunds_asked
from souk.vocabulary.ids import Key, OrderId, ShopId, UserId
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page


class OrdersService:
    def quote(
        self,
        *,
        buyer: Buyer,
        country: str,
        region: str = "",
        shipping_method: str | None = None,
        points: int = 0,
    ) -> Quote:
        return quoting.quote_cart(buyer, country, region, shipping_method, points)

    def place(self, *, key: Key, buyer: Buyer, details: CheckoutDetails) -> Order:
        return placing.place_order(key, buyer, details)

    def pay(self, *, key: Key, order_id: OrderId, reader: Reader, method_token: str | None = None) -> Order:
        return placing.pay_again(key, order_id, reader, method_token)

    def order(self, *, order_id: OrderId, reader: Reader) -> Order:
        return placing.look_again(order_id, reader)

    def orders_of(self, *, user_id: UserId, cursor: str | None = None, limit: int = 10) -> Page[OrderSummary]:
        return reading.orders_of(user_id, cursor, limit)

    def orders_of_guest(
        self, *, guest_token: str, cursor: str | None = None, limit: int = 10
    ) -> Page[OrderSummary]:
        return reading.orders_of_guest(guest_token, cursor, limit)

    def newest(
        self, *, status: OrderStatus | None = None, cursor: str | None = None, limit: int = 25
    ) -> Page[OrderSummary]:
        return reading.newest(status, cursor, limit)

    def track(self, *, order_id: OrderId, reader: Reader) -> Tracking:
        return reading.track_order(access.readable_order(order_id, reader))

    def find_guest_order(self, *, number: str, email: str) -> str:
        return access.find_guest_order(number, email)

    def cancel(self, *, key: Key, order_id: OrderId, reader: Reader, reason: str = "") -> Order:
        return cancellation.cancel_order(order_id, reader, reason)


class OrderDeskService:
    def search(
        self, *, wanted: OrderFilter, sort: OrderSort = "-placed", cursor: str | None = None, limit: int = 50
    ) -> Page[OrderRow]:
        return desk.search(wanted, sort, cursor, limit)

    def notes(self, *, order_id: OrderId) -> list[OrderNote]:
        return desk.notes(order_id)

    def items(self, *, order_id: OrderId) -> list[MovedItem]:
        return shop_moves.states(None, order_id)

    def being_refunded(self, *, order_id: OrderId) -> Money | None:
        return refunds_asked.being_refunded(order_id)

    def write_note(self, *, key: Key, order_id: OrderId, text: str, is_internal: bool) -> None:
        desk.write_note(key, order_id, text, is_internal=is_internal)

    def resend_confirmation(self, *, key: Key, order_id: OrderId) -> None:
        letters.resend_confirmation(key, order_id)

    def refund(self, *, key: Key, order_id: OrderId, amount: Money, reason: str) -> None:
        refunding.refund(key, order_id, amount, reason)


class OrderItemsService:
    def states(self, *, shop_id: ShopId, order_id: OrderId) -> list[MovedItem]:
        return shop_moves.states(shop_id, order_id)

    def ship(
        self,
        *,
        key: Key,
        shop_id: ShopId,
        item_ids: list[str],
        carrier: str,
        tracking_number: str,
        quantities: dict[str, int] | None = None,
    ) -> list[MovedItem]:
        return shop_moves.ship_items(key, shop_id, item_ids, carrier, tracking_number, quantities)

    def correct(
        self, *, key: Key, shop_id: ShopId, item_id: str, carrier: str, tracking_number: str
    ) -> list[MovedItem]:
        return shop_moves.correct_tracking(key, shop_id, item_id, carrier, tracking_number)

    def deliver(self, *, key: Key, shop_id: ShopId, item_ids: list[str]) -> list[MovedItem]:
        return shop_moves.deliver_items(shop_id, item_ids, key)

    def cancel(
        self,
        *,
        key: Key,
        shop_id: ShopId,
        item_id: str,
        reason: CannotSend,
        note: str = "",
        quantity: int | None = None,
    ) -> MovedItem:
        return shop_moves.cancel_item(shop_id, item_id, reason, note, key, quantity)
