"""What reviews may be asked: reading and writing them (`Reviews`), comments on products (`Comments`), and looking after both (`Moderation`)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import Field

from souk.vocabulary.calls import Message, command, query
from souk.vocabulary.ids import Key, ProductId, ShopId, UserId
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import Conflict, Forbidden, NotFound, TooManyRequests
from souk.vocabulary.ratings import Rating

SubjectKind = Literal["product", "shop"]
Order = Literal["newest", "helpful", "highest", "lowest"]
Status = Literal["published", "held", "hidden", "removed"]
FlagReason = Literal["spam", "offensive", "off_topic", "untrue", "private", "other"]
Decision = Literal["published", "hidden"]

MAX_TITLE, MAX_TEXT, MAX_COMMENT, MAX_ANSWER, MAX_PICTURES = 120, 4000, 1000, 2000, 4


class Subject(Message):
    """What a review or a comment is about. `image_url` is small."""

    kind: SubjectKind
    subject_id: str
    title: str
    slug: str
    image_url: str | None = None


class ReviewPicture(Message):
    url: str
    thumb_url: str
    width: int
    height: int


class Answer(Message):
    """What the shop answered; one for each review or comment."""

    text: str
    by: str  # the shop's name
    answered_at: datetime
    edited_at: datetime | None = None


class ReviewDraft(Message):
    """A product's review has stars; a shop's has stars, or text, or both."""

    stars: int | None = Field(default=None, ge=1, le=5)
    title: str = Field(default="", max_length=MAX_TITLE)
    text: str = Field(default="", max_length=MAX_TEXT)


class Review(Message):
    """`author` is as others read it (`Ryan M`). `reason`, `holds` and `flags` are told only to its author (reason) and to who moderates.
    `my_vote`: whether the reader found it helpful, null before they said."""

    review_id: str
    subject: Subject
    author: str
    stars: int | None
    title: str
    text: str
    pictures: list[ReviewPicture]
    is_verified: bool
    status: Status
    posted_at: datetime
    edited_at: datetime | None
    helpful: int
    unhelpful: int
    answer: Answer | None
    is_mine: bool = False
    my_vote: bool | None = None
    reason: str = ""
    holds: list[str] = Field(default_factory=list)
    flags: int = 0


class ReviewQuery(Message):
    """`subject` is an id or the slug. `viewer_id`: who reads, for their votes."""

    kind: SubjectKind
    subject: str = Field(max_length=240)
    order: Order = "newest"
    stars: int | None = Field(default=None, ge=1, le=5)
    verified: bool | None = None
    cursor: str | None = None
    limit: int = Field(default=10, ge=1, le=100)
    viewer_id: UserId | None = None


class ReviewList(Page[Review]):
    """`rating` is of all that is published, whatever is filtered."""

    rating: Rating


class ReviewImport(Message):
    """A review that was written elsewhere, or for a demonstration."""

    kind: SubjectKind
    subject_id: str
    user_id: UserId
    author: str = Field(max_length=120)
    draft: ReviewDraft
    posted_at: datetime
    helpful: int = Field(default=0, ge=0)
    unhelpful: int = Field(default=0, ge=0)
    answer: str = Field(default="", max_length=MAX_ANSWER)


class CommentImport(Message):
    product_id: ProductId
    user_id: UserId
    author: str = Field(max_length=120)
    text: str = Field(min_length=1, max_length=MAX_COMMENT)
    posted_at: datetime
    answer: str = Field(default="", max_length=MAX_ANSWER)


class Comment(Message):
    """Something said or asked about a product, by anyone who is signed in."""

    comment_id: str
    subject: Subject
    author: str
    text: str
    status: Status
    posted_at: datetime
    edited_at: datetime | None
    answer: Answer | None
    is_mine: bool = False
    reason: str = ""
    holds: list[str] = Field(default_factory=list)
    flags: int = 0


class Received(Message):
    """What an owner finds under their products and shop: a review or a comment."""

    review: Review | None = None
    comment: Comment | None = None


class ReviewNotFound(NotFound):
    """Also for one that only its author may see, and for somebody else's where only one's own will do."""

    title = "There is no such review"


class CommentNotFound(NotFound):
    title = "There is no such comment"


class SubjectNotFound(NotFound):
    title = "There is no such product or shop"


class OwnGoods(Forbidden):
    title = "One does not review what one sells"


class OnlyBuyersReview(Forbidden):
    title = "Only who received it may review it"


class OwnReview(Forbidden):
    title = "One does not vote on one's own review"


class NotPublished(Conflict):
    title = "This is not there for everybody to read"


class TooManyPictures(Conflict):
    title = "There is no room for another picture"


class TooFast(TooManyRequests):
    title = "That is very much in a short time"


class Reviews(Protocol):
    @query()
    def reviews(self, *, query: ReviewQuery) -> ReviewList:
        """Those that are published. Raises SubjectNotFound."""
        ...

    @query()
    def review(self, *, review_id: str, reader_id: UserId | None = None, is_staff: bool = False) -> Review:
        """A published one for everybody, any for its author and for staff. Raises ReviewNotFound."""
        ...

    @query()
    def mine(self, *, user_id: UserId, cursor: str | None = None, limit: int = 24) -> Page[Review]:
        """What a person wrote, whatever became of it, the newest first."""
        ...

    @query()
    def mine_of(self, *, user_id: UserId, subject_ids: list[str]) -> list[Review]:
        """What a person wrote of these (up to 100)."""
        ...

    @command(key="user_id")
    def write(self, *, user_id: UserId, kind: SubjectKind, subject: str, draft: ReviewDraft) -> Review:
        """One for each person and subject: writing again replaces it. Raises SubjectNotFound, OwnGoods, OnlyBuyersReview, TooFast, Invalid."""
        ...

    @command(key="review_id")
    def remove(self, *, user_id: UserId, review_id: str) -> None:
        """Takes one's own away. Raises ReviewNotFound; a second time is none."""
        ...

    @command(key="review_id")
    def vote(self, *, voter_id: UserId, review_id: str, is_helpful: bool | None) -> Review:
        """One for each person, changeable; None takes it back. Raises ReviewNotFound, OwnReview."""
        ...

    @command(key="item_id")
    def flag(self, *, user_id: UserId, item_id: str, reason: FlagReason, note: str = "") -> None:
        """Tells who moderates of a review or a comment; once for each person. Raises ReviewNotFound, CommentNotFound."""
        ...

    @command(key="item_id")
    def answer(self, *, owner_id: UserId, item_id: str, text: str) -> None:
        """The answer of the shop's owner to a review or a comment; an empty text takes it away. Raises ReviewNotFound or
        CommentNotFound, also for who does not own the shop."""
        ...

    def add_picture(self, *, user_id: UserId, review_id: str, content: bytes) -> Review:
        """Re-encodes the upload. Raises ReviewNotFound, TooManyPictures, Invalid for what is not a picture."""
        ...

    @command(key="url")
    def remove_picture(self, *, user_id: UserId, review_id: str, url: str) -> Review: ...

    @query()
    def received(
        self,
        *,
        owner_id: UserId,
        what: Literal["review", "comment"],
        shop_id: ShopId | None = None,
        only_open: bool = False,
        cursor: str | None = None,
        limit: int = 24,
    ) -> Page[Received]:
        """What was written about an owner's products and shops (or one of their shops), the newest first; `only_open`: what has no answer yet."""
        ...


