"""What shops hears."""

from __future__ import annotations

from souk.contracts.reviews.events import RatingChanged
from souk.kernel.inbox import hears
from souk.services.shops.use_cases import ratings


@hears(RatingChanged)
def on_rating_changed(event: RatingChanged) -> None:
    if event.subject_kind == "shop":
        ratings.put(event.subject_id, event.revision, event.histogram)
