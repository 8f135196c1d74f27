"""What cart does by the clock."""

from __future__ import annotations

from souk.kernel.work.jobs import every
from souk.services.cart.use_cases import upkeep


@every(seconds=10)
def tell_updates() -> None:
    upkeep.tell_updates()


@every(seconds=300)
def end_guest_carts() -> None:
    upkeep.end_guest_carts()


@every(seconds=300)
def tell_idle_carts() -> None:
    upkeep.tell_idle_carts()


@every(seconds=3600)
def forget_answers() -> None:
    upkeep.forget_answers()
