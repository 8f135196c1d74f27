"""Coupons: their terms, saved and listed by staff."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Q

from souk.contracts.marketing.calls import CouponDraft
from souk.kernel import clock
from souk.kernel.data.database import changes
from souk.kernel.settings import settings as process_settings
from souk.services.marketing.models import Coupon, SavedKey
from souk.services.marketing.settings import settings
from souk.services.marketing.use_cases.redeeming import hash_of
from souk.vocabulary.ids import Key
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Invalid, Unavailable, invalid

MOST_USES = 1_000_000_000


class KeptCoupon(CouponDraft):
    """A coupon as staff see it. `used`: uses that count."""

    used: int


def save_coupon(key: Key, draft: CouponDraft) -> None:
    """Uses stay as they are. Raises Invalid, also for a limit below what was used already."""
    values = _values(draft)
    for _ in range(3):
        try:
            with changes("marketing"):
                if not SavedKey.objects.filter(key_hash=hash_of(key)).exists():
                    SavedKey.objects.bulk_create([SavedKey(key_hash=hash_of(key), at=clock.now())])
                    _write(draft, values)
            return
        except IntegrityError:  # the same key or code in the same instant
            continue
    raise Unavailable("The coupon is busy, please try again.")


def save_and_show(draft: CouponDraft, key: Key) -> KeptCoupon:
    save_coupon(key, draft)
    return _shown(Coupon.objects.get(code=draft.code))


def list_coupons(cursor: str | None, limit: int) -> Page[KeptCoupon]:
    """By code."""
    rows = Coupon.objects.order_by("code")
    if cursor:
        rows = rows.filter(code__gt=read_cursor(cursor, (str,))[0])
    found = list(rows[: limit + 1])
    following = write_cursor(found[limit - 1].code) if len(found) > limit else None
    return Page(items=[_shown(row) for row in found[:limit]], next=following)


def forget_keys() -> None:
    """Saves that nobody repeats any more."""
    SavedKey.objects.filter(at__lte=clock.in_seconds(-settings().keep_keys_days * 86_400)).delete()


def _write(draft: CouponDraft, values: dict[str, Any]) -> None:
    rows = Coupon.objects.filter(code=draft.code)
    fits = Q() if draft.usage_limit is None else Q(used__lte=draft.usage_limit)
    if rows.filter(fits).update(**values):
        return
    if rows.exists():
        raise invalid("/usage_limit", "It was used more often already.", "below_uses")
    Coupon.objects.bulk_create([Coupon(code=draft.code, created_at=clock.now(), **values)])


def _values(draft: CouponDraft) -> dict[str, Any]:
    """Columns of a draft. Raises Invalid."""
    currency = process_settings().currency
    if (draft.percent is None) == (draft.amount_off is None):
        raise invalid("/percent", "Give percent or amount_off, one of them.", "percent_or_amount")
    if draft.amount_off is not None and draft.amount_off.minor <= 0:
        raise invalid("/amount_off", "More than nothing.", "too_small")
    if draft.minimum_subtotal is not None and draft.minimum_subtotal.minor < 0:
        raise invalid("/minimum_subtotal", "Not below nothing.", "too_small")
    for name in ("amount_off", "minimum_subtotal"):
        money: Money | None = getattr(draft, name)
        if money is not None and money.currency != currency:
            raise invalid(f"/{name}", f"This market counts in {currency}.", "currency")
    for name in ("usage_limit", "per_customer_limit"):
        if (getattr(draft, name) or 0) > MOST_USES:
            raise invalid(f"/{name}", f"At most {MOST_USES}.", "too_large")
    starts_at, ends_at = _instant(draft.starts_at, "starts_at"), _instant(draft.ends_at, "ends_at")
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise _backwards()
    return {
        "description": draft.description,
        "percent": draft.percent,
        "amount_off": draft.amount_off.minor if draft.amount_off else None,
        "minimum_subtotal": draft.minimum_subtotal.minor if draft.minimum_subtotal else None,
        "currency": currency,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "usage_limit": draft.usage_limit,
        "per_customer_limit": draft.per_customer_limit,
        "updated_at": clock.now(),
    }


def _instant(given: datetime | None, name: str) -> datetime | None:
    """In UTC, which a time without a zone is taken to be in."""
    if given is None:
        return None
    if not 2000 <= given.year <= 2999:
        raise invalid(f"/{name}", "A year from 2000 to 2999.", "out_of_range")
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)


def _backwards() -> Invalid:
    return invalid("/ends_at", "It ends before it starts.", "before_start")


def _shown(row: Coupon) -> KeptCoupon:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money.of(minor, row.currency)

    return KeptCoupon(
        code=row.code,
        description=row.description,
        percent=row.percent,
        amount_off=money(row.amount_off),
        minimum_subtotal=money(row.minimum_subtotal),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        usage_limit=row.usage_limit,
        per_customer_limit=row.per_customer_limit,
        used=row.used,
    )
