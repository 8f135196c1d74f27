"""The door for neighbours."""

from __future__ import annotations

from typing import Literal

from souk.contracts.reviews.calls import (
    Comment,
    CommentImport,
    Decision,
    FlagReason,
    Received,
    Review,
    ReviewDraft,
    ReviewImport,
    ReviewList,
    ReviewQuery,
    SubjectKind,
)
from souk.services.reviews.use_cases import (
    answering,
    commenting,
    flagging,
    importing,
    moderating,
    pictures,
    reading,
    voting,
    writing,
)
from souk.vocabulary.ids import Key, ShopId, UserId
from souk.vocabulary.pages import Page

What = Literal["review", "comment"]


class ReviewsService:
    """Implements contracts.reviews.calls.Reviews."""

    def reviews(self, *, query: ReviewQuery) -> ReviewList:
        return reading.reviews(query)

    def review(self, *, review_id: str, reader_id: UserId | None = None, is_staff: bool = False) -> Review:
        return reading.review(review_id, reader_id, is_staff=is_staff)

    def mine(self, *, user_id: UserId, cursor: str | None = None, limit: int = 24) -> Page[Review]:
        return reading.mine(user_id, cursor, limit)

    def mine_of(self, *, user_id: UserId, subject_ids: list[str]) -> list[Review]:
        return reading.mine_of(user_id, subject_ids)

    def write(self, *, user_id: UserId, kind: SubjectKind, subject: str, draft: ReviewDraft) -> Review:
        return writing.write(user_id, kind, subject, draft)

    def remove(self, *, user_id: UserId, review_id: str) -> None:
        writing.remove(user_id, review_id)

    def vote(self, *, voter_id: UserId, review_id: str, is_helpful: bool | None) -> Review:
        return voting.vote(voter_id, review_id, is_helpful)

    def flag(self, *, user_id: UserId, item_id: str, reason: FlagReason, note: str = "") -> None:
        flagging.flag(user_id, item_id, reason, note)

    def answer(self, *, owner_id: UserId, item_id: str, text: str) -> None:
        answering.answer(owner_id, item_id, text)

    def add_picture(self, *, user_id: UserId, review_id: str, content: bytes) -> Review:
        return pictures.add(user_id, review_id, content)

    def remove_picture(self, *, user_id: UserId, review_id: str, url: str) -> Review:
        return pictures.remove(user_id, review_id, url)

    def received(
        self,
        *,
        owner_id: UserId,
        what: What,
        shop_id: ShopId | None = None,
        only_open: bool = False,
        cursor: str | None = None,
        limit: int = 24,
    ) -> Page[Received]:
        return reading.received(owner_id, what, shop_id, only_open=only_open, cursor=cursor, limit=limit)


class CommentsService:
    """Implements contracts.reviews.calls.Comments."""

    def comments(
        self, *, product: str, viewer_id: UserId | None = None, cursor: str | None = None, limit: int = 10
    ) -> Page[Comment]:
        return commenting.comments(product, viewer_id, cursor, limit)

    def comment(self, *, comment_id: str, reader_id: UserId | None = None, is_staff: bool = False) -> Comment:
        return commenting.comment(comment_id, reader_id, is_staff=is_staff)

    def say(self, *, key: Key, user_id: UserId, product: str, text: str) -> Comment:
        return commenting.say(key, user_id, product, text)

    def edit(self, *, user_id: UserId, comment_id: str, text: str) -> Comment:
        return commenting.edit(user_id, comment_id, text)

    def take_back(self, *, user_id: UserId, comment_id: str) -> None:
        commenting.take_back(user_id, comment_id)


class ModerationService:
    """Implements contracts.reviews.calls.Moderation."""

    def queue(
        self,
        *,
        what: What,
        status: Literal["held", "hidden", "flagged"] = "held",
        cursor: str | None = None,
        limit: int = 24,
    ) -> Page[Received]:
        return moderating.queue(what, status, cursor, limit)

    def waiting(self) -> int:
        return moderating.waiting()

    def why(self, *, item_id: str) -> list[str]:
        return flagging.why(item_id)

    def decide(self, *, item_id: str, decision: Decision, reason: str = "") -> None:
        moderating.decide(item_id, decision, reason)

    def take_over(self, *, key: Key, reviews: list[ReviewImport], comments: list[CommentImport]) -> int:
        return importing.take_over(reviews, comments)
