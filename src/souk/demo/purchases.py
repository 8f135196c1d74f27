"""What was bought on the demo street in its last weeks: who, what, how long ago, and how it ended. The same every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from souk.demo.barcodes import pick
from souk.demo.catalogue import products
from souk.demo.goods import Product
from souk.demo.people import BUYERS
from souk.demo.shops import SHOPS

#: `arrived`, `sent` and `packing` are how far it came; the rest is what else happens on a street.
Fate = Literal[
    "arrived",
    "sent",
    "packing",
    "half_sent",
    "one_cannot_be_sent",
    "sold_out",
    "called_off",
    "declined",
    "money_back",
    "goodwill",
    "to_confirm",
    "to_pay",
]

ORDERS, DAYS = 46, 29
NOTES = (
    "Please leave it with the neighbour at number 6.",
    "A present: no bill in the parcel, please.",
    "The bell is broken, knock twice.",
)

#: What happens to some of the orders, by their place in time.
_FATES: dict[int, Fate] = {
    3: "called_off", 7: "declined", 11: "money_back", 15: "one_cannot_be_sent", 19: "goodwill", 23: "sold_out",
    28: "declined", 32: "one_cannot_be_sent", 37: "half_sent", 39: "half_sent",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A variation of a product, by its SKU."""

    product: Product
    sku: str
    quantity: int


@dataclass(frozen=True)
class Purchase:
    """`email` is a buyer's, or a guest's own; `hours_ago` when it was placed."""

    number: int
    email: str
    name: str
    is_guest: bool
    hours_ago: int
    lines: tuple[Line, ...]
    fate: Fate
    note: str

    @property
    def arrives(self) -> bool:
        """Whether something of it has reached its buyer."""
        return self.fate in ("arrived", "one_cannot_be_sent", "money_back", "goodwill")


_GUESTS = ("Ines Duarte", "Oskar Lind", "Ruth Feldman", "Tomasz Zielinski", "Abena Mensah", "Hugo Marchetti")


@cache
def purchases() -> tuple[Purchase, ...]:
    """The oldest first."""
    return tuple(_purchase(number) for number in range(ORDERS))


def bought() -> Iterator[tuple[str, str]]:
    """(email of an account, slug of a product) for everything that has arrived: who may write of it that they have it."""
    for purchase in purchases():
        if purchase.arrives and not purchase.is_guest:
            given = purchase.lines[1:] if purchase.fate == "one_cannot_be_sent" else purchase.lines
            yield from ((purchase.email, line.product.slug) for line in given)


def _purchase(number: int) -> Purchase:
    seed, is_guest = f"purchase/{number}", number % 4 == 3
    person = BUYERS[pick(seed, len(BUYERS))]
    name = _GUESTS[pick(seed, len(_GUESTS))] if is_guest else person.name
    email = f"{name.split()[0].lower()}.{number}@guests.example" if is_guest else person.email
    age = _hours_ago(number)
    fate = _fate(number, age)
    return Purchase(
        number=number,
        email=email,
        name=name,
        is_guest=is_guest,
        hours_ago=age,
        lines=_lines(seed, fate),
        fate=fate,
        note=NOTES[pick(seed + "/note", 3)] if pick(seed, 7) == 0 else "",
    )


def _hours_ago(number: int) -> int:
    """More towards today, as on a street that becomes known; the last two a moment ago."""
    if number >= ORDERS - 2:
        return 0
    left = 1 - number / ORDERS
    return max(1, round(DAYS * 24 * left**1.2) - pick(f"hour/{number}", 9))


def _fate(number: int, hours: int) -> Fate:
    if number >= ORDERS - 2:
        return "to_confirm" if number % 2 else "to_pay"
    if number in _FATES:
        return _FATES[number]
    return "arrived" if hours > 5 * 24 else "sent" if hours > 40 else "packing"


def _lines(seed: str, fate: Fate) -> tuple[Line, ...]:
    """Different goods; what is divided or called off in part has at least two of one shop."""
    wanted = max(1 + pick(seed + "/lines", 3), 2 if fate in ("one_cannot_be_sent", "half_sent") else 1)
    first = SHOPS[0].slug if pick(seed + "/shop", 3) == 0 else SHOPS[pick(seed + "/shops", len(SHOPS))].slug
    found: dict[str, Line] = {}
    for place in range(20):
        if len(found) == wanted:
            break
        stays = place < 2 or pick(f"{seed}/{place}/stays", 2)
        shop = first if stays else SHOPS[pick(f"{seed}/{place}/other", len(SHOPS))].slug
        shelf = _shelf(shop)
        product = shelf[pick(f"{seed}/{place}/what", len(shelf))]
        on_sale = [variation for variation in product.variations if variation.stock >= 12]
        variation = on_sale[pick(f"{seed}/{place}/which", len(on_sale))]
        quantity = 2 if pick(f"{seed}/{place}/two", 6) == 0 else 1
        found.setdefault(product.slug, Line(product, variation.sku, quantity))
    return tuple(found.values())


@cache
def _shelf(shop: str) -> list[Product]:
    """Published goods that were there before all of this, and of which there are enough."""
    return [
        product
        for product in products()
        if product.shop == shop
        and product.is_published
        and product.days_ago > DAYS + 2
        and any(variation.stock >= 12 for variation in product.variations)
    ]
