"""Tidying: what has served its time leaves the kernel's tables, a little at a time."""

from __future__ import annotations

from django.db import models

from souk.kernel import clock
from souk.kernel.models import IdempotentAnswer, InboxEvent, OutboxEvent, StoryRow

DAY = 24 * 3600
#: A delivery may be repeated until its outbox row is gone, so the inbox remembers longer than the outbox.
OUTBOX_DAYS, INBOX_DAYS, ANSWER_DAYS, STORY_DAYS = 14, 30, 2, 30
BATCH = 2_000


def tidy(house: str) -> int:
    """Removes at most a batch of each kind; returns how many rows went."""
    return sum(
        _remove(rows)
        for rows in (
            OutboxEvent.objects.using(house).filter(delivered_at__lt=clock.in_seconds(-OUTBOX_DAYS * DAY)),
            InboxEvent.objects.using(house).filter(handled_at__lt=clock.in_seconds(-INBOX_DAYS * DAY)),
            IdempotentAnswer.objects.using(house).filter(began_at__lt=clock.in_seconds(-ANSWER_DAYS * DAY)),
            StoryRow.objects.using(house).filter(
                direction__in=["done", "undone"], changed_at__lt=clock.in_seconds(-STORY_DAYS * DAY)
            ),
        )
    )


def _remove(rows: models.QuerySet[models.Model]) -> int:
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    return rows.model._default_manager.using(rows.db).filter(pk__in=ids).delete()[0] if ids else 0
