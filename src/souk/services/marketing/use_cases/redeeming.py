"""Redeeming: what a coupon takes off, and counting its uses so that it is never used too often.

The count and its limit are one conditional statement, and it comes first: whoever wins it holds the coupon's row until the
use is written, so the uses of one customer can be counted without a race.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from django.db import IntegrityError
from django.db.models import F, Q

from souk.contracts.marketing.calls import CouponRefused, Discount
from souk.contracts.marketing.events import CouponRedeemed
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.services.marketing.models import Coupon, Redemption
from souk.services.marketing.rules import terms as rules
from souk.services.marketing.rules.terms import Reason, Terms
from souk.vocabulary.ids import Key
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Unavailable

_CODE = re.compile(r"[A-Z0-9-]{3,32}", re.ASCII)
_TERMS = (
    "percent",
    "amount_off",
    "minimum_subtotal",
    "currency",
    "starts_at",
    "ends_at",
    "usage_limit",
    "per_customer_limit",
)


class _Before(Exception):
    """The key was used before; rolls back the count that was taken for it."""

    def __init__(self, row: Redemption) -> None:
        super().__init__()
        self.row = row


def discount(code: str, subtotal: Money, customer: str | None = None, hours_early: int = 0) -> Discount:
    """What it would take off now; counts nothing. Raises CouponRefused."""
    code = _tidy(code)
    kept = _read(code)
    if kept is None:
        raise _refused("unknown")
    description, used, terms = kept
    mine = _uses_of(code, _name_of(customer)) if customer and terms.per_customer_limit is not None else 0
    return _worth(code, description, terms, subtotal, clock.now(), used, mine, hours_early)


def redeem(key: Key, code: str, subtotal: Money, customer: str, hours_early: int = 0) -> Discount:
    """The same key is counted once and answered the same. Raises CouponRefused."""
    key_hash, code = hash_of(key), _tidy(code)
    for _ in range(3):
        try:
            with changes("marketing") as change:
                told = _count_one(key_hash, code, subtotal, _name_of(customer), hours_early)
                change.say(CouponRedeemed(code=code, customer=customer))
            return told
        except _Before as before:
            return _answered_before(before.row)
        except IntegrityError:  # the same key in the same instant
            continue
    raise Unavailable("The coupon is busy, please try again.")


def give_back(key: Key) -> None:
    """Frees the use under `key`; one that arrives only later is refused."""
    key_hash, now = hash_of(key), clock.now()
    tombstone = Redemption(
        key_hash=key_hash, code="", customer="", description="", discount=0, currency="", is_given_back=True, at=now
    )  # fmt: skip
    with changes("marketing"):
        if not _free(key_hash):
            Redemption.objects.bulk_create([tombstone], ignore_conflicts=True)
            _free(key_hash)  # one that was being written while we looked


def hash_of(key: Key) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _count_one(key_hash: str, code: str, subtotal: Money, customer: str, hours_early: int) -> Discount:
    """Inside a change. Raises _Before when the key is known."""
    free = Q(usage_limit=None) | Q(used__lt=F("usage_limit"))
    counted = Coupon.objects.filter(free, code=code).update(used=F("used") + 1)
    before = Redemption.objects.filter(key_hash=key_hash).first()
    if before is not None:
        raise _Before(before)
    kept = _read(code)
    if kept is None:
        raise _refused("unknown")
    description, used, terms = kept
    mine = _uses_of(code, customer) if terms.per_customer_limit is not None else 0
    now = clock.now()
    told = _worth(code, description, terms, subtotal, now, used - counted, mine, hours_early)
    if not counted:  # freed between the two statements: the next try may have it
        raise _refused("used_up")
    row = Redemption(
        key_hash=key_hash, code=code, customer=customer, description=description,
        discount=told.discount.minor, currency=told.discount.currency, at=now,
    )  # fmt: skip
    Redemption.objects.bulk_create([row])
    return told


def _worth(
    code: str,
    description: str,
    terms: Terms,
    subtotal: Money,
    now: datetime,
    used: int,
    mine: int,
    hours_early: int,
) -> Discount:
    reason = rules.refusal(terms, subtotal, now, used=used, used_by_customer=mine, hours_early=hours_early)
    if reason is not None:
        raise _refused(reason, terms)
    return Discount(code=code, description=description, discount=rules.discount(terms, subtotal))


def _answered_before(row: Redemption) -> Discount:
    if row.is_given_back:
        raise CouponRefused("This use of the coupon was given back.", reason="already_used")
    return Discount(code=row.code, description=row.description, discount=Money.of(row.discount, row.currency))


def _free(key_hash: str) -> bool:
    code = (
        Redemption.objects.filter(key_hash=key_hash, is_given_back=False)
        .values_list("code", flat=True)
        .first()
    )
    taken = Redemption.objects.filter(key_hash=key_hash, is_given_back=False)
    if code is None or not taken.update(is_given_back=True):
        return False
    Coupon.objects.filter(code=code, used__gt=0).update(used=F("used") - 1)
    return True


def _read(code: str) -> tuple[str, int, Terms] | None:
    """Description, uses so far, terms."""
    row = Coupon.objects.filter(code=code).values_list("description", "used", *_TERMS).first()
    return None if row is None else (row[0], row[1], Terms(*row[2:]))


def _tidy(code: str) -> str:
    """As coupons are spelt; empty, which no coupon is, for what cannot be one."""
    code = code.strip().upper()
    return code if _CODE.fullmatch(code) else ""


def _uses_of(code: str, customer: str) -> int:
    return Redemption.objects.filter(code=code, customer=customer, is_given_back=False).count()


def _name_of(customer: str | None) -> str:
    """One customer is one, however they spell their email."""
    return (customer or "").strip().lower()[:254]


def _refused(reason: Reason, terms: Terms | None = None) -> CouponRefused:
    return CouponRefused(rules.explained(reason, terms), reason=reason)
