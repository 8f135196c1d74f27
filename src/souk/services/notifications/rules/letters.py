"""Letters: the subject of each, and what its template is told."""

from __future__ import annotations

from typing import Any

from souk.services.notifications.rules.reviewing import reviewed
from souk.services.notifications.rules.wording import amount, is_some, link, moment, one_line, sentence

SUBJECTS = {
    "verify_email": "Confirm your email",
    "reset_password": "Choose a new password",
    "unlock_account": "Your account is locked for a while",
    "confirm_subscription": "Confirm the newsletter",
    "welcome_subscriber": "Welcome to the street",
    "order_confirmed": "Thank you for your order {number}",
    "order_cancelled": "Your order {number} was cancelled",
    "order_payment_failed": "The payment for your order {number} did not go through",
    "order_shipped": "{shop_name} has sent your parcel · {number}",
    "order_item_cancelled": "{shop_name} could not send something of your order {number}",
    "order_completed": "Your order {number} has arrived",
    "order_refunded": "We have refunded {amount} · {number}",
    "review_moderated": "About what you wrote of {subject_title}",
    "review_answered": "{shop_name} answered you",
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
    words = {name: facts.get(name, "") for name in ("number", "shop_name", "subject_title")}
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
    if template.startswith("review_"):
        return shared | reviewed(facts, base_url)
    return shared | _order(facts, base_url)


def headers(template: str, facts: dict[str, Any], base_url: str) -> dict[str, str]:
    """Headers beyond the usual: a newsletter can be ended from the mail program."""
    if template == "welcome_subscriber":
        return {"List-Unsubscribe": f"<{link(base_url, _TOKEN_PATHS[template], token=facts['token'])}>"}
    return {}


def _order(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    sums = [("Subtotal", "subtotal"), ("Discount", "discount"), ("Shipping", "shipping"), ("Tax", "tax")]
    return {
        "number": facts["number"],
        "name": facts.get("buyer_name", ""),
        "link": link(base_url, f"/orders/{facts['number']}", token=facts.get("order_token")),
        "items": [
            {
                "title": item["title"],
                "shop_name": item["shop_name"],
                "quantity": item["quantity"],
                "line_total": amount(item["line_total"]),
            }
            for item in facts.get("items", [])
        ],
        "sums": [
            (label, _discounted(key, facts[key]))
            for label, key in sums
            if key in facts and (key == "subtotal" or key == "shipping" or is_some(facts[key]))
        ],
        "total": amount(facts["total"]) if "total" in facts else "",
        "amount": amount(facts["amount"]) if isinstance(facts.get("amount"), dict) else "",
        "refunded": amount(facts["refunded"]) if is_some(facts.get("refunded", {"amount": "0"})) else "",
        "reason": sentence(facts.get("reason", "")),
        "failure": sentence(facts.get("failure") or ""),
        "shop_name": facts.get("shop_name", ""),
        "tracking_number": facts.get("tracking_number") or "",
        "carrier": facts.get("carrier", ""),
        "title": facts.get("title", ""),
        "quantity": facts.get("quantity", ""),
    }


def _discounted(key: str, money: dict[str, str]) -> str:
    if key == "shipping" and not is_some(money):
        return "Free"
    return f"−{amount(money)}" if key == "discount" else amount(money)
