"""What some people of the demo market have in their carts, bought or not: put in through the same door as everybody's."""

from __future__ import annotations

from souk.contracts.cart.calls import CartHolder, Carts
from souk.demo.accounts import account_of
from souk.demo.people import BUYERS, Person
from souk.demo.wishes import pick, there
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.problems import Refused

_carts = ask(Carts)

NEEDED = {"users", "shops", "products", "inventory", "cart"}
#: Of each buyer in turn: type, place in the catalogue of that type, how many.
LEFT_IN_CARTS = (
    (("book", 7, 1), ("clothes", 5, 2)),
    (("laptop", 1, 1),),
    (("book", 11, 3), ("mobile", 2, 1), ("clothes", 9, 1)),
)


def open_carts(houses: list[str]) -> int:
    """Once; how many things lie in carts. `houses`: those of this process."""
    if not set(houses) >= NEEDED:
        return 0
    return sum(_fill(buyer, things) for buyer, things in zip(BUYERS, LEFT_IN_CARTS, strict=False))


def _fill(buyer: Person, things: tuple[tuple[str, int, int], ...]) -> int:
    holder = CartHolder(user_id=account_of(buyer))
    if _carts.cart(holder=holder).lines:
        return 0
    filled = 0
    for kind, place, quantity in things:
        try:
            variation = there(pick(kind, place))
            _carts.add_item(holder=holder, variation_id=variation.variation_id, quantity=quantity)
        except Refused:
            continue  # a market with other goods, or one that has sold this
        filled += 1
    return filled
