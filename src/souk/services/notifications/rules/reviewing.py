"""Reviewing: what letters about reviews and comments are told."""

from __future__ import annotations

from typing import Any

from souk.services.notifications.rules.wording import link, one_line, sentence


def reviewed(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    """Leads to the page where it stands; to one's own reviews where a review is hidden."""
    way = "products" if facts["subject_kind"] == "product" else "shops"
    is_review = facts["kind"] == "review"
    is_hidden = facts.get("decision") == "hidden"
    place = "reviews" if is_review else "questions"
    path = "/account/reviews" if is_review and is_hidden else f"/{way}/{facts['subject_slug']}/{place}"
    return {
        "name": facts["author_name"],
        "noun": "review" if is_review else "comment",
        "about": one_line(facts["subject_title"]),
        "is_hidden": is_hidden,
        "reason": sentence(facts.get("reason", "")),
        "shop_name": facts.get("shop_name", ""),
        "answer": facts.get("answer", ""),
        "link": link(base_url, path),
    }
