"""Commenting: what anyone who is signed in says or asks about a product, as often as they like."""

from __future__ import annotations

import hashlib

from django.db.models import Q

from souk.contracts.reviews import calls
from souk.kernel import clock
from souk.kernel.access import identity
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.reviews.models import Comment, Flag
from souk.services.reviews.rules.texts import short_name, tidy
from souk.services.reviews.use_cases import acquaintance, counting, paging, screening, showing
from souk.vocabulary.ids import Key, UserId
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import invalid


def comments(product: str, viewer_id: UserId | None, cursor: str | None, limit: int) -> Page[calls.Comment]:
    """The newest first; of those that wait only the viewer's own."""
    subject = acquaintance.subject_of("product", product)
    visible = Q(status="published")
    if viewer_id is not None:
        visible |= Q(status="held", user_id=viewer_id)
    rows = Comment.objects.filter(visible, subject=subject).select_related("subject")
    return paging.page(rows, "newest", cursor, limit, lambda found: showing.comments(found, viewer_id))


def comment(comment_id: str, reader_id: UserId | None, *, is_staff: bool) -> calls.Comment:
    """Raises CommentNotFound."""
    row = Comment.objects.select_related("subject").filter(comment_id=comment_id).first()
    is_public = row is not None and row.status == "published" and row.subject.is_open
    if row is None or not (is_public or is_staff or (reader_id is not None and row.user_id == reader_id)):
        raise calls.CommentNotFound()
    return showing.comments([row], reader_id, in_confidence=is_staff)[0]


def say(key: Key, user_id: UserId, product: str, text: str) -> calls.Comment:
    """Once for each key of a person. Raises SubjectNotFound, TooFast, Invalid."""
    identity.in_person()
    own_key = hashlib.sha256(f"{user_id}\0{key}".encode()).hexdigest()
    text, subject = checked(text), acquaintance.subject_of("product", product)
    account, now = acquaintance.account_of(user_id), clock.now()
    with changes("reviews"):
        held = counting.hold(subject.subject_id)
        row = Comment.objects.filter(key=own_key).select_related("subject").first()
        if row is None and held.is_gone:
            raise calls.SubjectNotFound()
        if row is None:
            screening.refuse_floods(user_id, now)
            author = short_name(account.name if account else "")
            row = Comment(
                comment_id=new_id("cmt"), key=own_key, subject=held, shop_id=held.shop_id, user_id=user_id,
                author=author, text=text, posted_at=now, written_at=now, status="new",
            )  # fmt: skip
            screening.settle(row, screening.holds(row, now), now)
            row.save(force_insert=True)
    return showing.comments([row], user_id)[0]


def edit(user_id: UserId, comment_id: str, text: str) -> calls.Comment:
    """Raises CommentNotFound, TooFast, Invalid."""
    identity.in_person()
    text, now = checked(text), clock.now()
    with changes("reviews"):
        row = Comment.objects.select_for_update().filter(comment_id=comment_id, user_id=user_id).first()
        if row is None:
            raise calls.CommentNotFound()
        if row.text != text:
            screening.refuse_floods(user_id, now)
            screening.reword(row, now)
            row.text, row.edited_at, row.written_at, row.reason = text, now, now, ""
            screening.settle(row, screening.holds(row, now), now)
            row.save()
    return showing.comments([row], user_id)[0]


def take_back(user_id: UserId, comment_id: str) -> None:
    """For good, with its answer. Raises CommentNotFound."""
    identity.in_person()
    with changes("reviews"):
        gone, _ = Comment.objects.filter(comment_id=comment_id, user_id=user_id).delete()
        if not gone:
            raise calls.CommentNotFound()
        Flag.objects.filter(item_id=comment_id).delete()


def checked(text: str) -> str:
    """Tidied. Raises Invalid for nothing and for too much."""
    text = tidy(text)
    if not text:
        raise invalid("/text", "Please write something.", "required")
    if len(text) > calls.MAX_COMMENT:
        raise invalid("/text", f"At most {calls.MAX_COMMENT} characters.", "too_long")
    return text
