"""Applications: somebody asks to open a shop; it waits for approval. A rejected one may be amended and asks again."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError

from souk.contracts.shops import calls
from souk.contracts.shops.events import ShopCreated, ShopUpdated
from souk.kernel import clock
from souk.kernel.data.connections import was_deadlock
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.shops.models import Shop
from souk.services.shops.rules.addresses import RESERVED, slug_from
from souk.services.shops.rules.statuses import may_become
from souk.services.shops.rules.text import checked_words, sort_name
from souk.services.shops.use_cases import places, telling
from souk.services.shops.use_cases.ownership import lock_own, must_own
from souk.services.shops.use_cases.pictures import forget_unused, hung
from souk.services.shops.use_cases.storefronts import as_message
from souk.vocabulary.problems import Unavailable, invalid

TRIES = 4  # when two ask in the same instant


def apply_for_shop(key: str, owner_id: str, draft: calls.ShopDraft, picture: bytes = b"") -> calls.Shop:
    """What a person may do. Raises AlreadyHasShop, ShopSlugTaken, Invalid."""
    if not Shop.objects.filter(opening_key=key).exists():
        places.refuse_another(owner_id)
    return _opened(key, owner_id, draft, picture, is_limited=True)


def open_shop(key: str, owner_id: str, draft: calls.ShopDraft, picture: bytes = b"") -> calls.Shop:
    """A pending shop, once per key. Raises ShopSlugTaken, Invalid."""
    return _opened(key, owner_id, draft, picture, is_limited=False)


def apply_again(shop_id: str, owner_id: str, edits: dict[str, Any], picture: bytes = b"") -> calls.Shop:
    """The rejected application with other words; one that waits already is answered as it is."""
    before = must_own(shop_id, owner_id).picture_url
    url = hung(picture) if picture else None
    edits = {name: value for name, value in edits.items() if value is not None and name != "is_active"}
    edits = checked_words(edits)
    try:
        with changes("shops") as change:
            row = lock_own(shop_id, owner_id)
            if row.status == "pending":
                return as_message(row)
            if not may_become(row.status, "pending"):
                raise calls.ShopStatusRefused(f"A shop that is {row.status} need not apply.")
            places.take(owner_id, shop_id)
            places.refuse_another(owner_id, but=shop_id)
            edits |= {"status": "pending", "reason": ""} | ({"picture_url": url} if url else {})
            for name, value in edits.items():
                setattr(row, name, value)
            row.sort_name = sort_name(row.name)
            telling.tell(change, row, ShopUpdated, *edits, "sort_name")
            telling.write_to_owner(row, "shop_applied")
    except IntegrityError:
        raise calls.AlreadyHasShop() from None
    if before != row.picture_url:
        forget_unused(before)
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


def _why_taken(holder: Shop, owner_id: str) -> str:
    if holder.owner_id == owner_id and holder.status == "closed":
        return f"/shops/{holder.slug} was your shop that is closed; an address is never given again, so please choose another."
    return f"Another shop lives at /shops/{holder.slug}; please choose another."


def _opened(
    key: str, owner_id: str, draft: calls.ShopDraft, picture: bytes, *, is_limited: bool
) -> calls.Shop:
    if before := Shop.objects.filter(opening_key=key).first():
        return as_message(before)
    words = checked_words(draft.model_dump())
    if draft.slug in RESERVED:
        raise invalid("/slug", "This address is a page of the street itself.", "reserved")
    url = hung(picture) if picture else None
    for attempt in range(TRIES):
        row = Shop(
            shop_id=new_id("shp"),
            owner_id=owner_id,
            sort_name=sort_name(words["name"]),
            opening_key=key,
            picture_url=url,
            created_at=clock.now(),
            **words,
        )
        try:
            with changes("shops") as change:
                telling.tell(change, row, ShopCreated)
                places.take(owner_id, row.shop_id)
                if is_limited:
                    places.refuse_another(owner_id, but=row.shop_id)
                telling.write_to_owner(row, "shop_applied")
            return as_message(row)
        except IntegrityError:
            if raced := Shop.objects.filter(opening_key=key).first():
                return as_message(raced)
            if (holder := Shop.objects.filter(slug=draft.slug).first()) is not None:
                raise calls.ShopSlugTaken(_why_taken(holder, owner_id)) from None
        except Unavailable as away:  # of two who ask in the same instant a database may undo one
            if attempt == TRIES - 1 or not was_deadlock(away):
                raise
    raise Unavailable("Please try again.")
