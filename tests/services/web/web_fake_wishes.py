"""Wishlist as web's tests have it: the fake of its promises, over the goods of the other fakes."""

from __future__ import annotations

from web_neighbour import ADA, Neighbour

from tests.fakes.wishlist import FakeWishlists, OnStreet


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
