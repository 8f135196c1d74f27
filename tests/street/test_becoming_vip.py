"""From guest to VIP with every house at work: cart, orders, addresses and points stay, and the books agree."""

from __future__ import annotations

import orjson
import pytest

from souk.audit import audit
from souk.contracts.cart.calls import CartHolder, Carts
from souk.contracts.customers.calls import Customers, Guests
from souk.contracts.orders.calls import Buyer, CheckoutDetails, Orders, OrderSummary, Reader
from souk.contracts.shipping.calls import Shipping
from souk.contracts.shops.calls import Shops
from souk.contracts.users.calls import Sessions, Users
from souk.kernel import clock
from souk.kernel.events.relay import deliver_all
from souk.kernel.models import OutboxEvent, StoryRow
from souk.kernel.neighbours.asking import ask
from souk.kernel.work.stories import all_stories
from souk.process import databases
from souk.services.shipping.use_cases.following import follow_parcels
from souk.vocabulary.addresses import PostalAddress
from tests.journeys.stall import lay_out

ADDRESS = PostalAddress(
    name="Ada", line1="1 Market Street", city="Springfield", region="IL", postal_code="62701", country="US"
)
PASSWORD = "right horse battery staple"
pytestmark = pytest.mark.usefixtures("databases")


def open_stall() -> str:
    """A stall with lamps at 25 dollars, whose parcels the market's carrier collects; answers the lamp's variation."""
    lamp = lay_out([{"slug": "lamp", "stock": 100, "price": "25.00"}])["lamp"]
    shop = ask(Shops).shop_by_slug(slug="stall")
    ask(Shipping).choose_sender(key="stall", shop_id=shop.shop_id, sender="carrier")
    return lamp


def quiet() -> None:
    """Everything that was said is heard, and every story is at its end."""
    for _ in range(30):
        deliver_all(databases())
        busy = 0
        for story in all_stories():
            rows = StoryRow.objects.using(story.house).filter(
                story=story.name, direction__in=["forward", "back"]
            )
            busy += rows.update(due_at=clock.now(), lease_until=None)
            story.run_due()
        if not busy and not deliver_all(databases()):
            return
    raise AssertionError("the street never comes to rest")


def buy(
    holder: CartHolder,
    variation_id: str,
    quantity: int,
    email: str = "ada@example.org",
    guest_token: str | None = None,
):
    cart = ask(Carts).add_item(holder=holder, variation_id=variation_id, quantity=quantity)
    buyer = Buyer(user_id=holder.user_id, cart_token=cart.token, guest_token=guest_token)
    details = CheckoutDetails(
        email=email, address=ADDRESS, shipping_method="standard", method_token="pm_card_success"
    )
    quote = ask(Orders).quote(buyer=buyer, country="US", region="IL", shipping_method="standard")
    order = ask(Orders).place(key=f"k{variation_id}{quantity}", buyer=buyer, details=details)
    assert order.total == quote.total
    quiet()
    return order


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
