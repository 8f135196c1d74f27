"""What marketing does by the clock."""

from __future__ import annotations

from souk.kernel.work.jobs import every
from souk.services.marketing.use_cases import coupons, subscriptions


@every(seconds=3600)
def forget_keys() -> None:
    coupons.forget_keys()


@every(seconds=3600)
def forget_tokens() -> None:
    subscriptions.forget_tokens()
