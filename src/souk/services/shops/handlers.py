"""What shops does when it hears."""

from souk.contracts.users.events import UserErased
from souk.kernel.inbox import hears
from souk.services.shops.use_cases import upkeep


@hears(UserErased)
def on_user_erased(event: UserErased) -> None:
    upkeep.forget_owner(event.user_id)
