"""Writing: a person's review of a product or shop. There is one; writing again replaces it."""

from __future__ import annotations

from datetime import datetime

from souk.contracts.reviews import calls
from souk.contracts.reviews.events import ReviewPublished
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data.database import Change, changes
from souk.kernel.ids import new_id
from souk.kernel.web.media import forget_picture
from souk.services.reviews.models import Flag, Review, Subject, Vote
from souk.services.reviews.rules.texts import short_name, tidy, tidy_line
from souk.services.reviews.settings import settings
from souk.services.reviews.use_cases import acquaintance, counting, purchases, screening, showing
from souk.vocabulary.ids import UserId
from souk.vocabulary.problems import Invalid, field_error, invalid


def write(user_id: UserId, kind: str, subject: str, draft: calls.ReviewDraft) -> calls.Review:
    """Raises SubjectNotFound, OwnGoods, OnlyBuyersReview, TooFast, Invalid."""
    identity.in_person()
    draft = checked(kind, draft)
    about = acquaintance.subject_of(kind, subject)
    owner_id, _ = acquaintance.owner_of(about)
    if user_id == owner_id:
        raise calls.OwnGoods("Your customers will say it for you.")
    if settings().buyers_only and not purchases.has_received(user_id, kind, about.subject_id):
        raise calls.OnlyBuyersReview("You can review it once it has arrived.")
    account = acquaintance.account_of(user_id)
    now = clock.now()
    with changes("reviews") as change:
        held = counting.hold(about.subject_id)
        if held.is_gone:
            raise calls.SubjectNotFound()
        row = _own(user_id, held)
        before = counting.counted(row)
        if _says_the_same(row, draft):
            return _shown(row, user_id)
        screening.refuse_floods(user_id, now)
        was_published = row.status == "published"
        _fill(row, draft, now)
        row.author = short_name(account.name) if account else row.author or short_name("")
        row.is_verified = purchases.has_received(user_id, kind, held.subject_id)
        save(change, held, row, before, was_published, now)
    return _shown(row, user_id)


def remove(user_id: UserId, review_id: str) -> None:
    """Its words and pictures are gone; that there was one stays, so that what was hidden cannot come back as new."""
    identity.in_person()
    review = Review.objects.filter(review_id=review_id, user_id=user_id).first()
    if review is None:
        raise calls.ReviewNotFound()
    with changes("reviews") as change:
        subject = counting.hold(review.subject_id)
        row = Review.objects.select_for_update().get(review_id=review_id)
        pictures, tally = row.pictures, counting.Tally(subject)
        tally.move(counting.counted(row), 0)
        empty(row)
        row.save()
        tally.tell(change)
    for picture in pictures:
        forget_picture(picture["url"])


def empty(row: Review) -> None:
    """Inside a change: nothing of what was said is left, nor what others said to it."""
    Vote.objects.filter(review=row).delete()
    Flag.objects.filter(item_id=row.review_id).delete()
    row.status, row.title, row.text, row.pictures, row.holds = "removed", "", "", [], []
    row.helpful = row.unhelpful = row.score = row.flags = 0
    row.answer, row.answered_by, row.answered_at, row.answer_edited_at = "", "", None, None
    row.reason, row.waits_since = "", None


def checked(kind: str, draft: calls.ReviewDraft) -> calls.ReviewDraft:
    """The draft, tidied. Raises Invalid for one that says nothing."""
    title, text = tidy_line(draft.title), tidy(draft.text)
    if kind == "product" and draft.stars is None:
        raise invalid("/stars", "Please choose from one to five stars.", "required")
    if kind == "shop" and draft.stars is None and not text:
        missing = "Please choose stars, or write something."
        raise Invalid(missing, errors=[field_error("/stars", "required", missing)])
    return draft.model_copy(update={"title": title, "text": text})


def save(
    change: Change, subject: Subject, row: Review, before: int, was_published: bool, now: datetime
) -> None:
    """Inside a change that holds the subject: published or held, counted, and said."""
    screening.settle(row, screening.holds(row, now), now)
    row.save(force_insert=row._state.adding)
    tally = counting.Tally(subject)
    tally.move(before, counting.counted(row))
    tally.tell(change)
    if row.status == "published" and not was_published:
        change.say(published(row))


def published(row: Review) -> ReviewPublished:
    return ReviewPublished(
        review_id=row.review_id,
        subject_kind=row.kind,  # type: ignore[arg-type]
        subject_id=row.subject_id,
        shop_id=row.shop_id,
        user_id=row.user_id,
        stars=row.stars or None,
        title=row.title,
        is_verified=row.is_verified,
    )


def _own(user_id: str, subject: Subject) -> Review:
    """What the person wrote of it, or a new row."""
    row = Review.objects.select_for_update().filter(subject=subject, user_id=user_id).first()
    if row is None:
        row = Review(review_id=new_id("rev"), user_id=user_id, kind=subject.kind, status="new")
    row.subject, row.shop_id = subject, subject.shop_id
    return row


def _says_the_same(row: Review, draft: calls.ReviewDraft) -> bool:
    same = (row.stars, row.title, row.text) == (draft.stars or 0, draft.title, draft.text)
    return same and row.status in ("published", "held", "hidden")


def _fill(row: Review, draft: calls.ReviewDraft, now: datetime) -> None:
    screening.reword(row, now)
    if row.status in ("published", "held", "hidden"):
        row.edited_at = now
    else:
        row.posted_at, row.edited_at = now, None
    row.written_at, row.reason = now, ""
    row.stars, row.title, row.text = draft.stars or 0, draft.title, draft.text


def _shown(row: Review, user_id: str) -> calls.Review:
    return showing.reviews([row], user_id)[0]
