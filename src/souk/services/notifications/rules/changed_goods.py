"""Changed goods: what a letter says to the owner of a shop about what staff made of their products."""

from __future__ import annotations

from typing import Any

from souk.services.notifications.rules.wording import link, sentence

#: What products calls it → what a letter does. A name that is newer than this is left as it is.
_PARTS = {
    "title": "the title",
    "type": "the type",
    "category": "the category",
    "description": "the description",
    "facts": "the facts",
    "options": "the options",
    "pictures": "the pictures",
    "captions": "what is said of the pictures",
    "variations": "what can be chosen",
    "price": "prices",
    "price_before": "prices before",
    "grams": "weights",
    "barcode": "barcodes",
    "status": "whether shoppers see it",
}
_WHOLE = {"added": "we have added it", "deleted": "it is off the street for good"}


def line(goods: list[dict[str, Any]]) -> str:
    """The subject: which goods."""
    if not goods:
        return ""
    return goods[0]["title"] + (f" and {len(goods) - 1} more" if len(goods) > 1 else "")


def told(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The context of the letter."""
    return {
        "name": facts["full_name"],
        "shop_name": facts["shop_name"],
        "goods": [
            {"title": one["title"], "what": _what(one["what"]), "link": _page(one, base_url)}
            for one in facts["changed"]
        ],
        "reason": sentence(facts.get("reason", "")),
        "link": link(base_url, "/portal/products"),
    }


def _what(names: list[str]) -> str:
    whole = [_WHOLE[name] for name in names if name in _WHOLE]
    parts = [_PARTS.get(name, name.replace("_", " ")) for name in names]
    if whole:
        return whole[0]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _page(one: dict[str, Any], base_url: str) -> str:
    return "" if "deleted" in one["what"] else link(base_url, f"/portal/products/{one['product_id']}")
