"""What some people of the demo market have in their carts, bought or not: put in through the same door as everybody's."""

from __future__ import annotations

from souk.contracts.cart.calls import CartHolder, Carts
from souk.contracts.products.calls import ProductNotFound
from souk.contracts.users.calls import Users
from souk.demo.people import BUYERS, DEMO_PASSWORD, Person
from souk.demo.wishes import pick
from souk.kernel.asking import ask
from souk.vocabulary.problems import Problem

_users, _carts = ask(Users), ask(Carts)

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
    holder = CartHolder(user_id=_user_id(buyer))
    if _carts.cart(holder=holder).lines:
        return 0
    filled = 0
    for kind, place, quantity in things:
        try:
            product = pick(kind, place)
            variation = next(each for each in product.variations if each.availability == "in_stock")
            _carts.add_item(holder=holder, variation_id=variation.variation_id, quantity=quantity)
        except (ProductNotFound, StopIteration, Problem):
            continue  # a market with other goods, or one that has sold this
        filled += 1
    return filled


def _user_id(buyer: Person) -> str:
    account = _users.open_account(
        key=f"demo/account/{buyer.email}", email=buyer.email, password=DEMO_PASSWORD, name=buyer.name,
        roles=list(buyer.roles), is_verified=True,
    )  # fmt: skip
    return account.user_id
