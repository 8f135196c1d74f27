"""Erasure: what a person wrote stays without them, as far as others read it; everything else of them goes."""

from __future__ import annotations

from typing import Any

from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.kernel.web.media import forget_picture
from souk.services.reviews.models import Comment, Flag, Purchase, Review, Vote
from souk.services.reviews.rules.texts import FORMER
from souk.services.reviews.use_cases.writing import empty


def erase(user_id: str) -> None:
    """Published words stay under "A former customer" and still count; pictures may show the person, so they go, and so does what
    was never published. Votes and flags stay as somebody's: nobody's in particular."""
    pictures: list[str] = []
    nameless: dict[str, Any] = {"user_id": None, "author": FORMER}
    with changes("reviews"):
        for row in Review.objects.select_for_update().filter(user_id=user_id).order_by("pk"):
            pictures += [picture["url"] for picture in row.pictures]
            row.pictures, row.user_id, row.author = [], None, FORMER
            if row.status != "published":
                empty(row)
            row.save()
        mine = Comment.objects.filter(user_id=user_id)
        mine.exclude(status="published").delete()
        mine.update(**nameless)
        for model, column in ((Vote, "voter_id"), (Flag, "user_id")):
            for pk in list(model.objects.filter(**{column: user_id}).values_list("pk", flat=True)):
                model.objects.filter(pk=pk).update(**{column: new_id("gone")})
        Flag.objects.filter(user_id__startswith="gone_").exclude(note="").update(note="")
        Purchase.objects.filter(user_id=user_id).delete()
    for url in pictures:
        forget_picture(url)
