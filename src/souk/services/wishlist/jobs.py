"""What wishlist does by the clock."""

from __future__ import annotations

from souk.kernel.work.jobs import every
from souk.services.wishlist.use_cases import upkeep, waiting, writing


@every(seconds=60)
def write_letters() -> None:
    writing.write_letters()


@every(seconds=3600)
def end_guest_lists() -> None:
    upkeep.end_guest_lists()
    waiting.forget_expired()


@every(seconds=86_400)
def drop_long_gone() -> None:
    upkeep.drop_long_gone()
    upkeep.forget()
