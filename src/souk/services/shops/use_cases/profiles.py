"""Profiles: what an owner says about the shop. The address stays as it is: others have written it down."""

from __future__ import annotations

from typing import Any

from souk.contracts.shops import calls, fronts
from souk.contracts.shops.events import ShopUpdated
from souk.kernel.data.database import changes
from souk.services.shops.rules.networks import check_links
from souk.services.shops.rules.text import checked_words, sort_name
from souk.services.shops.use_cases import telling
from souk.services.shops.use_cases.ownership import lock_own, must_own
from souk.services.shops.use_cases.pictures import forget_unused, hung
from souk.services.shops.use_cases.storefronts import as_message


def edit_shop(shop_id: str, by: str, edits: dict[str, Any]) -> calls.Shop:
    """Changes the named fields; nothing is said when nothing differs. Raises ShopNotFound for somebody else's."""
    edits = checked_words({name: value for name, value in edits.items() if value is not None})
    with changes("shops") as change:
        row = lock_own(shop_id, by)
        if edits.get("is_active", row.is_active) != row.is_active and row.status != "approved":
            raise calls.ShopStatusRefused("Only a shop that is approved can be switched on and off.")
        differing = {name: value for name, value in edits.items() if getattr(row, name) != value}
        if not differing:
            return as_message(row)
        for name, value in differing.items():
            setattr(row, name, value)
        row.sort_name = sort_name(row.name)
        telling.tell(change, row, ShopUpdated, *differing, "sort_name")
    return as_message(row)


def hang_picture(shop_id: str, by: str, content: bytes) -> calls.Shop:
    """Raises ShopNotFound for somebody else's, Invalid for what is not a picture."""
    before = must_own(shop_id, by).picture_url
    after = edit_shop(shop_id, by, {"picture_url": hung(content)})
    if before != after.picture_url:
        forget_unused(before)
    return after


def edit_with_picture(shop_id: str, by: str, edits: dict[str, Any], picture: bytes) -> calls.Shop:
    """As a form sends it: words, and perhaps a new picture, taken together or not at all."""
    if not picture:
        return edit_shop(shop_id, by, edits)
    before = must_own(shop_id, by).picture_url
    after = edit_shop(shop_id, by, edits | {"picture_url": hung(picture)})
    if before != after.picture_url:
        forget_unused(before)
    return after


def set_links(shop_id: str, by: str, links: list[fronts.SocialLink]) -> list[fronts.SocialLink]:
    must_own(shop_id, by)
    check_links([(link.network, link.url) for link in links])
    with changes("shops"):
        row = lock_own(shop_id, by)
        row.links = [link.model_dump() for link in links]
        row.save(update_fields=["links"])
    return links
