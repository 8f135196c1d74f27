"""Reviews: lists of them, one's own, votes, flags, answers, pictures."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import File, Query, UploadedFile
from pydantic import Field

from souk.contracts.reviews.calls import (
    MAX_TEXT,
    MAX_TITLE,
    Order,
    Review,
    ReviewDraft,
    ReviewList,
    ReviewQuery,
)
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, oneself, signed_in
from souk.kernel.web.api import Body
from souk.kernel.web.media import MAX_BYTES
from souk.services.reviews.api.door import AnswerIn, FlagIn, api, may_moderate, me
from souk.services.reviews.use_cases import answering, flagging, pictures, reading, voting, writing
from souk.vocabulary.pages import Page


class ProductReviewIn(Body):
    stars: int = Field(ge=1, le=5, strict=True)
    title: str = Field(default="", max_length=MAX_TITLE)
    text: str = Field(default="", max_length=MAX_TEXT)


class ShopReviewIn(Body):
    """Stars, or text, or both."""

    stars: int | None = Field(default=None, ge=1, le=5, strict=True)
    title: str = Field(default="", max_length=MAX_TITLE)
    text: str = Field(default="", max_length=MAX_TEXT)


class VoteIn(Body):
    """`is_helpful` null takes the vote back."""

    is_helpful: bool | None = Field(strict=True)


class ReviewPage(Page[Review]):
    """One's own reviews."""


class Choice(Body):
    """What of the reviews to read. `sort`: newest, helpful, highest or lowest stars first."""

    sort: Order = "newest"
    stars: int | None = Field(default=None, ge=1, le=5)
    verified: bool | None = None
    cursor: str | None = Field(default=None, max_length=300)
    limit: int = Field(default=10, ge=1, le=100)

    def query(self, kind: str, subject: str) -> ReviewQuery:
        """Whatever a path may hold: what is too long to be an address is none."""
        return ReviewQuery.model_construct(
            kind=kind, subject=subject[:240], order=self.sort, viewer_id=identity.current().user_id,
            **self.model_dump(exclude={"sort"}),
        )  # fmt: skip


@api.get("/products/{id}/reviews", may=anyone)
def list_product_reviews(request: HttpRequest, id: str, choice: Query[Choice]) -> ReviewList:
    """Published reviews of a product (id or slug), and its rating."""
    return reading.reviews(choice.query("product", id))


@api.post("/products/{id}/reviews", may=oneself, status=201)
def review_product(request: HttpRequest, id: str, body: ProductReviewIn) -> Review:
    """The caller's one review of it: posting again replaces it. It may wait for a person first (`status`: held)."""
    return writing.write(me(), "product", id, ReviewDraft(**body.model_dump()))


@api.get("/shops/{id}/reviews", may=anyone)
def list_shop_reviews(request: HttpRequest, id: str, choice: Query[Choice]) -> ReviewList:
    """Published reviews of a shop (id or slug), and its rating."""
    return reading.reviews(choice.query("shop", id))


@api.post("/shops/{id}/reviews", may=oneself, status=201)
def review_shop(request: HttpRequest, id: str, body: ShopReviewIn) -> Review:
    """The caller's one review of it: posting again replaces it."""
    return writing.write(me(), "shop", id, ReviewDraft(**body.model_dump()))


@api.get("/reviews/mine", may=signed_in)
def list_my_reviews(
    request: HttpRequest, cursor: str | None = None, limit: int = Query(24, ge=1, le=100)
) -> ReviewPage:
    """What the caller wrote, whatever became of it, the newest first."""
    return ReviewPage.model_construct(**dict(reading.mine(me(), cursor, limit)))


@api.get("/reviews/{review_id}", may=anyone)
def show_review(request: HttpRequest, review_id: str) -> Review:
    """A published one; its author and staff see it whatever its status."""
    who = identity.current()
    return reading.review(review_id, who.user_id, is_staff=may_moderate())


@api.delete("/reviews/{review_id}", may=oneself, status=204)
def remove_review(request: HttpRequest, review_id: str) -> None:
    """Takes the caller's own away, with its pictures and votes."""
    writing.remove(me(), review_id)


@api.post("/reviews/{review_id}/votes", may=oneself)
def vote(request: HttpRequest, review_id: str, body: VoteIn) -> Review:
    """Whether it helped: one vote for each person, changeable; not on one's own."""
    return voting.vote(me(), review_id, body.is_helpful)


@api.post("/reviews/{review_id}/flags", may=oneself, status=204)
def flag(request: HttpRequest, review_id: str, body: FlagIn) -> None:
    """Tells who moderates; once for each person."""
    flagging.flag(me(), review_id, body.reason, body.note)


@api.post("/reviews/{review_id}/answer", may=oneself)
def answer(request: HttpRequest, review_id: str, body: AnswerIn) -> Review:
    """The answer of the shop's owner; again replaces it."""
    answering.answer(me(), review_id, body.text)
    return reading.review(review_id, me(), is_staff=False)


@api.delete("/reviews/{review_id}/answer", may=oneself, status=204)
def take_answer_back(request: HttpRequest, review_id: str) -> None:
    answering.answer(me(), review_id, "")


@api.post("/reviews/{review_id}/pictures", may=oneself, status=201)
def add_picture(request: HttpRequest, review_id: str, picture: UploadedFile = File(...)) -> Review:
    """JPEG, PNG or WebP of at most 5 MB, for the caller's own; up to four. It is encoded anew."""
    return pictures.add(me(), review_id, picture.read(MAX_BYTES + 1), "/picture")


@api.delete("/reviews/{review_id}/pictures", may=oneself)
def remove_picture(request: HttpRequest, review_id: str, url: str = Query(..., max_length=300)) -> Review:
    """`url` as the review shows it."""
    return pictures.remove(me(), review_id, url)
