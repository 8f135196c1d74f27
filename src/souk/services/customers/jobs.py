"""What customers does by the clock."""

from __future__ import annotations

from souk.kernel.work.jobs import every
from souk.services.customers.stories import moving
from souk.services.customers.use_cases import birthdays, guests, lookup, tiering, verifying


@every(seconds=60)
def introduce_strangers() -> None:
    verifying.introduce_strangers()


@every(seconds=30)
def move_records() -> None:
    moving.follow_all()


@every(seconds=3600)
def review_tiers() -> None:
    while tiering.review_due() == tiering.BATCH:
        pass


@every(seconds=3600)
def congratulate() -> None:
    birthdays.congratulate()


@every(seconds=3600)
def note_records_of_before() -> None:
    while lookup.note_records_of_before():
        pass


@every(seconds=600)
def forget_guests() -> None:
    while guests.forget_expired() == guests.BATCH:
        pass
