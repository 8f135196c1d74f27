"""Membership: a customer's tier, points and benefits as their page shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from souk.contracts.customers.calls import Customer, Customers, MemberBenefit, PointsEntry, Tier
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import wording
from souk.vocabulary.problems import Problem

customers = ask(Customers)

ENTRIES = {
    "earned": "Earned with order",
    "reversed": "Taken back after a refund of order",
    "birthday": "Happy birthday",
    "adjusted": "By our staff",
    "spent": "Spent on order",
    "given_back": "Given back",
}


def page(user_id: str, cursor: str | None) -> dict[str, Any]:
    """Raises Unavailable while customers is away."""
    me = customers.customer(user_id=user_id)
    ledger = customers.points(user_id=user_id, cursor=cursor, limit=20)
    tiers = customers.tiers()
    return {
        "me": overview(me),
        "tiers": [tier_view(tier, me.tier) for tier in tiers],
        "benefits": [benefit_view(one) for one in customers.benefits(user_id=user_id)],
        "entries": [entry_view(entry) for entry in ledger.items],
        "next_url": f"/account/membership?cursor={ledger.next}" if ledger.next else "",
    }


def hint(user_id: str) -> dict[str, Any] | None:
    """Tier and points for the account's first page; nothing while customers is away."""
    try:
        return overview(customers.customer(user_id=user_id))
    except Problem:
        return None


def overview(me: Customer) -> dict[str, Any]:
    progress = me.progress
    missing = progress.missing if progress else None
    return {
        "tier": me.tier or "",
        "tier_label": me.tier_label,
        "is_verified": me.is_verified,
        "points": f"{me.points:,}".replace("-", "−"),
        "has_debt": me.points < 0,
        "since": wording.day(me.member_since) if me.tier and me.member_since else "",
        "review": wording.day(me.review_at) if me.review_at else "",
        "spend": wording.price(progress.spend) if progress else "",
        "next_label": progress.next_label if progress else "",
        "missing": wording.price(missing) if missing else "",
        "percent": progress.percent if progress else 0,
        "birthday": f"{me.date_of_birth:%B} {me.date_of_birth.day}" if me.date_of_birth else "",
    }


def tier_view(tier: Tier, mine: str | None) -> dict[str, Any]:
    return {
        "label": tier.label,
        "from": wording.price(tier.spend_from),
        "benefits": [*tier.benefits, f"{tier.birthday_points} points on your birthday"],
        "is_mine": tier.tier == mine,
    }


def benefit_view(benefit: MemberBenefit) -> dict[str, Any]:
    return {
        "id": benefit.benefit_id,
        "label": benefit.label,
        "text": benefit.description,
        "is_automatic": benefit.is_automatic,
        "can_ask": benefit.can_ask,
        "asked": wording.day(benefit.asked_at) if benefit.asked_at else "",
        "used": wording.times(benefit.usage_count) if benefit.usage_count else "",
        "again": wording.day(benefit.usable_from) if benefit.usable_from else "",
    }


def entry_view(entry: PointsEntry) -> dict[str, Any]:
    named = entry.kind in ("earned", "reversed") or (
        entry.kind == "spent" and entry.detail.startswith("ORD-")
    )
    points = f"{entry.points:+,}".replace("-", "−") if entry.points else ""
    return {
        "what": ENTRIES[entry.kind] if entry.points else "Your tier",
        "number": entry.detail if named else "",
        "detail": "" if named or entry.kind == "birthday" else entry.detail,
        "at": wording.day(entry.at),
        "points": points,
        "is_more": entry.points > 0,
    }


def activate(user_id: str, benefit_id: str) -> None:
    """Raises BenefitNotFound."""
    customers.activate(user_id=user_id, benefit_id=benefit_id)


def tell_birthday(user_id: str, born: date) -> None:
    """Raises BirthdayKnown, Invalid."""
    customers.tell_birthday(user_id=user_id, date_of_birth=born)
