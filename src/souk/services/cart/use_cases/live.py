"""Live: what neighbours say of a cart's lines today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import orjson

from souk.contracts.inventory.calls import Inventory
from souk.contracts.products.calls import ForSale, Products
from souk.kernel.neighbours.asking import ask
from souk.services.cart.rules.lines import Offer
from souk.vocabulary.problems import Unavailable

products, inventory = ask(Products), ask(Inventory)


@dataclass(frozen=True)
class Today:
    """None where nobody answered in time. `out_of_reach`: variations that are kept where nobody answers, while others are offered."""

    offers: dict[str, Offer] | None
    levels: dict[str, int] | None
    out_of_reach: frozenset[str] = field(default_factory=frozenset)


def offers(variation_ids: Iterable[str]) -> dict[str, Offer]:
    """Raises Unavailable."""
    return {sold.variation_id: _offer(sold) for sold in products.for_sale(variation_ids=list(variation_ids))}


def reachable_offers(variation_ids: Iterable[str]) -> tuple[dict[str, Offer], frozenset[str]]:
    """The offers, and the variations that are kept where nobody answers. Raises Unavailable where it is not known which those are."""
    left, away = list(variation_ids), set[str]()
    while left:
        try:
            return offers(left), frozenset(away)
        except Unavailable as problem:
            lost = set(problem.extra.get("out_of_reach", ())).intersection(left)
            if not lost:
                raise
            away |= lost
            left = [each for each in left if each not in lost]
    return {}, frozenset(away)


def levels(variation_ids: Iterable[str]) -> dict[str, int]:
    """How many can be bought. Raises Unavailable."""
    told = inventory.levels(variation_ids=list(variation_ids))
    return {level.variation_id: level.available for level in told}


def today(variation_ids: Iterable[str]) -> Today:
    """Both, each as far as it answers: a neighbour that is away says nothing about the cart."""
    ids = list(variation_ids)
    known_offers: dict[str, Offer] | None = None
    known_levels: dict[str, int] | None = None
    out_of_reach = frozenset[str]()
    try:
        known_offers, out_of_reach = reachable_offers(ids)
    except Unavailable:
        pass
    try:
        known_levels = levels(ids)
    except Unavailable:
        pass
    return Today(known_offers, known_levels, out_of_reach)


def today_for_certain(variation_ids: Iterable[str]) -> Today:
    """Both, or Unavailable; but some may be out of reach."""
    ids = list(variation_ids)
    known_offers, out_of_reach = reachable_offers(ids)
    return Today(known_offers, levels(ids), out_of_reach)


def _offer(sold: ForSale) -> Offer:
    facts = {
        "product_id": sold.product_id,
        "product_slug": sold.product_slug,
        "shop_id": sold.shop_id,
        "shop_name": sold.shop_name,
        "sku": sold.sku,
        "title": sold.title,
        "options": sold.options,
        "weight_grams": sold.weight_grams,
        "image_url": sold.image_url,
    }
    return Offer(
        sold.variation_id,
        sold.price.minor,
        sold.price.currency,
        orjson.dumps(facts).decode(),
        sold.title,
        sold.is_sellable,
    )
