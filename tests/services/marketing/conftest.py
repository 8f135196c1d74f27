"""Coupons to try, and what marketing said."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest

from souk.contracts.marketing.calls import CouponDraft
from souk.kernel.ids import new_id
from souk.kernel.models import OutboxEvent
from souk.services.marketing.service import MarketingService


@pytest.fixture
def marketing() -> MarketingService:
    return MarketingService()


@pytest.fixture
def coupon(marketing) -> Callable[..., str]:
    """`coupon("TEN", percent=10)` saves one and returns its code."""

    def save(code: str, **terms) -> str:
        draft = CouponDraft(code=code, description=f"{code} off", **terms)
        marketing.save_coupon(key=new_id("key"), draft=draft)
        return code

    return save


@pytest.fixture
def said() -> Callable[[str], list[dict]]:
    def of(kind: str) -> list[dict]:
        rows = OutboxEvent.objects.using("marketing").filter(type=f"souk.{kind}.v1").order_by("id")
        return [orjson.loads(row.envelope)["data"] for row in rows]

    return of
