"""Letters: the subject of each, and what its template is told."""

from __future__ import annotations

from typing import Any

from souk.services.notifications.rules import changed_goods, shelves, wishes
from souk.services.notifications.rules.goods import lines
from souk.services.notifications.rules.reviewing import reviewed
from souk.services.notifications.rules.wording import amount, is_some, link, moment, one_line, sentence
from souk.vocabulary.goods import how_many, named

SUBJECTS = {
    "verify_email": "Confirm your email",
    "reset_password": "Choose a new password",
    "unlock_account": "Your account is locked for a while",
    "confirm_subscription": "Confirm the newsletter",
    "welcome_subscriber": "Welcome to the street",
    "shop_applied": "We have your application for {shop_name}",
    "shop_approved": "{shop_name} is on the street",
    "shop_rejected": "About your application for {shop_name}",
    "shop_closed": "{shop_name} is closed",
    "order_confirmed": "Thank you for your order {number}",
    "order_confirmed_again": "The confirmation of your order {number}, once more",
    "order_cancelled": "Your order {number} was cancelled",
    "order_payment_failed": "The payment for your order {number} did not go through",
    "order_shipped": "{shop_name} has sent your parcel · {number}",
    "order_tracking_corrected": "The right tracking number of your parcel · {number}",
    "order_item_cancelled": "{shop_name} could not send something of your order {number}",
    "order_completed": "Your order {number} has arrived",
    "tier_reached": "You are {tier_label} now",
    "birthday": "Happy birthday: {points} points for you",
    "order_refunded": "We have refunded {amount} · {number}",
    "wishlist_news": "{news}",
    "back_in_stock": "{back}",
    "low_stock": "Running low at {shop_name}: {low}",
    "goods_changed": "We have changed something at {shop_name}: {changed}",
    "sale": "Sold at {shop_name}: order {number}",
    "sale_called_off": "Cancelled at {shop_name}: order {number}",
    "review_moderated": "About what you wrote of {subject_title}",
    "review_answered": "{shop_name} answered you",
}

#: Where each letter about a shop leads.
_SHOP_PATHS = {
    "shop_applied": "/sell/application",
    "shop_approved": "/portal",
    "shop_rejected": "/sell/application",
    "shop_closed": "/sell",
}

#: Where each one-time token is used. The page shows a button: mail scanners follow links, they do not press.
_TOKEN_PATHS = {
    "verify_email": "/verify",
    "reset_password": "/reset",
    "unlock_account": "/unlock",
    "confirm_subscription": "/newsletter/confirm",
    "welcome_subscriber": "/newsletter/end",
}


def subject(template: str, facts: dict[str, Any]) -> str:
    named = ("number", "shop_name", "subject_title", "tier_label", "points")
    words = {name: facts.get(name, "") for name in named}
    words["news"] = wishes.news_line(facts.get("news") or [])
    words["back"] = wishes.back_line(facts.get("news") or [])
    words["changed"] = changed_goods.line(facts.get("changed") or [])
    words["low"] = shelves.low_line(facts.get("low") or [], facts.get("others", 0))
    if isinstance(facts.get("amount"), dict):
        words["amount"] = amount(facts["amount"])
    return one_line(SUBJECTS[template].format(**words))


def told(template: str, facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The context of a template: everything in words, nothing left to compute."""
    shared = {"base_url": base_url, "subject": subject(template, facts), "email": facts["email"]}
    if template in _TOKEN_PATHS:
        return shared | {
            "name": facts.get("full_name", ""),
            "link": link(base_url, _TOKEN_PATHS[template], token=facts["token"]),
            "good_until": moment(facts["expires_at"]) if "expires_at" in facts else "",
        }
    if template in _SHOP_PATHS:
        return shared | {
            "name": facts.get("full_name", ""),
            "shop_name": facts["shop_name"],
            "reason": sentence(facts.get("reason", "")),
            "street_url": link(base_url, f"/shops/{facts['slug']}"),
            "link": link(base_url, _SHOP_PATHS[template]),
        }
    if template in ("wishlist_news", "back_in_stock"):
        return shared | wishes.told(template, facts, base_url)
    if template == "low_stock":
        return shared | shelves.told(facts, base_url)
    if template == "goods_changed":
        return shared | changed_goods.told(facts, base_url)
    if template in ("sale", "sale_called_off"):
        return shared | shelves.sold(facts, base_url)
    if template.startswith("review_"):
        return shared | reviewed(facts, base_url)
    if template in ("tier_reached", "birthday"):
        return shared | _membership(facts, base_url)
    return shared | _order(facts, base_url)


def headers(template: str, facts: dict[str, Any], base_url: str) -> dict[str, str]:
    """Headers beyond the usual: what one did not need can be ended from the mail program, with one click (RFC 8058) or two."""
    if template in ("wishlist_news", "back_in_stock"):
        return {
            "List-Unsubscribe": f"<{wishes.end_link(template, facts, base_url)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if template == "welcome_subscriber":
        return {"List-Unsubscribe": f"<{link(base_url, _TOKEN_PATHS[template], token=facts['token'])}>"}
    return {}


def _membership(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    return {
        "name": facts.get("full_name", ""),
        "link": link(base_url, "/account/membership"),
        "tier_label": facts.get("tier_label", ""),
        "benefits": facts.get("benefits", []),
        "points": f"{facts.get('points', 0):,}",
        "balance": f"{facts.get('balance', 0):,}",
    }


def _order(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    sums = [("Subtotal", "subtotal"), ("Discount", "discount"), ("Shipping", "shipping"), ("Tax", "tax")]
    return {
        "number": facts["number"],
        "name": facts.get("buyer_name", ""),
        "link": link(base_url, f"/orders/{facts['number']}", token=facts.get("order_token")),
        "items": lines(facts.get("items", [])),
        "sums": [
            (_called(label, facts), _discounted(key, facts[key]))
            for label, key in sums
            if key in facts and (key == "subtotal" or key == "shipping" or is_some(facts[key]))
        ],
        "total": amount(facts["total"]) if facts.get("total") and facts.get("items") else "",
        "amount": amount(facts["amount"]) if isinstance(facts.get("amount"), dict) else "",
        "refunded": amount(facts["refunded"]) if is_some(facts.get("refunded", {"amount": "0"})) else "",
        "reason": sentence(facts.get("reason", "")),
        "failure": sentence(facts.get("failure") or ""),
        "shop_name": facts.get("shop_name", ""),
        "tracking_number": facts.get("tracking_number") or "",
        "carrier": facts.get("carrier", ""),
        "title": named(facts.get("title", ""), facts.get("options")),
        "quantity": how_many(facts["quantity"], facts.get("bought")) if "quantity" in facts else "",
    }


def _called(label: str, facts: dict[str, Any]) -> str:
    """A discount that a tier has part in says so, and how much of it that is."""
    if label != "Discount":
        return label
    parts = [
        (called, part)
        for called, part in (
            (str(facts.get("member_label")), facts.get("member_discount")),
            (f"{facts.get('points_spent', 0):,} points", facts.get("points_discount")),
        )
        if part and is_some(part)
    ]
    if len(parts) == 1 and parts[0][1] == facts["discount"]:
        return parts[0][0]
    told = " and ".join(f"{amount(part)} as {called}" for called, part in parts)
    return f"Discount, of it {told}" if told else label


def _discounted(key: str, money: dict[str, str]) -> str:
    if key == "shipping" and not is_some(money):
        return "Free"
    return f"−{amount(money)}" if key == "discount" else amount(money)
