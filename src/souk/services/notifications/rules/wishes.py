"""Wishes: what a letter about a wishlist says, and one to who waits without an account for something to be back."""

from __future__ import annotations

from typing import Any

from souk.services.notifications.rules.wording import amount, link

#: Where each letter is ended.
_ENDS = {"wishlist_news": "/wishlist/letters/end", "back_in_stock": "/back-in-stock/end"}


def news_line(news: list[dict[str, Any]]) -> str:
    """The subject: what there is news of."""
    if not news:
        return "News from your wishlist"
    first, others = news[0], len(news) - 1
    if others:
        return f"News from your wishlist: {first['title']} and {others} more"
    return f"Back in stock: {first['title']}" if _is_back(first) else f"{first['title']} costs less now"


def back_line(news: list[dict[str, Any]]) -> str:
    if not news:
        return "Back in stock"
    others = len(news) - 1
    return f"Back in stock: {news[0]['title']}" + (f" and {others} more" if others else "")


def told(template: str, facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The context of the letter."""
    return {
        "name": facts.get("full_name", ""),
        "news": [_item(one, base_url) for one in facts["news"]],
        "link": link(base_url, "/wishlist")
        if template == "wishlist_news"
        else base_url + facts["news"][0]["path"],
        "end_link": end_link(template, facts, base_url),
    }


def end_link(template: str, facts: dict[str, Any], base_url: str) -> str:
    return link(base_url, _ENDS[template], token=facts["token"])


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
