"""The audit finds what is wrong between houses, wherever they live: each invariant is broken once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from souk import audit
from souk.kernel.operations.care import HouseHealth, _cares, take_care
from souk.vocabulary.problems import Unavailable

ORDER = {
    "number": "ORD-1",
    "status": "confirmed",
    "checkout_key": "k",
    "paid": 100,
    "refunded": 0,
    "items": ["itm_1"],
    "units": {"itm_1": 5},
}
STARS = [0, 0, 1, 0, 2]


class Told:
    """A house's care that tells what a test says."""

    def __init__(self, house: str, **facts: Any) -> None:
        self.house, self._facts = house, facts
        self.wrong: list[str] = []
        self.undelivered = self.held = 0
        self.events: dict[str, list[str]] = {}
        self.missing: list[str] = []
        self.both: list[str] = []

    def health(self) -> HouseHealth:
        return HouseHealth(self.house, self.undelivered, None, self.held, 0, 0, 0)

    def facts(self) -> dict[str, Any]:
        return self._facts

    def violations(self) -> list[str]:
        return self.wrong

    def said(self) -> dict[str, list[str]]:
        return self.events

    def unheard(self, *, event_type: str, event_ids: list[str]) -> list[str]:
        return [event_id for event_id in event_ids if event_id in self.missing]

    def heard_and_held(self) -> list[str]:
        return self.both


@pytest.fixture
def street() -> Iterator[dict[str, Told]]:
    """Houses that agree about one order."""
    before = dict(_cares)
    _cares.clear()
    told = {
        "orders": Told("orders", orders={"ord_1": dict(ORDER)}, in_flight=[]),
        "payments": Told("payments", ord_1={"captured": 100, "refunded": 0}),
        "inventory": Told("inventory", live_reservations=["checkout:k:reserve_stock"]),
        "shipping": Told("shipping", lines_per_item={"itm_1": 1}, units_per_item={"itm_1": 5}),
        "marketing": Told("marketing"),
        "notifications": Told("notifications", confirmations={"ord_1": 1}),
        "shops": Told(
            "shops",
            owners={"shp_1": "usr_1", "shp_off": "usr_2"},
            on_street=["shp_1"],
            ratings={"shp_1": STARS},
        ),
        "users": Told("users", shop_owners={"shp_1": "usr_1", "shp_off": "usr_2"}),
        "cart": Told("cart", owned_shops={"shp_1": "usr_1", "shp_off": "usr_2"}),
        "search": Told("search", shops=["shp_1"], ratings={"prd_1": [433, 3], "prd_2": [0, 0]}),
        "products": Told(
            "products",
            shops={"shp_1": True, "shp_off": False, "shp_waits": False},
            ratings={"prd_1": STARS, "prd_2": [0] * 5},
        ),
        "wishlist": Told("wishlist"),
        "reviews": Told("reviews", ratings={"prd_1": ["product", 3, STARS], "shp_1": ["shop", 1, STARS]}),
        "customers": Told("customers", counted={"ord_1": {"refunded": 0}}),
    }
    for house, care in told.items():
        take_care(house, care)  # type: ignore[arg-type]
    yield told
    _cares.clear()
    _cares.update(before)


def broken() -> list[int]:
    return [finding.number for finding in audit.audit() if finding.violations]


def test_houses_that_agree_are_in_order(street):
    assert broken() == []


def order(street, **changed: Any) -> None:
    street["orders"].facts()["orders"]["ord_1"].update(changed)


def facts(house: str, name: str, value: Any):
    return lambda street: street[house].facts().__setitem__(name, value)


