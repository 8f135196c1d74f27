"""How a charge of the sandbox looks: to us, who asked for it, and to the person in front of its page."""

from __future__ import annotations

from souk.kernel import clock
from souk.kernel.settings import settings as process_settings
from souk.services.payments.models import SandboxCharge
from souk.services.payments.ports import HostedCharge, Outcome, OutcomeStatus
from souk.vocabulary.money import Money

EXPIRED = "The payment page was open for too long."
CALLED_OFF = "The payment was called off."

_STATUS: dict[str, OutcomeStatus] = {
    "open": "pending",
    "confirming": "requires_action",
    "processing": "pending",
    "captured": "captured",
    "failed": "failed",
    "cancelled": "failed",
}


def outcome_of(charge: SandboxCharge) -> Outcome:
    status, failure = _STATUS[charge.status], charge.failure
    payable = is_payable(charge)
    if charge.status in ("open", "confirming") and _is_expired(charge):
        status, failure = "failed", EXPIRED
    elif charge.status == "cancelled":
        failure = CALLED_OFF
    url = ""
    if status == "requires_action":
        url = f"{process_settings().base_url}/sandbox/confirm/{charge.charge_id}"
    elif payable:
        url = f"{process_settings().base_url}/sandbox/pay/{charge.charge_id}"
    return Outcome(
        status=status,
        reference=charge.charge_id,
        amount=Money.of(charge.amount, charge.currency),
        action_url=url,
        failure=failure,
        method_label=f"Sandbox card ending {charge.last4}" if charge.last4 else "",
        is_final=status == "captured" or (status == "failed" and not payable),
    )


def hosted_view(charge: SandboxCharge, *, is_unanswered: bool = False) -> HostedCharge:
    return HostedCharge(
        charge_id=charge.charge_id,
        amount=Money.of(charge.amount, charge.currency),
        description=charge.description,
        return_url=charge.return_url,
        failure=charge.failure,
        is_payable=is_payable(charge),
        is_confirming=charge.status == "confirming" and not _is_expired(charge),
        is_unanswered=is_unanswered,
    )


def is_payable(charge: SandboxCharge) -> bool:
    """A payment page takes cards until one succeeds or its time is out."""
    return charge.is_session and charge.status in ("open", "failed") and not _is_expired(charge)


def _is_expired(charge: SandboxCharge) -> bool:
    return bool(charge.expires_at <= clock.now())
