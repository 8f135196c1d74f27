"""Telling: what the street hears of a shop, and what its owner is written."""

from __future__ import annotations

from typing import Any

from souk.contracts.shops import events
from souk.kernel import clock
from souk.kernel.data.database import Change
from souk.kernel.ids import new_id
from souk.services.shops.models import DueLetter, Shop
from souk.services.shops.rules.text import same_name
from souk.services.shops.use_cases import finding


def tell(change: Change, row: Shop, event: type[events._ShopEvent], *changed: str) -> None:
    """Saves the `changed` fields of a row that is locked or new, and says `event` of the next revision, all in one transaction."""
    row.revision += 1
    is_renamed = row.found_as != row.name
    row.found_as, row.same_name = row.name, same_name(row.name)
    row.save(update_fields=[*changed, "found_as", "same_name", "revision"]) if changed else row.save(
        force_insert=True
    )
    if is_renamed:
        finding.note_name(row)
    change.say(event(**facts_of(row)))


def write_to_owner(row: Shop, letter: str) -> None:
    """Inside the change that it is about."""
    DueLetter.objects.create(
        letter_id=new_id("ltr"),
        shop_id=row.shop_id,
        owner_id=row.owner_id,
        letter=letter,
        shop_name=row.name,
        slug=row.slug,
        reason=row.reason if letter in ("shop_rejected", "shop_closed") else "",
        made_at=clock.now(),
    )


def facts_of(row: Shop) -> dict[str, Any]:
    same = (
        "shop_id",
        "owner_id",
        "slug",
        "status",
        "is_active",
        "is_verified",
        "tagline",
        "description",
        "city",
        "country",
    )
    facts = {name: getattr(row, name) for name in same}
    return facts | {"shop_name": row.name, "picture_url": row.picture_url, "revision": row.revision}