BREAKS = {
    "a reservation for nobody": (facts("inventory", "live_reservations", ["checkout:gone:reserve_stock"]), [3]),
    "money that orders do not know": (facts("payments", "ord_1", {"captured": 90, "refunded": 0}), [4]),
    "an order that nobody was paid for": (lambda street: street["payments"].facts().clear(), [4]),
    "a paid order that is cancelled": (lambda street: order(street, status="cancelled"), [3, 6]),
    "an item without a parcel": (facts("shipping", "lines_per_item", {}), [8]),
    "an item in two parcels": (facts("shipping", "lines_per_item", {"itm_1": 2}), [8]),
    "fewer units packed than bought": (facts("shipping", "units_per_item", {"itm_1": 3}), [8]),
    "an event not delivered": (lambda street: setattr(street["orders"], "undelivered", 1), [9]),
    "an event to be tried again": (lambda street: setattr(street["cart"], "held", 1), [9]),
    "an event lost on its way": (lambda street: setattr(street["shipping"], "missing", ["evt_1"]), [9]),
    "an event that took effect and waits": (lambda street: setattr(street["shipping"], "both", ["evt_1"]), [10]),
    "no letter": (facts("notifications", "confirmations", {}), [12]),
    "two letters": (facts("notifications", "confirmations", {"ord_1": 2}), [12]),
    "stock that does not add up": (lambda street: street["inventory"].wrong.append("var_1: 3 of 4"), [2]),
    "a house that names the invariant": (lambda street: street["inventory"].wrong.append("1: var_1"), [1]),
    "a wishlist that miscounts": (lambda street: street["wishlist"].wrong.append("wsl_1 counts 3"), [17]),
    "a page that shows a lost rating": (facts("products", "ratings", {"prd_1": [0, 0, 0, 0, 2]}), [14]),
    "a page that shows a rating nobody gave": (facts("products", "ratings", {"prd_2": STARS}), [14]),
    "a shop that shows too little": (facts("shops", "ratings", {"shp_1": [0] * 5}), [14]),
    "a list that shows another average": (facts("search", "ratings", {"prd_1": [430, 3]}), [14]),
    "a count of stars that is wrong": (lambda street: street["reviews"].wrong.append("prd_1 is rated"), [14]),
    "a refund that points know nothing of": (lambda street: order(street, refunded=50, paid=150), [13]),
    "points for an order that nobody knows": (facts("customers", "counted", {"ord_9": {"refunded": 0}}), [13]),
    "points that do not add up": (lambda street: street["customers"].wrong.append("cus_1: 3 of 4"), [13]),
    "a ledger that does not balance": (lambda street: street["payments"].wrong.append("off by 1"), [5]),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_is_found(street, name):
    street["orders"].events = {"souk.order.confirmed.v1": ["evt_1"]}
    street["cart"] = Told("cart")
    take_care("cart", street["cart"])
    breaks, numbers = BREAKS[name]
    breaks(street)
    assert broken() == numbers


def test_a_checkout_under_way_is_no_violation(street):
    order(street, status="pending")
    street["orders"].facts()["in_flight"] = ["k"]
    street["shipping"].facts()["lines_per_item"] = {}
    street["notifications"].facts()["confirmations"] = {}
    assert broken() == []


def test_a_house_that_is_away_ends_the_audit(street):
    class Away(Told):
        def facts(self) -> dict[str, Any]:
            raise Unavailable("payments did not answer in time")

    take_care("payments", Away("payments"))  # type: ignore[arg-type]
    with pytest.raises(Unavailable, match="payments"):
        audit.audit()


@pytest.mark.parametrize(
    ("house", "name", "facts", "sentence"),
    [
        ("users", "shop_owners", {"shp_gone": "usr_1"}, "user usr_1 is a shop owner because of shop shp_gone, which is not approved"),
        ("users", "shop_owners", {"shp_1": "usr_9"}, "user usr_9 is a shop owner because of shop shp_1, which is not approved"),
        ("cart", "owned_shops", {"shp_1": "usr_1"}, "cart has nobody as the owner of shop shp_off, shops has usr_2"),
        ("cart", "owned_shops", {"shp_1": "usr_1", "shp_off": "usr_2", "shp_gone": "usr_3"}, "cart has usr_3 as the owner of shop shp_gone, shops has nobody"),
        ("search", "shops", [], "search misses shop shp_1"),
        ("search", "shops", ["shp_1", "shp_off"], "search shows shop shp_off"),
        ("products", "shops", {"shp_1": False}, "products hides the goods of shop shp_1"),
        ("products", "shops", {"shp_off": True}, "products sells the goods of shop shp_off"),
    ],
)  # fmt: skip
def test_a_shop_that_is_not_open_or_closed_for_everybody_alike_is_found(street, house, name, facts, sentence):
    street[house]._facts = {name: facts}
    assert [finding.violations for finding in audit.audit() if finding.number == 15] == [[sentence]]


def test_a_type_with_a_service_of_its_own_is_looked_at_like_the_house(street):
    books = Told("products-book", shops={"shp_1": False}, ratings={"prd_book_1": [0, 0, 0, 0, 1]})
    books.wrong = ["16: product prd_book_1 is published, but has no page"]
    take_care("products-book", books)  # type: ignore[arg-type]
    found = {finding.number: finding.violations for finding in audit.audit() if finding.violations}
    assert found[15] == ["products-book hides the goods of shop shp_1"]
    assert found[16] == books.wrong
    assert found[14] == [
        "products-book shows [0, 0, 0, 0, 1] for prd_book_1, reviews counted [0, 0, 0, 0, 0]"
    ]


def test_what_shops_finds_of_its_own_is_said(street):
    street["shops"].wrong = ["shop shp_2 holds a place and is closed"]
    assert broken() == [15]
