"""Neighbours of cart for its tests: shelves that a test fills, changes and takes away."""

from __future__ import annotations

import pytest

from souk.contracts.cart.calls import CartHolder
from souk.contracts.customers.calls import Customers
from souk.contracts.inventory.calls import Inventory, StockLevel
from souk.contracts.marketing.calls import CouponRefused, Discount, Marketing
from souk.contracts.products.calls import ForSale, Products
from souk.services.cart.service import CartsService
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable
from tests.fakes.cart import Good
from tests.fakes.customers import FakeCustomers


class Shelves:
    """What products, inventory and marketing answer. `asked` counts the calls, so that nobody is asked once per line."""

    def __init__(self) -> None:
        self.goods: dict[str, Good] = {}
        self.coupons: dict[str, int] = {}
        self.minimum = 0
        self.starts_in_hours = 0
        self.away: set[str] = set()
        self.out_of_reach: set[str] = set()  # variations of a share of products that is away
        self.asked: list[str] = []
        self.meanwhile = lambda: None

    def put(self, variation_id: str, **facts) -> Good:
        good = Good(variation_id, **{"title": variation_id.removeprefix("var_").capitalize(), **facts})
        self.goods[variation_id] = good
        return good

    def _answer(self, house: str, call: str) -> None:
        self.asked.append(call)
        if house in self.away:
            raise Unavailable(f"{house} rests")
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()

    def for_sale(self, *, variation_ids):
        self._answer("products", "for_sale")
        if lost := [each for each in variation_ids if each in self.out_of_reach]:
            detail = "What is of the type book cannot be reached at the moment; everything else can."
            raise Unavailable(detail, out_of_reach=lost)
        found = [self.goods[v] for v in variation_ids if v in self.goods]
        return [
            ForSale(
                variation_id=g.variation_id, product_id="prd_" + g.variation_id, product_slug="the-" + g.title.lower(),
                shop_id=g.shop_id, shop_name="Dune & Thread", sku=g.variation_id.upper(), title=g.title,
                options={"size": "M"}, price=Money.of(g.price, g.currency), weight_grams=g.weight_grams,
                image_url=None, is_sellable=g.is_sellable,
            )
            for g in found
        ]  # fmt: skip

    def levels(self, *, variation_ids):
        self._answer("inventory", "levels")
        return [
            StockLevel(variation_id=v, on_hand=g.stock, reserved=0, available=g.stock)
            for v in variation_ids
            if (g := self.goods.get(v))
        ]

    def discount(self, *, code, subtotal, customer=None, hours_early=0):
        self._answer("marketing", "discount")
        if code not in self.coupons:
            raise CouponRefused("There is no such coupon.", reason="unknown")
        if hours_early < self.starts_in_hours:
            raise CouponRefused("This coupon is not valid yet.", reason="not_started")
        if subtotal.minor < self.minimum:
            raise CouponRefused("The minimum is not reached.", reason="minimum_not_reached")
        off = subtotal.basis_points(self.coupons[code] * 100)
        return Discount(code=code, description=f"{self.coupons[code]} % off", discount=off)


@pytest.fixture
def shelves(neighbours) -> Shelves:
    here = Shelves()
    for contract in (Products, Inventory, Marketing):
        neighbours.replace(contract, here)
    here.put("var_mug", price=1500, stock=10)
    here.put("var_lamp", price=4000, stock=3)
    here.put("var_rug", price=20000, stock=50)
    return here


@pytest.fixture(autouse=True)
def customers(neighbours) -> FakeCustomers:
    return neighbours.replace(Customers, FakeCustomers())


@pytest.fixture
def carts(shelves) -> CartsService:
    return CartsService()


@pytest.fixture
def ada() -> CartHolder:
    return CartHolder(user_id="usr_ada")
