"""Profile pictures."""

from __future__ import annotations

from souk.contracts.users.calls import Account as AccountMessage
from souk.kernel.data.database import changes
from souk.kernel.web.media import PHOTO_BYTES, PHOTO_FORMATS, forget_picture, store_picture
from souk.services.users.models import Account
from souk.services.users.use_cases import accounts
from souk.vocabulary.problems import invalid

WIDTHS = (256,)


def set_picture(*, user_id: str, content: bytes, pointer: str = "/content") -> AccountMessage:
    """Empty content removes the picture. Raises UserNotFound, Invalid."""
    before = accounts.find(user_id).picture_url
    url = _stored(content, pointer) if content else None
    with changes("users") as change:
        accounts.living().filter(user_id=user_id).update(picture_url=url)
        if before != url:
            change.note_for_others("users.picture", user_id, before={"url": before}, after={"url": url})
    if before != url:
        forget_unused(before)
    return accounts.one(user_id)


def upload(*, user_id: str, content: bytes) -> AccountMessage:
    """What a form sent; an empty file is no picture and no wish to remove one. Raises UserNotFound, Invalid."""
    if not content:
        raise invalid("/picture", "The file is empty.", "not_a_picture")
    return set_picture(user_id=user_id, content=content, pointer="/picture")


def forget_unused(url: str | None) -> None:
    """Deletes the file of a picture that nobody has any more: names come from content, so two people may share one."""
    if url and not Account.objects.filter(picture_url=url).exists():
        forget_picture(url)


def _stored(content: bytes, pointer: str) -> str:
    kept = store_picture(
        content, folder="people", widths=WIDTHS, pointer=pointer, most_bytes=PHOTO_BYTES, formats=PHOTO_FORMATS
    )  # fmt: skip
    return kept[0].url
