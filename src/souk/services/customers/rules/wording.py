"""Wording: how a benefit is called, from what it is worth, so that what is promised is what is given."""

from __future__ import annotations

from souk.vocabulary.money import Money

#: What staff set by numbers; the rest of the benefits are words and people.
SET_BY_STAFF = ("discount", "free_shipping", "early_access")


def discount(percent: int) -> tuple[str, str]:
    """Label and description."""
    return f"{percent} % off", f"{percent} % off the goods of every order."


def early_access(hours: int) -> tuple[str, str]:
    return (
        f"Sale codes {hours} hours early",
        f"The code of a sale that begins at a set time works for you {hours} hours before everybody else.",
    )


def free_shipping(methods: list[str], over: Money, countries: list[str]) -> tuple[str, str]:
    ways = _listed(methods)
    only = f" over {over}" if over else ""
    where = (
        f" to {_listed(countries)}" if 0 < len(countries) <= 5 else " to some countries" if countries else ""
    )
    goods = f"on goods of more than {over}" if over else "on every order"
    label = f"Free {ways} shipping{where}{only}"[:80]
    return label, f"{ways.capitalize()} shipping{where} costs nothing, {goods}."[:300]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
