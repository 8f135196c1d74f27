"""Something bought on the real street, with every house at work."""

from __future__ import annotations

from souk.contracts.cart.calls import CartHolder, Carts
from souk.contracts.orders.calls import Buyer, CheckoutDetails, Orders
from souk.contracts.shipping.calls import Sender, Shipping
from souk.contracts.shops.calls import Shops
from souk.kernel import clock
from souk.kernel.events.relay import deliver_all
from souk.kernel.models import StoryRow
from souk.kernel.neighbours.asking import ask
from souk.kernel.work.stories import all_stories
from souk.process import databases
from souk.vocabulary.addresses import PostalAddress
from tests.journeys.stall import lay_out

ADDRESS = PostalAddress(
    name="Ada", line1="1 Market Street", city="Springfield", region="IL", postal_code="62701", country="US"
)


def open_stall(sender: Sender = "carrier") -> str:
    """A stall with lamps at 25 dollars, whose parcels the market's carrier collects, or it hands in itself; answers the lamp's variation."""
    lamp = lay_out([{"slug": "lamp", "stock": 100, "price": "25.00"}])["lamp"]
    shop = ask(Shops).shop_by_slug(slug="stall")
    ask(Shipping).choose_sender(key="stall", shop_id=shop.shop_id, sender=sender)
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
