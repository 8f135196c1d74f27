"""Applications: somebody asks to open a shop; it waits for approval."""

from __future__ import annotations

from django.db import IntegrityError

from souk.contracts.shops import calls
from souk.contracts.shops.events import ShopCreated
from souk.kernel import clock
from souk.kernel.database import changes
from souk.kernel.ids import new_id
from souk.kernel.media import store_picture
from souk.services.shops.models import Shop
from souk.services.shops.rules.addresses import RESERVED, slug_from
from souk.services.shops.rules.text import sort_name
from souk.services.shops.use_cases.storefronts import as_message
from souk.vocabulary.problems import Conflict, invalid

#: Applications that one person may have waiting, so that nobody can sit on all the good addresses.
MOST_WAITING = 3


class TooManyApplications(Conflict):
    title = "Your other applications have to be answered first"


def apply_for_shop(key: str, owner_id: str, draft: calls.ShopDraft) -> calls.Shop:
    """What a person may do: like `open_shop`, but no more than three may wait at a time."""
    if Shop.objects.filter(opening_key=key).exists():
        return open_shop(key, owner_id, draft)
    if Shop.objects.filter(owner_id=owner_id, status="pending").count() >= MOST_WAITING:
        raise TooManyApplications(f"No more than {MOST_WAITING} applications may wait at a time.")
    return open_shop(key, owner_id, draft)


def open_shop(key: str, owner_id: str, draft: calls.ShopDraft, picture: bytes = b"") -> calls.Shop:
    """A pending shop, once per key. Raises ShopSlugTaken."""
    before = Shop.objects.filter(opening_key=key).first()
    if before is not None:
        return as_message(before)
    if draft.slug in RESERVED:
        raise invalid("/slug", "This address is a page of the street itself.", "reserved")
    picture_url = store_picture(picture, folder="shops", pointer="/picture")[0].url if picture else None
    row = Shop(
        shop_id=new_id("shp"),
        owner_id=owner_id,
        sort_name=sort_name(draft.name),
        opening_key=key,
        picture_url=picture_url,
        created_at=clock.now(),
        **draft.model_dump(),
    )
    try:
        with changes("shops") as change:
            row.save(force_insert=True)
            change.say(ShopCreated(shop_id=row.shop_id, owner_id=owner_id, slug=row.slug, shop_name=row.name))
    except IntegrityError:
        raced = Shop.objects.filter(opening_key=key).first()
        if raced is None:
            raise calls.ShopSlugTaken(
                f"Another shop lives at /shops/{draft.slug}; please choose another."
            ) from None
        return as_message(raced)
    return as_message(row)


def draft_slug(name: str, slug: str | None) -> str:
    """The address asked for, or one made of the name. Raises Invalid when the name gives none."""
    made = slug or slug_from(name)
    if not made:
        raise invalid(
            "/slug",
            "The name has no letter an address can use; please choose an address yourself.",
            "required",
        )
    return made
