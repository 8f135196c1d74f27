"""What shops do by the clock."""

from __future__ import annotations

from souk.kernel import clock
from souk.kernel.work.jobs import every
from souk.services.shops.settings import settings
from souk.services.shops.use_cases import (
    corrections,
    finding,
    letters,
    low_stock,
    sale_letters,
    selling,
    upkeep,
)


@every(seconds=1)
def ask_for_letters() -> None:
    letters.ask_for_letters()
    corrections.ask_for_letters()


@every(seconds=60)
def tell_what_runs_low() -> None:
    low_stock.write_letters()


@every(seconds=10)
def tell_what_is_sold() -> None:
    while sale_letters.write_letters():
        pass


@every(seconds=30)
def tell_untold() -> None:
    while upkeep.tell_untold():
        pass


@every(seconds=300)
def note_names_of_before() -> None:
    while finding.note_names_of_before():
        pass


@every(seconds=6 * 3600)
def forget_addresses() -> None:
    selling.forget_addresses(clock.in_seconds(-settings().keep_address_days * 86_400))
