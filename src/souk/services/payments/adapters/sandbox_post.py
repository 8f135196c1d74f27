"""The sandbox's post: webhooks it has to send, how they are signed, and how they are read again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.kernel.settings import settings as process_settings
from souk.services.payments.adapters.sandbox_views import outcome_of
from souk.services.payments.models import SandboxCharge, SandboxWebhook
from souk.services.payments.ports import BadSignature, Notice, Outcome, OutcomeStatus, SignedWebhook
from souk.services.payments.rules import signatures
from souk.services.payments.rules.cards import Card
from souk.services.payments.settings import settings
from souk.vocabulary.money import Money
from souk.vocabulary.problems import BadRequest

GIVE_UP_AFTER = 12
FIRST_PAUSE_SECONDS = 2.0


class _Charge(BaseModel):
    model_config = ConfigDict(extra="ignore")

    charge_id: str
    key: str
    status: OutcomeStatus
    amount: Money
    action_url: str
    failure: str
    method_label: str
    is_final: bool


class _Event(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str
    timestamp: datetime
    data: _Charge


def schedule(charge: SandboxCharge, card: Card | None) -> None:
    """In the transaction of the change: what has to be told about it, and when."""
    if charge.status == "confirming":
        return  # the person in front of the page is asked first
    behaviour = card.behaviour if card is not None else "success"
    pause = settings().sandbox_late_seconds if behaviour in ("late", "timeout") else 0
    said_then = SandboxCharge(
        **{field.attname: getattr(charge, field.attname) for field in charge._meta.fields}
    )
    if said_then.status == "processing":
        said_then.status = "captured"
    webhook_id, body = new_id("msg"), _body(said_then).decode()
    SandboxWebhook.objects.bulk_create(
        SandboxWebhook(webhook_id=webhook_id, charge=charge, body=body, due_at=clock.in_seconds(pause))
        for _ in range(2 if behaviour == "twice" else 1)
    )


def due(limit: int, *, hurry: bool) -> list[SignedWebhook]:
    """Signed now, because a signature is worth something for minutes only."""
    waiting = SandboxWebhook.objects.filter(due_at__isnull=False).order_by("due_at", "id")
    if not hurry:
        waiting = waiting.filter(due_at__lte=clock.now())
    found = list(waiting[:limit])
    if found:
        ripe = [webhook.charge_id for webhook in found]
        SandboxCharge.objects.filter(charge_id__in=ripe, status="processing").update(status="captured")
    return [_signed(webhook) for webhook in found]


def taken(webhook: SignedWebhook) -> None:
    SandboxWebhook.objects.filter(id=webhook.id).update(due_at=None)


def not_taken(webhook: SignedWebhook) -> None:
    row = SandboxWebhook.objects.get(id=webhook.id)
    row.tries += 1
    row.due_at = None
    if row.tries < GIVE_UP_AFTER:
        row.due_at = clock.in_seconds(FIRST_PAUSE_SECONDS * 2**row.tries)
    row.save(update_fields=["tries", "due_at"])


def read(headers: Mapping[str, str], body: bytes) -> Notice:
    """Raises BadSignature; BadRequest for a signed body that is not one of ours."""
    fault = signatures.fault_in(_secret(), headers, body, clock.now(), settings().webhook_tolerance_seconds)
    if fault is not None:
        raise BadSignature(fault)
    try:
        event = _Event.model_validate_json(body)
    except ValidationError as wrong:
        raise BadRequest("The webhook could not be read.") from wrong
    told = event.data
    given = {name.lower(): value for name, value in headers.items()}
    return Notice(
        webhook_id=given[signatures.ID],
        idempotency_key=told.key,
        outcome=Outcome(
            status=told.status,
            reference=told.charge_id,
            amount=told.amount,
            action_url=told.action_url,
            failure=told.failure,
            method_label=told.method_label,
            is_final=told.is_final,
        ),
    )


def _body(charge: SandboxCharge) -> bytes:
    outcome = outcome_of(charge)
    return orjson.dumps(
        {
            "type": f"charge.{outcome.status}",
            "timestamp": clock.now().isoformat(),
            "data": {
                "charge_id": charge.charge_id,
                "key": charge.key,
                "status": outcome.status,
                "amount": {"amount": outcome.amount.amount, "currency": outcome.amount.currency},
                "action_url": outcome.action_url,
                "failure": outcome.failure,
                "method_label": outcome.method_label,
                "is_final": outcome.is_final,
            },
        }
    )


def _signed(webhook: SandboxWebhook) -> SignedWebhook:
    body = webhook.body.encode()
    headers = signatures.sign(_secret(), webhook.webhook_id, body, clock.now())
    return SignedWebhook(webhook.id, {"content-type": "application/json", **headers}, body)


@lru_cache(maxsize=1)
def _secret() -> bytes:
    return process_settings().kept_secret("sandbox-webhooks").encode()
