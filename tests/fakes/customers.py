"""FakeCustomers: standings and points in memory, and FakeGuests, for the tests of their neighbours."""

from __future__ import annotations

from souk.contracts.customers.calls import (
    Customer,
    GuestPass,
    GuestPassInvalid,
    NotEnoughPoints,
    PointsKeyEnded,
    Standing,
)
from souk.kernel import clock
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable, invalid


class FakeCustomers:
    """`standings`: what a user is at the till. `balances`: their points. `is_away` makes every call unavailable."""

    def __init__(self) -> None:
        self.standings: dict[str, Standing] = {}
        self.balances: dict[str, int] = {}
        self.uses: dict[str, tuple[str, int] | None] = {}  # None: given back
        self.asked = 0
        self.is_away = False

    def standing(self, *, user_id: str | None) -> Standing:
        self._be_there()
        self.asked += 1
        if user_id is None:
            return Standing()
        known = self.standings.get(user_id, Standing(kind="registered"))
        return known.model_copy(
            update={"points": max(0, self.balances.get(user_id, 0)), "point_value": Money.of(1)}
        )

    def spend(self, *, key: str, user_id: str, points: int, detail: str) -> int:
        self._be_there()
        if points < 1:
            raise invalid("/points", "At least one.", "too_small")
        if key in self.uses:
            if self.uses[key] is None:
                raise PointsKeyEnded()
            return self.balances[user_id]
        if self.balances.get(user_id, 0) < points:
            raise NotEnoughPoints()
        self.uses[key] = (user_id, points)
        self.balances[user_id] -= points
        return self.balances[user_id]

    def give_back(self, *, key: str) -> None:
        self._be_there()
        use = self.uses.get(key)
        if use is not None:
            self.balances[use[0]] += use[1]
        self.uses[key] = None

    def _be_there(self) -> None:
        if self.is_away:
            raise Unavailable("customers rests")


class FakeGuests:
    """Guests who are known by a word; `known` has the customer id of each. `is_away` makes every call unavailable."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.asked = 0
        self.is_away = False

    def begin(self, *, token: str | None = None) -> GuestPass:
        if token not in self.known:
            token = f"guest-{len(self.known)}"
            self.known[token] = f"cus_{token}"
        return self.guest(token=token)

    def guest(self, *, token: str) -> GuestPass:
        if self.is_away:
            raise Unavailable("customers rests")
        self.asked += 1
        if token not in self.known:
            raise GuestPassInvalid()
        who = Customer(customer_id=self.known[token], kind="guest", created_at=clock.now())
        return GuestPass(token=token, expires_at=clock.in_seconds(30 * 86_400), customer=who)
