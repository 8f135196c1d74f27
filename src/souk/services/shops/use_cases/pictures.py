"""Pictures: the one over the door, and the gallery."""

from __future__ import annotations

from django.db import IntegrityError
from django.db.models import F, Max

from souk.contracts.shops import calls, fronts
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.kernel.web.media import PHOTO_BYTES, PHOTO_FORMATS, Rendition, forget_picture, store_picture
from souk.services.shops.models import Shop, ShopPicture
from souk.services.shops.settings import settings
from souk.services.shops.use_cases.ownership import deed, lock_own, must_own
from souk.vocabulary.problems import invalid

GALLERY_WIDTHS = (1200, 600)


def hung(content: bytes, pointer: str = "/picture") -> str:
    """The address of a shop's picture, stored. Raises Invalid."""
    return _stored(content, "shops", (800, 400), pointer)[0].url


def add_picture(key: str, shop_id: str, by: str, content: bytes, alt_text: str) -> fronts.ShopPicture:
    """At the end of the gallery, once per key."""
    must_own(shop_id, by)
    key = deed(shop_id, key)
    if before := ShopPicture.objects.filter(adding_key=key).first():
        return as_picture(before)
    alt_text = _alt(alt_text)
    large, small = _stored(content, "galleries", GALLERY_WIDTHS, "/image")
    row = ShopPicture(
        media_id=new_id("med"), shop_id=shop_id, adding_key=key, url=large.url, thumb_url=small.url,
        width=large.width, height=large.height, alt_text=alt_text,
    )  # fmt: skip
    try:
        with changes("shops"):
            lock_own(shop_id, by)
            gallery = ShopPicture.objects.filter(shop_id=shop_id)
            if gallery.count() >= settings().most_pictures:
                most = settings().most_pictures
                raise calls.ShopIsFull(f"A gallery has room for {most} pictures.", most=most)
            row.position = (gallery.aggregate(last=Max("position"))["last"] or 0) + 1
            row.save(force_insert=True)
    except IntegrityError:  # the same call, twice at once
        return as_picture(ShopPicture.objects.get(adding_key=key))
    return as_picture(row)


def change_picture(
    shop_id: str, by: str, media_id: str, alt_text: str | None, position: int | None
) -> list[fronts.ShopPicture]:
    with changes("shops"):
        lock_own(shop_id, by)
        gallery = list(ShopPicture.objects.filter(shop_id=shop_id).order_by("position", "media_id"))
        row = next((picture for picture in gallery if picture.media_id == media_id), None)
        if row is None:
            raise calls.PictureNotFound()
        if alt_text is not None:
            row.alt_text = _alt(alt_text)
            row.save(update_fields=["alt_text"])
        if position is not None:
            gallery.remove(row)
            gallery.insert(max(0, position), row)
            for place, picture in enumerate(gallery, start=1):
                ShopPicture.objects.filter(media_id=picture.media_id).update(position=place)
    return [as_picture(picture) for picture in gallery]


def remove_picture(shop_id: str, by: str, media_id: str) -> None:
    with changes("shops"):
        lock_own(shop_id, by)
        row = ShopPicture.objects.filter(shop_id=shop_id, media_id=media_id).first()
        if row is None:
            return
        row.delete()
        ShopPicture.objects.filter(shop_id=shop_id, position__gt=row.position).update(
            position=F("position") - 1
        )
    forget_unused(row.url)


def gallery_of(shop_id: str) -> list[fronts.ShopPicture]:
    rows = ShopPicture.objects.filter(shop_id=shop_id).order_by("position", "media_id")
    return [as_picture(row) for row in rows]


def forget_unused(url: str | None) -> None:
    """Deletes the files of a picture that no shop shows any more: names come from content, so two may share one."""
    if url and not (
        Shop.objects.filter(picture_url=url).exists() or ShopPicture.objects.filter(url=url).exists()
    ):
        forget_picture(url)


def as_picture(row: ShopPicture) -> fronts.ShopPicture:
    return fronts.ShopPicture(
        media_id=row.media_id,
        url=row.url,
        thumb_url=row.thumb_url,
        width=row.width,
        height=row.height,
        alt_text=row.alt_text,
    )


def _stored(content: bytes, folder: str, widths: tuple[int, ...], pointer: str) -> list[Rendition]:
    """In a folder for each use: a picture's file goes with all its widths."""
    return store_picture(
        content, folder=folder, widths=widths, pointer=pointer, most_bytes=PHOTO_BYTES, formats=PHOTO_FORMATS
    )


def _alt(text: str) -> str:
    text = text.strip()
    if len(text) > 255:
        raise invalid("/alt_text", "At most 255 characters.", "too_long")
    return text
