"""Writing: an event becomes one row, to be sent later. No template is touched here: handlers must be quick."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.services.notifications.models import MailboxEmail, Message
from souk.services.notifications.rules.letters import subject
from souk.vocabulary.events import Event


def write_order_letter(event: Any) -> None:
    """Of an order event. A cancellation that gives money back also tells of the refund: that one is not told again."""
    template = event.name.replace(".", "_")
    money = getattr(event, "refunded", None) or getattr(event, "amount", None)
    tells = f"refund\0{event.order_id}\0{event.at.isoformat()}\0{money}" if money else ""
    write(template, event, to=event.email, user_id=event.user_id, tells=tells)


def write(
    template: str,
    event: Event,
    *,
    to: str,
    user_id: str | None = None,
    good_until: datetime | None = None,
    tells: str = "",
) -> None:
    """Writes a message down, once for what it tells (by default: the event in this template) and its recipient.

    Nothing is written to nobody.
    """
    if not to:
        return
    facts = event.model_dump_json()
    now = clock.now()
    row = Message(
        message_id=new_id("msg"),
        key=hashlib.sha256(f"{to}\0{tells or template + facts}".encode()).hexdigest(),
        template=template,
        to=to,
        user_id=user_id,
        about=event.subject,
        subject=subject(template, _words(event)),
        facts=facts,
        due_at=now,
        good_until=good_until,
        created_at=now,
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)


def forget(user_id: str) -> None:
    """Of a person who was erased nothing is kept, and nothing more is sent."""
    rows = Message.objects.filter(user_id=user_id)
    MailboxEmail.objects.filter(message_id__in=list(rows.values_list("message_id", flat=True))).delete()
    rows.filter(status="waiting").update(status="failed", due_at=None, error="the account was erased")
    rows.update(to="", subject="", facts="", user_id=None)


def _words(event: Event) -> dict[str, Any]:
    """What subjects need; a whole event with its lines is not worth dumping twice."""
    found = {
        name: getattr(event, name, "")
        for name in ("number", "shop_name", "subject_title", "tier_label", "points")
    }
    news = getattr(event, "news", None)
    if news is not None:
        found["news"] = [{"kind": one.kind, "title": one.title} for one in news]
    changed = getattr(event, "changed", None)
    if changed is not None:
        found["changed"] = [{"title": one.title} for one in changed]
    low = getattr(event, "low", None)
    if low is not None:
        found |= {"low": [{"title": one.title, "sku": one.sku} for one in low], "others": event.others}  # type: ignore[attr-defined]
    money = getattr(event, "amount", None)
    return found | ({"amount": money.model_dump()} if money is not None else {})
