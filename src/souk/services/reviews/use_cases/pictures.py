"""Pictures of a review: up to four, encoded anew, in a folder of their own so that they go with it."""

from __future__ import annotations

from souk.contracts.reviews import calls
from souk.kernel.access import identity
from souk.kernel.data.database import changes
from souk.kernel.web.media import PHOTO_BYTES, PHOTO_FORMATS, forget_picture, store_picture
from souk.services.reviews.models import Review
from souk.services.reviews.use_cases import showing
from souk.vocabulary.ids import UserId
from souk.vocabulary.problems import invalid

WIDTHS = (1200, 240)


def add(user_id: UserId, review_id: str, content: bytes, pointer: str = "/content") -> calls.Review:
    """The same picture again changes nothing. Raises ReviewNotFound, TooManyPictures, Invalid."""
    identity.in_person()
    if not content:
        raise invalid(pointer, "The picture is empty.", "required")
    if len(_own(user_id, review_id).pictures) >= calls.MAX_PICTURES:
        raise _full()
    large, thumb = store_picture(
        content, folder=f"reviews/{review_id}", widths=WIDTHS, pointer=pointer, most_bytes=PHOTO_BYTES, formats=PHOTO_FORMATS
    )  # fmt: skip
    stored = {"url": large.url, "thumb_url": thumb.url, "width": large.width, "height": large.height}
    with changes("reviews"):
        row = _own(user_id, review_id, locked=True)
        if all(picture["url"] != stored["url"] for picture in row.pictures):
            if len(row.pictures) >= calls.MAX_PICTURES:
                raise _full()
            row.pictures = [*row.pictures, stored]
            row.save(update_fields=["pictures"])
    return showing.reviews([row], user_id)[0]


def remove(user_id: UserId, review_id: str, url: str) -> calls.Review:
    """One that is not there is no error."""
    identity.in_person()
    with changes("reviews"):
        row = _own(user_id, review_id, locked=True)
        kept = [picture for picture in row.pictures if picture["url"] != url]
        is_gone, row.pictures = len(kept) < len(row.pictures), kept
        row.save(update_fields=["pictures"])
    if is_gone:
        forget_picture(url)
    return showing.reviews([row], user_id)[0]


def _own(user_id: str, review_id: str, *, locked: bool = False) -> Review:
    rows = Review.objects.filter(review_id=review_id, user_id=user_id).exclude(status="removed")
    row = (rows.select_for_update() if locked else rows).first()
    if row is None:
        raise calls.ReviewNotFound()
    return row


def _full() -> calls.TooManyPictures:
    return calls.TooManyPictures(f"A review has at most {calls.MAX_PICTURES} pictures.")
