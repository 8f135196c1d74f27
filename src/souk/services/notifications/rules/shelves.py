"""Shelves: what letters about goods that run low, were sold, or are no longer to be sent, say to the owner of their shop."""

from __future__ import annotations

from typing import Any

from souk.services.notifications.rules.wording import amount, link


def low_line(low: list[dict[str, Any]], others: int) -> str:
    """The subject: what runs low."""
    if not low:
        return ""
    more = len(low) - 1 + others
    return _name(low[0]) + (f" and {more} more" if more else "")


def told(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The context of the letter."""
    return {
        "name": facts["full_name"],
        "shop_name": facts["shop_name"],
        "low": [
            {"title": _name(one), "sku": one["sku"] if one["title"] else "", "left": _left(one["available"])}
            for one in facts["low"]
        ],
        "others": facts["others"],
        "link": link(base_url, "/portal/stock"),
    }


def sold(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The context of the letter about an order to send, or about what of it is no longer to be sent."""
    return {
        "name": facts["full_name"],
        "shop_name": facts["shop_name"],
        "number": facts["number"],
        "goods": facts["goods"],
        "others": facts["others"],
        "value": amount(facts["value"]) if "value" in facts else "",
        "is_all": facts.get("is_all", False),
        "link": link(base_url, f"/portal/orders/{facts['number']}"),
    }


def _name(one: dict[str, Any]) -> str:
    return one["title"] or one["sku"] or "something"


def _left(available: int) -> str:
    return "none left" if available <= 0 else f"{available} left"
