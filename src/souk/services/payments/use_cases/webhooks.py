"""Webhooks: what a provider tells by itself. Believed only when signed, and once."""

from __future__ import annotations

from collections.abc import Mapping

from souk.contracts.payments.calls import PaymentNotFound
from souk.kernel import clock
from souk.services.payments.models import Attempt, ReceivedWebhook
from souk.services.payments.ports import provider_named
from souk.services.payments.use_cases.recording import record

KEPT_DAYS = 30


def receive(provider: str, headers: Mapping[str, str], body: bytes) -> None:
    """Raises UnknownProvider, BadSignature, BadRequest, and PaymentNotFound for a charge that is not ours."""
    notice = provider_named(provider).parse_webhook(headers=headers, body=body)
    attempt = (
        Attempt.objects.select_related("payment").filter(pk=notice.idempotency_key, provider=provider).first()
    )
    if attempt is None:
        raise PaymentNotFound("This webhook is about a charge that we did not ask for.")
    record(attempt, notice.outcome, webhook_id=f"{provider}:{notice.webhook_id}"[:100])


def forget_old() -> None:
    """Webhooks are never sent again after so long."""
    ReceivedWebhook.objects.filter(received_at__lt=clock.in_seconds(-KEPT_DAYS * 86_400)).delete()
