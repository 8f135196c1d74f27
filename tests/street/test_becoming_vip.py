"""From guest to VIP with every house at work: cart, orders, addresses and points stay, and the books agree."""

from __future__ import annotations

import orjson
import pytest

from souk.audit import audit
from souk.contracts.cart.calls import CartHolder, Carts
from souk.contracts.customers.calls import Customers, Guests
from souk.contracts.orders.calls import Orders, OrderSummary, Reader
from souk.contracts.users.calls import Sessions, Users
from souk.kernel import clock
from souk.kernel.models import OutboxEvent
from souk.kernel.neighbours.asking import ask
from souk.services.shipping.use_cases.following import follow_parcels
from tests.street.buying import ADDRESS, buy, open_stall, quiet

PASSWORD = "right horse battery staple"
pytestmark = pytest.mark.usefixtures("databases")


def arrive() -> None:
    """Time passes until the sandbox carrier has brought every parcel."""
    for later in (1, 30, 50, 70, 100, 200):
        with clock.shifted(later):
            follow_parcels()
            quiet()


def confirm_email(email: str) -> str:
    """Signs up, and presses the button of the letter."""
    account = ask(Sessions).signup(email=email, password=PASSWORD, name="Ada Byron")
    quiet()
    assert ask(Orders).orders_of(user_id=account.user_id).items == [], "not before the email is confirmed"
    assert ask(Customers).customer(user_id=account.user_id).points == 0
    letter = OutboxEvent.objects.using("users").filter(type="souk.user.letter.requested.v1").latest("id")
    ask(Sessions).verify_email(token=orjson.loads(letter.envelope)["data"]["token"])
    quiet()
    return account.user_id


def violations() -> list[str]:
    return [violation for finding in audit() for violation in finding.violations]


def test_a_guest_becomes_registered_and_then_vip_and_nothing_is_lost():
    lamp = open_stall()
    guest = ask(Guests).begin()
    ask(Guests).tell(token=guest.token, address=ADDRESS.model_copy(update={"line1": "2 Mill Lane"}))
    first = buy(CartHolder(), lamp, 4)
    arrive()
    left_in_cart = ask(Carts).add_item(holder=CartHolder(), variation_id=lamp, quantity=2)

    ada = confirm_email("Ada@example.org")
    ask(Carts).merge(token=left_in_cart.token, user_id=ada)
    ask(Guests).join(token=guest.token, user_id=ada)
    quiet()
    me = ask(Customers).customer(user_id=ada)
    assert (me.kind, me.points) == ("registered", 100)
    assert [order.order_id for order in ask(Orders).orders_of(user_id=ada).items] == [first.order_id]
    assert {one.address.line1 for one in ask(Users).addresses(user_id=ada)} == {
        "1 Market Street",
        "2 Mill Lane",
    }
    assert ask(Carts).cart(holder=CartHolder(user_id=ada)).quantity == 2

    second = buy(CartHolder(user_id=ada), lamp, 10)
    assert second.member is None, "a tier comes when the order arrives"
    arrive()
    me = ask(Customers).customer(user_id=ada)
    assert (me.kind, me.tier, me.points) == ("vip", "bronze", 400)
    assert (me.email, me.name) == ("Ada@example.org", "Ada Byron")

    third = buy(CartHolder(user_id=ada), lamp, 4)
    assert (third.member.label, third.member.discount.minor, third.shipping.minor) == (
        "Bronze member 5 %",
        500,
        0,
    )
    arrive()
    assert ask(Customers).customer(user_id=ada).points == 495
    assert violations() == []


def test_a_guests_orders_are_listed_once_before_and_after_the_account():
    lamp = open_stall()
    guest = ask(Guests).begin()
    order = buy(CartHolder(), lamp, 1, guest_token=guest.token)
    stranger = ask(Guests).begin()
    assert [mine.order_id for mine in of_guest(guest.token)] == [order.order_id]
    assert of_guest(stranger.token) == []
    ada = confirm_email("ada@example.org")
    assert of_guest(guest.token) == [], "it is the account's from now on"
    ask(Guests).join(token=guest.token, user_id=ada)
    quiet()
    assert [mine.order_id for mine in ask(Orders).orders_of(user_id=ada).items] == [order.order_id]
    assert of_guest(guest.token) == []
    assert violations() == []


def of_guest(token: str) -> list[OrderSummary]:
    return ask(Orders).orders_of_guest(guest_token=token).items


def test_an_order_that_is_cancelled_earns_nothing():
    lamp = open_stall()
    ada = confirm_email("ada@example.org")
    order = buy(CartHolder(user_id=ada), lamp, 10)
    ask(Orders).cancel(key="c", order_id=order.order_id, reader=Reader(user_id=ada))
    quiet()
    arrive()
    me = ask(Customers).customer(user_id=ada)
    assert (me.points, me.kind) == (0, "registered")
    assert violations() == []


def test_somebody_else_who_confirms_another_email_gets_nothing_of_it():
    lamp = open_stall()
    order = buy(CartHolder(), lamp, 10)
    arrive()
    eve = confirm_email("eve@example.org")
    assert ask(Orders).orders_of(user_id=eve).items == []
    assert ask(Customers).customer(user_id=eve).points == 0
    from souk.contracts.orders.calls import OrderNotFound

    with pytest.raises(OrderNotFound):
        ask(Orders).order(order_id=order.order_id, reader=Reader(user_id=eve))
