"""Linked data: what search engines read (schema.org), written so that no text can break out of its element."""

from __future__ import annotations

import json
from typing import Any

_AVAILABILITY = {
    "in_stock": "https://schema.org/InStock",
    "low_stock": "https://schema.org/LimitedAvailability",
    "out_of_stock": "https://schema.org/OutOfStock",
}
_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def script(facts: dict[str, Any]) -> str:
    """A JSON-LD element; data, not a program, so the content security policy lets it stand."""
    text = json.dumps({"@context": "https://schema.org"} | facts, ensure_ascii=False).translate(_ESCAPES)
    return f'<script type="application/ld+json">{text}</script>'


def offer(
    *, url: str, amount: str, currency: str, availability: str, sku: str, seller: str
) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "url": url,
        "price": amount,
        "priceCurrency": currency,
        "availability": _AVAILABILITY.get(availability, _AVAILABILITY["out_of_stock"]),
        "itemCondition": "https://schema.org/NewCondition",
        "sku": sku,
        "seller": {"@type": "Organization", "name": seller},
    }


def aggregate_rating(average: str, count: int) -> dict[str, Any]:
    return {
        "@type": "AggregateRating",
        "ratingValue": average,
        "reviewCount": count,
        "bestRating": "5",
        "worstRating": "1",
    }


def breadcrumbs(trail: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url}
            for place, (name, url) in enumerate(trail, 1)
        ],
    }