class Comments(Protocol):
    @query()
    def comments(
        self, *, product: str, viewer_id: UserId | None = None, cursor: str | None = None, limit: int = 10
    ) -> Page[Comment]:
        """The newest first; the viewer's own also while they are held. `product` is an id or the slug. Raises SubjectNotFound."""
        ...

    @query()
    def comment(self, *, comment_id: str, reader_id: UserId | None = None, is_staff: bool = False) -> Comment:
        """A published one for everybody, any for its author and for staff. Raises CommentNotFound."""
        ...

    @command()
    def say(self, *, key: Key, user_id: UserId, product: str, text: str) -> Comment:
        """The same key is the same comment. Raises SubjectNotFound, TooFast, Invalid."""
        ...

    @command(key="comment_id")
    def edit(self, *, user_id: UserId, comment_id: str, text: str) -> Comment:
        """One's own. Raises CommentNotFound, Invalid."""
        ...

    @command(key="comment_id")
    def take_back(self, *, user_id: UserId, comment_id: str) -> None:
        """One's own. Raises CommentNotFound; a second time is none."""
        ...


class Moderation(Protocol):
    @query()
    def queue(
        self,
        *,
        what: Literal["review", "comment"],
        status: Literal["held", "hidden", "flagged"] = "held",
        cursor: str | None = None,
        limit: int = 24,
    ) -> Page[Received]:
        """What waits for a person (the longest first), what was hidden, or what is published and was flagged."""
        ...

    @query()
    def waiting(self) -> int:
        """How much is held; counts no further than 1000."""
        ...

    @query()
    def why(self, *, item_id: str) -> list[str]:
        """What people said who flagged it, the newest first, up to 50."""
        ...

    @command(key="item_id")
    def decide(self, *, item_id: str, decision: Decision, reason: str = "") -> None:
        """Publishes or hides; its author is told. `reason` is for the author. Raises ReviewNotFound or CommentNotFound."""
        ...

    @command(deadline_seconds=60)
    def take_over(self, *, key: Key, reviews: list[ReviewImport], comments: list[CommentImport]) -> int:
        """For imports and demonstrations: up to 500 of each, held by the same rules. What is there already stays as it is. Returns how many are new."""
        ...
