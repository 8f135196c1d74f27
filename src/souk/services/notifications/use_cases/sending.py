"""Sending: what is due is claimed, rendered, delivered, and marked.

A claim is a lease: if this process dies with an email in its hands, another sends it later under the same Message-ID.
"""

from __future__ import annotations

import re

import orjson
from django.db.models import F
from django.template.loader import render_to_string

from souk.contracts.notifications.events import NotificationSent
from souk.kernel import chance, clock
from souk.kernel.crashes import point
from souk.kernel.data.database import changes
from souk.kernel.settings import settings as process_settings
from souk.kernel.telemetry.logs import log
from souk.services.notifications.models import Message
from souk.services.notifications.ports import DeliveryFailed, DeliveryRefused, Email, Post, post
from souk.services.notifications.rules.letters import headers, told
from souk.services.notifications.rules.pauses import pause_seconds
from souk.services.notifications.settings import settings

_log = log(__name__)

BATCH, MOST = 40, 200


def send_due() -> int:
    """Sends what is due, at most a few hundred; returns how many emails were delivered."""
    through, sent = post(), 0
    # To a machine elsewhere one at a time: a batch would go out again as a whole if we died in the middle.
    size = 1 if through.waits else BATCH
    for _ in range(MOST // size):
        claimed = _claim(size)
        if not claimed:
            break
        sent += _send(claimed, through)
    return sent


def is_due() -> bool:
    return Message.objects.filter(due_at__lte=clock.now()).exists()


def rendered(message: Message) -> Email:
    """The email of a message."""
    facts, base_url = orjson.loads(message.facts), process_settings().base_url
    context = told(message.template, facts, base_url)
    name = f"notifications/{message.template}"
    return Email(
        message_id=message.message_id,
        to=message.to,
        subject=message.subject,
        text=re.sub(r"\n{3,}", "\n\n", render_to_string(f"{name}.txt", context)).strip() + "\n",
        html=render_to_string(f"{name}.html", context),
        headers=headers(message.template, facts, base_url),
    )


def _claim(most: int) -> list[Message]:
    """The messages that are ours for a while."""
    now = clock.now()
    lease = clock.in_seconds(60 + 2 * settings().deadline_seconds)
    due = Message.objects.filter(due_at__lte=now).order_by("due_at", "message_id")
    with changes("notifications"):
        ours = []
        for row in due[:most]:
            mine = Message.objects.filter(message_id=row.message_id, attempts=row.attempts, due_at=row.due_at)
            if mine.update(attempts=F("attempts") + 1, due_at=lease):
                row.attempts += 1
                ours.append(row)
    return ours


def _send(claimed: list[Message], through: Post) -> int:
    delivered, results = [], []
    for message in claimed:
        error, is_final = _try(message, through)
        if error is None:
            delivered.append(message)
        else:
            results.append((message, error, is_final))
    point("notifications.delivered")
    with changes("notifications") as change:
        now = clock.now()
        for message in delivered:
            change.say(
                NotificationSent(
                    message_id=message.message_id, channel=message.channel, template=message.template
                )
            )
        ids = [message.message_id for message in delivered]
        Message.objects.filter(message_id__in=ids, status="waiting").update(
            status="sent", sent_at=now, due_at=None, facts="", error=""
        )
        for message, error, is_final in results:
            _note_failure(message, error, is_final)
    return len(delivered)


def _try(message: Message, through: Post) -> tuple[str | None, bool]:
    """What went wrong, if anything, and whether that is final."""
    if message.good_until is not None and message.good_until <= clock.now():
        return "it came too late to be of use", True
    try:
        through.deliver(rendered(message))
        return None, True
    except DeliveryRefused as refused:
        return str(refused), True
    except DeliveryFailed as failure:
        return str(failure), message.attempts >= settings().tries
    except Exception as bug:
        # The traceback could quote the letter, and the letter its token.
        _log.error(
            "email_not_rendered",
            message_id=message.message_id,
            template=message.template,
            kind=type(bug).__name__,
        )
        return f"{type(bug).__name__} while rendering", message.attempts >= settings().tries


def _note_failure(message: Message, error: str, is_final: bool) -> None:
    rows = Message.objects.filter(message_id=message.message_id, status="waiting")
    if is_final:
        rows.update(status="failed", due_at=None, facts="", error=error[:300])
        _log.warning(
            "email_failed", message_id=message.message_id, template=message.template, tries=message.attempts
        )
    else:
        rows.update(
            due_at=clock.in_seconds(pause_seconds(message.attempts, chance.fraction())), error=error[:300]
        )
