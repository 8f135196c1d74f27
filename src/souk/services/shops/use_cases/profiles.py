"""Profiles: what an owner says about the shop. The address stays as it is: others have written it down."""

from __future__ import annotations

from typing import Any

from souk.contracts.shops import calls
from souk.contracts.shops.events import ShopUpdated
from souk.kernel.database import changes
from souk.kernel.media import store_picture
from souk.services.shops.models import Shop
from souk.services.shops.rules.text import sort_name
from souk.services.shops.use_cases.storefronts import as_message


def edit_shop(shop_id: str, by: str, edits: dict[str, Any]) -> calls.Shop:
    """Changes the named fields; nothing is said when nothing differs. Raises ShopNotFound for somebody else's."""
    with changes("shops") as change:
        row = _own(shop_id, by)
        differing = {name: value for name, value in edits.items() if getattr(row, name) != value}
        if not differing:
            return as_message(row)
        for name, value in differing.items():
            setattr(row, name, value)
        row.sort_name = sort_name(row.name)
        row.save(update_fields=[*differing, "sort_name"])
        change.say(ShopUpdated(shop_id=row.shop_id, owner_id=row.owner_id, slug=row.slug, shop_name=row.name))
    return as_message(row)


def hang_picture(shop_id: str, by: str, content: bytes) -> calls.Shop:
    """Raises ShopNotFound for somebody else's, Invalid for what is not a picture."""
    with changes("shops"):
        _own(shop_id, by)
    stored = store_picture(content, folder="shops", pointer="/picture")
    return edit_shop(shop_id, by, {"picture_url": stored[0].url})


def _own(shop_id: str, by: str) -> Shop:
    row = (
        Shop.objects.select_for_update().filter(shop_id=shop_id, owner_id=by).exclude(status="closed").first()
    )
    if row is None:
        raise calls.ShopNotFound()
    return row
