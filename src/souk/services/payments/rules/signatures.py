"""Signatures of webhooks, after the Standard Webhooks specification, on a clock that is given."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime

from standardwebhooks.webhooks import Webhook

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


def sign(secret: bytes, webhook_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of a webhook that is sent now."""
    return {
        ID: webhook_id,
        TIMESTAMP: str(int(now.timestamp())),
        SIGNATURE: Webhook(secret).sign(webhook_id, now, body.decode()),
    }


def fault_in(
    secret: bytes, headers: Mapping[str, str], body: bytes, now: datetime, tolerance_seconds: int
) -> str | None:
    """Why a webhook is not to be believed; None if it is. The library's own check knows no clock but the machine's."""
    given = {name.lower(): value for name, value in headers.items()}
    webhook_id, timestamp, signatures = given.get(ID), given.get(TIMESTAMP), given.get(SIGNATURE)
    if not webhook_id or not timestamp or not signatures:
        return f"Send the headers {ID}, {TIMESTAMP} and {SIGNATURE}."
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return "The timestamp is not a number of seconds."
    if abs(now.timestamp() - int(timestamp)) > tolerance_seconds:
        return "The timestamp is too far from now."
    try:
        then = datetime.fromtimestamp(int(timestamp), tz=now.tzinfo)
        right = Webhook(secret).sign(webhook_id, then, body.decode())
    except (ValueError, OverflowError, OSError):
        return "The body is not text."
    if not any(hmac.compare_digest(right.encode(), one.encode()) for one in signatures.split(" ")):
        return "The signature does not fit."
    return None
