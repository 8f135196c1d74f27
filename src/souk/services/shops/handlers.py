"""What shops does when it hears."""

from souk.contracts.reviews.events import RatingChanged
from souk.contracts.users.events import UserErased
from souk.kernel.inbox import hears
from souk.services.shops.use_cases import ratings, upkeep


@hears(UserErased)
def on_user_erased(event: UserErased) -> None:
    upkeep.forget_owner(event.user_id)


@hears(RatingChanged)
def on_rating_changed(event: RatingChanged) -> None:
    if event.subject_kind == "shop":
        ratings.put(event.subject_id, event.revision, event.histogram)
