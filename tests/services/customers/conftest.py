"""customers with users in memory, and the news that its neighbours would tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from souk.contracts.orders.events import OrderCompleted, OrderRefunded
from souk.contracts.users.calls import Users
from souk.kernel import clock
from souk.kernel.models import StoryRow
from souk.services.customers import handlers
from souk.services.customers.models import Customer
from souk.services.customers.service import CustomersService, GuestsService, ProgrammeDeskService
from souk.services.customers.stories.joining import joining
from souk.services.customers.stories.moving import moving
from souk.vocabulary.money import Money
from tests.fakes.users import FakeUsers


@dataclass
class People:
    """A street on which people sign up, buy and give things back."""

    users: FakeUsers
    customers: CustomersService
    guests: GuestsService
    desk: ProgrammeDeskService = field(default_factory=ProgrammeDeskService)

    def sign_up(self, email: str = "ada@example.org", *, verified: bool = True) -> str:
        account = self.users.open(email)
        self.users.change(account.user_id, is_verified=verified)
        handlers.people.introduce(account.user_id, email, account.name)
        if verified:
            self.verify(account.user_id, email)
        return account.user_id

    def verify(self, user_id: str, email: str = "ada@example.org") -> None:
        handlers.moving.follow(handlers.verifying.verified(user_id, email))

    def completed(
        self,
        order_id: str,
        goods: int,
        *,
        user_id: str | None = None,
        email: str = "ada@example.org",
        total: int | None = None,
        at: datetime | None = None,
        given_back: int = 0,
    ) -> OrderCompleted:
        event = OrderCompleted(
            order_id=order_id,
            number=order_id.upper(),
            user_id=user_id,
            email=email,
            at=at or clock.now(),
            items=[],
            total=Money.of(goods if total is None else total),
            goods=Money.of(goods),
            refunded_so_far=Money.of(given_back),
        )
        handlers.moving.follow(handlers.counting.completed(event))
        return event

    def refunded(
        self, order_id: str, so_far: int, *, user_id: str | None = None, email: str = "ada@example.org"
    ) -> None:
        event = OrderRefunded(
            order_id=order_id,
            number=order_id.upper(),
            user_id=user_id,
            email=email,
            at=clock.now(),
            amount=Money.of(1),
            refunded_so_far=Money.of(so_far),
        )
        handlers.moving.follow(handlers.counting.refunded(event))

    def row(self, user_id: str) -> Customer:
        return Customer.objects.get(user_id=user_id)

    def settle(self) -> None:
        """Workers come back until every record is where it belongs."""
        for _ in range(30):
            rows = StoryRow.objects.using("customers").exclude(direction__in=["done", "undone", "parked"])
            if not rows.exists():
                return
            rows.update(lease_until=None, due_at=clock.now())
            moving.run_due()
            joining.run_due()
        raise AssertionError("a story never ends")


@pytest.fixture
def people(neighbours) -> People:
    users = neighbours.replace(Users, FakeUsers())
    return People(users, CustomersService(), GuestsService())
