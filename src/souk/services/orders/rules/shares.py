"""Shares: what a buyer gets back for a part of an order, so that all parts together are the whole, to the cent."""

from __future__ import annotations

from collections.abc import Mapping

from souk.vocabulary.money import Money


def of_item(line_total: Money, discount: Money, tax: Money) -> Money:
    """What was paid for an item: its line, less its share of the discount, with its share of the tax."""
    return line_total - discount + tax


def of_shipping(shipping: Money, goods: Mapping[str, int]) -> dict[str, Money]:
    """The shipping of an order by shop, in proportion to the goods of each (shop → minor units after the discount).

    Goods that cost nothing all the same share it evenly.
    """
    weights = list(goods.values()) if sum(goods.values()) else [1] * len(goods)
    return dict(zip(goods, shipping.split(weights), strict=True)) if goods else {}


def of_goodwill(amount: Money, goods: Mapping[str, int], rest: int) -> dict[str, Money]:
    """How money given back for no item in particular falls on the goods of each shop; `rest` is the order's tax and shipping."""
    if not sum(goods.values()):
        return {}
    return dict(zip(goods, amount.split([*goods.values(), rest]), strict=False))


def goods_kept(goods: Money, paid: Money, given_back: Money) -> Money:
    """What goods cost after money was given back for no item in particular, of what was `paid` for them with shipping and tax."""
    if not paid or not given_back:
        return goods
    return Money.of(goods.minor * max(0, paid.minor - given_back.minor) // paid.minor, goods.currency)
