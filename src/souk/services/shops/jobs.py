"""What shops does by the clock."""

from souk.kernel.jobs import every
from souk.services.shops.use_cases import letters, upkeep


@every(seconds=1)
def ask_for_letters() -> None:
    letters.ask_for_letters()


@every(seconds=30)
def tell_untold() -> None:
    while upkeep.tell_untold():
        pass
