"""orders with every neighbour in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from souk.contracts.cart.calls import CartHolder, Carts
from souk.contracts.customers.calls import Customers, Guests
from souk.contracts.inventory.calls import Inventory
from souk.contracts.marketing.calls import Marketing
from souk.contracts.orders.calls import Buyer, CheckoutDetails, Reader
from souk.contracts.payments.calls import Payments
from souk.contracts.shipping.calls import Shipping
from souk.contracts.users.calls import Users
from souk.kernel import clock
from souk.kernel.models import StoryRow
from souk.kernel.work.stories import Story
from souk.services.orders.models import Order
from souk.services.orders.stories.cancellation import cancellation
from souk.services.orders.stories.checkout import checkout
from souk.services.orders.stories.fulfilment import fulfilment
from souk.services.orders.stories.taking_out import taking_out, taking_part_out
from souk.vocabulary.addresses import PostalAddress
from tests.fakes.cart import FakeCarts, Good
from tests.fakes.customers import FakeCustomers, FakeGuests
from tests.fakes.inventory import FakeInventory
from tests.fakes.marketing import FakeMarketing
from tests.fakes.payments import FakePayments
from tests.fakes.shipping import FakeShipping
from tests.fakes.users import FakeUsers

ADDRESS = PostalAddress(
    name="Ada", line1="1 Market Street", city="Springfield", region="IL", postal_code="62701", country="US"
)
STAFF = Reader(is_staff=True)
#: Of an order that was placed.
STORIES = (taking_out, taking_part_out, cancellation, fulfilment)


@dataclass
class Street:
    """The neighbours, and a guest with two lamps and a vase in the cart."""

    carts: FakeCarts
    inventory: FakeInventory
    payments: FakePayments
    shipping: FakeShipping
    marketing: FakeMarketing
    users: FakeUsers
    customers: FakeCustomers
    guests: FakeGuests
    buyer: Buyer = field(default_factory=lambda: Buyer(cart_token="t"))

    def details(self, token: str | None = "pm_card_success", **changes: Any) -> CheckoutDetails:
        chosen = {
            "email": "ada@example.com",
            "address": ADDRESS,
            "shipping_method": "standard",
            "method_token": token,
        }
        return CheckoutDetails(**(chosen | changes))

    def orders(self) -> list[Order]:
        return list(Order.objects.all())

    def settle(self, rounds: int = 80) -> None:
        """Time passes and workers come back until every story is at its end."""
        for _ in range(rounds):
            rows = StoryRow.objects.using("orders").exclude(direction__in=["done", "undone", "parked"])
            if not rows.exists():
                return
            rows.update(lease_until=None, due_at=clock.now())
            checkout.run_due()
        raise AssertionError("the story never ends")

    def held(self) -> int:
        return sum(level.reserved for level in self.inventory.levels(variation_ids=["var_lamp", "var_vase"]))


def finish(*stories: Story[Any]) -> None:
    """Workers come back until nothing is left to do."""
    due = 1
    for _ in range(30):
        if not due:
            return
        StoryRow.objects.using("orders").update(lease_until=None)
        StoryRow.objects.using("orders").filter(direction__in=["forward", "back"]).update(due_at=clock.now())
        due = sum(story.run_due() for story in stories or STORIES)
    raise AssertionError("a story never ends")


@pytest.fixture
def street(neighbours) -> Street:
    return open_street(neighbours)


def open_street(neighbours) -> Street:
    lamp = Good(variation_id="var_lamp", price=2500, stock=10)
    vase = Good(variation_id="var_vase", price=1990, stock=10)
    made = Street(
        FakeCarts(lamp, vase),
        FakeInventory({"var_lamp": 10, "var_vase": 10}),
        FakePayments(),
        FakeShipping(),
        FakeMarketing(),
        FakeUsers(),
        FakeCustomers(),
        FakeGuests(),
    )
    for contract, fake in (
        (Carts, made.carts), (Inventory, made.inventory), (Payments, made.payments), (Shipping, made.shipping),
        (Marketing, made.marketing), (Users, made.users), (Customers, made.customers),
        (Guests, made.guests),
    ):  # fmt: skip
        neighbours.replace(contract, fake)
    cart = made.carts.add_item(holder=CartHolder(), variation_id="var_lamp", quantity=2)
    made.buyer = Buyer(cart_token=cart.token)
    made.carts.add_item(holder=CartHolder(token=cart.token), variation_id="var_vase", quantity=1)
    return made
