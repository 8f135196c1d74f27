"""Coupons: their terms, saved, ended and listed by staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from django.db import IntegrityError
from django.db.models import F, Q

from souk.contracts.marketing.calls import (
    CouponDraft,
    CouponExists,
    CouponFilter,
    CouponNotFound,
    CouponState,
    KeptCoupon,
)
from souk.kernel import clock
from souk.kernel.data import sorting
from souk.kernel.data.database import Change, changes
from souk.kernel.settings import settings as process_settings
from souk.services.marketing.models import Coupon, SavedKey
from souk.services.marketing.settings import settings
from souk.services.marketing.use_cases.redeeming import hash_of
from souk.vocabulary.ids import Key
from souk.vocabulary.money import Money
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Invalid, Unavailable, invalid

MOST_USES = 1_000_000_000

#: What there must be of the code before: nothing, a coupon, or whichever.
Before = Literal["none", "one", "any"]


def save_coupon(key: Key, draft: CouponDraft, before: Before = "any") -> None:
    """Uses stay as they are. Raises Invalid, also for a limit below what was used already; CouponExists, CouponNotFound."""
    values = _values(draft)
    _once(key, lambda change: _write(change, draft, values, before))


def save_and_show(draft: CouponDraft, key: Key) -> KeptCoupon:
    save_coupon(key, draft)
    return coupon(draft.code)


def end_coupon(key: Key, code: str) -> None:
    """From now on it counts for nobody. Raises CouponNotFound."""
    _once(key, lambda change: _end(change, code))


def coupon(code: str) -> KeptCoupon:
    """Raises CouponNotFound."""
    row = Coupon.objects.filter(code=code).first()
    if row is None:
        raise CouponNotFound()
    return _shown(row, clock.now())


def list_coupons(wanted: CouponFilter, cursor: str | None, limit: int) -> Page[KeptCoupon]:
    """By code."""
    now = clock.now()
    rows = Coupon.objects.order_by("code")
    if begin := wanted.code.strip().upper():
        rows = rows.filter(sorting.begins("code", begin))
    if wanted.state:
        rows = rows.filter(_standing(wanted.state, now))
    if cursor:
        rows = rows.filter(code__gt=read_cursor(cursor, (str,))[0])
    found = list(rows[: limit + 1])
    following = write_cursor(found[limit - 1].code) if len(found) > limit else None
    return Page(items=[_shown(row, now) for row in found[:limit]], next=following)


def forget_keys() -> None:
    """Saves that nobody repeats any more."""
    SavedKey.objects.filter(at__lte=clock.in_seconds(-settings().keep_keys_days * 86_400)).delete()


def _once(key: Key, deed: Callable[[Change], None]) -> None:
    """The same key again, late, does nothing."""
    for _ in range(3):
        try:
            with changes("marketing") as change:
                if not SavedKey.objects.filter(key_hash=hash_of(key)).exists():
                    SavedKey.objects.bulk_create([SavedKey(key_hash=hash_of(key), at=clock.now())])
                    deed(change)
            return
        except IntegrityError:  # the same key or code in the same instant
            continue
    raise Unavailable("The coupon is busy, please try again.")


def _write(change: Change, draft: CouponDraft, values: dict[str, Any], before: Before) -> None:
    row = _held(draft.code)
    if row is None:
        if before == "one":
            raise CouponNotFound()
        row = Coupon(code=draft.code, created_at=clock.now(), **values)
        Coupon.objects.bulk_create([row])
        change.note("coupons.add", draft.code, after=_terms(row))
        return
    if before == "none":
        raise CouponExists("Give it another code, or change the one that is there.")
    if draft.usage_limit is not None and row.used > draft.usage_limit:
        raise invalid("/usage_limit", "It was used more often already.", "below_uses")
    terms = _terms(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    change.note("coupons.change", draft.code, before=terms, after=_terms(row))


def _end(change: Change, code: str) -> None:
    row, now = _held(code), clock.now()
    if row is None:
        raise CouponNotFound()
    if row.ends_at is None or row.ends_at > now:
        before, row.ends_at, row.updated_at = row.ends_at, now, now
        row.save(update_fields=["ends_at", "updated_at"])
        change.note("coupons.end", code, before={"ends_at": before}, after={"ends_at": now})


def _held(code: str) -> Coupon | None:
    """Its row, which nobody else changes or uses until the transaction is over."""
    rows = Coupon.objects.filter(code=code)
    return rows.select_for_update().first() if rows.exists() else None


def _state(row: Coupon, now: datetime) -> CouponState:
    if row.ends_at is not None and row.ends_at <= now:
        return "ended"
    if row.starts_at is not None and row.starts_at > now:
        return "not_started"
    return "used_up" if row.usage_limit is not None and row.used >= row.usage_limit else "running"


def _standing(state: CouponState, now: datetime) -> Q:
    """The same, for the database."""
    ended, waits = Q(ends_at__lte=now), Q(starts_at__gt=now)
    goes_on = Q(ends_at=None) | Q(ends_at__gt=now)
    has_begun = goes_on & (Q(starts_at=None) | Q(starts_at__lte=now))
    is_full = Q(usage_limit__isnull=False, used__gte=F("usage_limit"))
    is_free = Q(usage_limit=None) | Q(used__lt=F("usage_limit"))
    return {
        "ended": ended,
        "not_started": goes_on & waits,
        "used_up": has_begun & is_full,
        "running": has_begun & is_free,
    }[state]


def _terms(row: Coupon) -> dict[str, Any]:
    """For the trail."""
    told = _shown(row, clock.now()).model_dump(mode="json", exclude={"code", "used", "state"})
    return {name: value for name, value in told.items() if value is not None}


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


def _shown(row: Coupon, now: datetime) -> KeptCoupon:
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
        state=_state(row, now),
    )
