"""Goods in a letter: a line each, however many parts it came in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from souk.services.notifications.rules.wording import amount
from souk.vocabulary.goods import how_many, named
from souk.vocabulary.money import Money


def lines(items: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Parts of one line are one line again; where some of it are not meant, it says how many of how many."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        parts.setdefault(item.get("part_of") or item["item_id"], []).append(item)
    return [_line(together) for together in parts.values()]


def _line(parts: list[dict[str, Any]]) -> dict[str, str]:
    first, prices = parts[0], [Money.model_validate(part["line_total"]) for part in parts]
    return {
        "title": named(first["title"], first.get("options")),
        "shop_name": first["shop_name"],
        "quantity": how_many(sum(part["quantity"] for part in parts), first.get("bought")),
        "line_total": amount(Money.sum(prices, prices[0].currency).model_dump()),
    }
