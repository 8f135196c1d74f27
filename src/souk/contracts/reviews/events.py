"""What reviews says."""

from __future__ import annotations

from typing import Literal

from souk.vocabulary.events import Event


class RatingChanged(Event):
    """Said whenever a published review came, went or changed its stars. `revision` grows with every change of one subject; an older one
    that arrives late is ignored. `histogram`: how many gave one star, two, … five."""

    name = "rating.changed"
    about = "subject_id"
    subject_kind: Literal["product", "shop"]
    subject_id: str
    average_hundredths: int  # 0 while nobody gave any
    count: int
    histogram: list[int]
    revision: int


class ReviewPublished(Event):
    """A review is there for everybody to read, for the first time or again. `stars` is null for a shop's review in words only."""

    name = "review.published"
    about = "review_id"
    review_id: str
    subject_kind: Literal["product", "shop"]
    subject_id: str
    shop_id: str
    user_id: str | None
    stars: int | None
    title: str
    is_verified: bool


class _ToItsAuthor(Event):
    """Something happened to what somebody wrote; `email` is theirs, empty when the account is gone."""

    about = "item_id"
    item_id: str
    kind: Literal["review", "comment"]
    user_id: str | None
    email: str
    author_name: str
    subject_kind: Literal["product", "shop"]
    subject_title: str
    subject_slug: str


class ReviewModerated(_ToItsAuthor):
    """A person looked at it: it is `published`, or it is `hidden` and `reason` says why."""

    name = "review.moderated"
    decision: Literal["published", "hidden"]
    reason: str


class ReviewAnswered(_ToItsAuthor):
    """The shop answered, for the first time."""

    name = "review.answered"
    shop_name: str
    answer: str
