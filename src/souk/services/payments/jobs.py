"""What payments does by the clock."""

from __future__ import annotations

from souk.kernel.work.jobs import every
from souk.services.payments.settings import settings
from souk.services.payments.use_cases import reconciliation, refunds, sandbox_days, webhooks


@every(seconds=0.5)
def post_sandbox_webhooks() -> None:
    if settings().provider == "sandbox":
        sandbox_days.deliver_due_webhooks()


@every(seconds=2)
def give_back_what_is_owed() -> None:
    refunds.return_all_due()


@every(seconds=2)
def reconcile_open_attempts() -> None:
    reconciliation.reconcile()


@every(seconds=3600)
def forget_old_webhooks() -> None:
    webhooks.forget_old()
