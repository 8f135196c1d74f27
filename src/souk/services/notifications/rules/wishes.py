"""Wishes: what a letter about a wishlist says."""

from __future__ import annotations

from typing import Any

from souk.services.notifications.rules.wording import amount, link


def news_line(news: list[dict[str, Any]]) -> str:
    """The subject: what there is news of."""
    if not news:
        return "News from your wishlist"
    first, others = news[0], len(news) - 1
    if others:
        return f"News from your wishlist: {first['title']} and {others} more"
    return f"Back in stock: {first['title']}" if _is_back(first) else f"{first['title']} costs less now"


def told(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The context of the letter."""
    return {
        "name": facts["full_name"],
        "news": [_item(one, base_url) for one in facts["news"]],
        "link": link(base_url, "/wishlist"),
        "end_link": end_link(facts, base_url),
    }


def end_link(facts: dict[str, Any], base_url: str) -> str:
    return link(base_url, "/wishlist/letters/end", token=facts["token"])


def _item(one: dict[str, Any], base_url: str) -> dict[str, Any]:
    left = one.get("left")
    return {
        "title": one["title"],
        "options": ", ".join(one["options"].values()),
        "shop_name": one["shop_name"],
        "link": base_url + one["path"],
        "price": amount(one["price"]),
        "before": amount(one["price_before"]) if one.get("price_before") else "",
        "what": "Back in stock" if _is_back(one) else "Costs less now",
        "left": f"Only {left} left" if left is not None and left <= 5 else "",
    }


def _is_back(one: dict[str, Any]) -> bool:
    return bool(one["kind"] == "back_in_stock")
