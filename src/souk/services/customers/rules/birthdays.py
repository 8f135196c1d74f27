"""Birthdays: the day as it is kept, and which are kept today."""

from __future__ import annotations

import calendar
from datetime import date

OLDEST_YEARS = 120


def kept_as(born: date) -> str:
    """`03-21`: the day without its year."""
    return f"{born:%m-%d}"


def kept_today(today: date) -> list[str]:
    """Which birthdays are today; who was born on 29 February has theirs on the 28th of other years."""
    days = [kept_as(today)]
    if today.month == 2 and today.day == 28 and not calendar.isleap(today.year):
        days.append("02-29")
    return days


def is_possible(born: date, today: date) -> bool:
    return today.year - OLDEST_YEARS <= born.year and born < today
