"""Wishlist as web's tests have it: the fake of its promises, over the goods of the other fakes."""

from __future__ import annotations

from web_neighbour import ADA, Neighbour

from souk.contracts.wishlist.calls import LettersTokenInvalid
from souk.kernel.web.emails import read_email
from souk.vocabulary.problems import Problem
from tests.fakes.wishlist import FakeWishlists, OnStreet


class FakeBackInStock(Neighbour):
    """Who waits for what. `refusal` is raised instead, once it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[str, str]] = []
        self.refusal: Problem | None = None

    def tell_when_back(
        self, *, email: str, variation_id: str, address: str, user_id: str | None = None
    ) -> None:
        if self.refusal is not None:
            raise self.refusal
        read_email(email)
        self.waiting.append((email, variation_id))

    def forget_address(self, *, email: str, address: str) -> None:
        self.waiting = [(who, what) for who, what in self.waiting if who != email]

    def end_waiting(self, *, token: str) -> None:
        if token != "good":
            raise LettersTokenInvalid()
        self.waiting.clear()


class FakeWishes(Neighbour, FakeWishlists):
    def __init__(self, carts: object) -> None:
        Neighbour.__init__(self)
        FakeWishlists.__init__(self, carts)  # type: ignore[arg-type]
        self.things = [
            OnStreet("Winter jacket", "prd_jacket", f"var_{colour}_{size}", 9900)
            for colour in ("tan", "black")
            for size in ("m", "l", "xl")
        ]
        self.things.append(OnStreet("Lamp", "prd_lamp", "var_lamp", 4000, 0))
        self.shops = {"shp_dune": "Dune & Thread"}
        self.names = {ADA: "Ada Byron"}
