"""Items: a review or a comment by its id, for what is done with both alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from souk.contracts.reviews import calls
from souk.kernel.data.database import Change, changes
from souk.services.reviews.models import Comment, Review
from souk.services.reviews.use_cases import counting

Item = Review | Comment


def find(item_id: str) -> Item:
    """Raises ReviewNotFound or CommentNotFound, as its id says which it would be."""
    row: Item | None
    if item_id.startswith("cmt_"):
        row = Comment.objects.select_related("subject").filter(comment_id=item_id).first()
    else:
        row = Review.objects.select_related("subject").filter(review_id=item_id).first()
    if row is None or row.status == "removed":
        raise not_found(item_id)
    return row


def not_found(item_id: str) -> calls.ReviewNotFound | calls.CommentNotFound:
    return calls.CommentNotFound() if item_id.startswith("cmt_") else calls.ReviewNotFound()


@contextmanager
def held(item: Item) -> Iterator[tuple[Change, Item]]:
    """A change in which its subject and then itself are locked; the stars are counted, told and everything is saved at its end."""
    with changes("reviews") as change:
        subject = counting.hold(item.subject_id)
        row = type(item).objects.select_for_update().filter(pk=item.pk).exclude(status="removed").first()
        if row is None:
            raise not_found(item.pk)
        row.subject = subject
        before = counting.counted(row) if isinstance(row, Review) else 0
        yield change, row
        row.save()
        if isinstance(row, Review):
            tally = counting.Tally(subject)
            tally.move(before, counting.counted(row))
            tally.tell(change)
