"""Auditing: what must be sent is sent, and once."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from souk.kernel import clock
from souk.services.notifications.models import Message

#: A message to be tried again has its time ahead; one that is due for so long was forgotten.
FORGOTTEN_SECONDS = 2 * 3600


def violations() -> list[str]:
    """No message was forgotten, and what was sent says when."""
    forgotten = Message.objects.filter(status="waiting", due_at__lt=clock.in_seconds(-FORGOTTEN_SECONDS))
    stuck = Message.objects.filter(status="waiting", due_at=None)
    dateless = Message.objects.filter(status="sent", sent_at=None)
    return [
        f"message {message_id} {what}"
        for rows, what in (
            (forgotten, "is due and was not sent"),
            (stuck, "waits for ever"),
            (dateless, "was sent nobody knows when"),
        )
        for message_id in rows.order_by("message_id").values_list("message_id", flat=True)
    ]


def facts() -> dict[str, Any]:
    """`confirmations`: how many letters of confirmation each order has."""
    letters = (
        Message.objects.filter(template="order_confirmed").values("about").annotate(n=Count("message_id"))
    )
    return {"confirmations": dict(letters.order_by("about").values_list("about", "n"))}
