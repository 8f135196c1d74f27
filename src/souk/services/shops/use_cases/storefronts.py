"""Storefronts: shops as others see them."""

from __future__ import annotations

from django.db.models import Q

from souk.contracts.shops import calls
from souk.kernel.identity import Identity
from souk.services.shops.models import Shop
from souk.services.shops.use_cases.ratings import rating
from souk.vocabulary.pages import Page, read_cursor, write_cursor


def shops_with(shop_ids: list[str]) -> list[calls.Shop]:
    return [as_message(row) for row in Shop.objects.filter(shop_id__in=shop_ids[:1000])]


def approved_shop(slug: str) -> calls.Shop:
    """Raises ShopNotFound, also for shops that are not open."""
    return as_message(_one(Q(slug=slug, status="approved")))


def approved_shops(cursor: str | None, limit: int) -> Page[calls.Shop]:
    """By name, without regard to capitals."""
    rows = Shop.objects.filter(status="approved").order_by("sort_name", "shop_id")
    if cursor is not None:
        name, shop_id = read_cursor(cursor, (str, str))
        rows = rows.filter(Q(sort_name__gt=name) | Q(sort_name=name, shop_id__gt=shop_id))
    found = list(rows[: limit + 1])
    more = write_cursor(found[limit - 1].sort_name, found[limit - 1].shop_id) if len(found) > limit else None
    return Page(items=[as_message(row) for row in found[:limit]], next=more)


def pending_shops(cursor: str | None, limit: int) -> Page[calls.Shop]:
    """The longest-waiting first: ids sort by when they were made."""
    rows = Shop.objects.filter(status="pending").order_by("shop_id")
    if cursor is not None:
        (after,) = read_cursor(cursor, (str,))
        rows = rows.filter(shop_id__gt=after)
    found = list(rows[: limit + 1])
    more = write_cursor(found[limit - 1].shop_id) if len(found) > limit else None
    return Page(items=[as_message(row) for row in found[:limit]], next=more)


def shops_of(owner_id: str) -> list[calls.Shop]:
    """All of them, whatever their status, the oldest first."""
    return [
        as_message(row) for row in Shop.objects.filter(owner_id=owner_id).order_by("created_at", "shop_id")
    ]


def shop_seen_by(id_or_slug: str, user_id: str | None, *, is_staff: bool) -> calls.Shop:
    """An approved shop for everybody, any shop for its owner and for staff. Raises ShopNotFound."""
    row = _one(Q(shop_id=id_or_slug) if id_or_slug.startswith("shp_") else Q(slug=id_or_slug))
    if row.status != "approved" and not is_staff and (user_id is None or row.owner_id != user_id):
        raise calls.ShopNotFound()
    return as_message(row)


def own_shop(id_or_slug: str, who: Identity) -> calls.Shop:
    """The caller's shop whatever its status, for staff who see everybody's orders anybody's. Raises ShopNotFound."""
    row = _one(Q(shop_id=id_or_slug) if id_or_slug.startswith("shp_") else Q(slug=id_or_slug))
    if not who.may("orders.read") and row.owner_id != who.user_id:
        raise calls.ShopNotFound()
    return as_message(row)


def as_message(row: Shop) -> calls.Shop:
    return calls.Shop(
        shop_id=row.shop_id,
        owner_id=row.owner_id,
        slug=row.slug,
        name=row.name,
        tagline=row.tagline,
        description=row.description,
        city=row.city,
        country=row.country,
        status=row.status,  # type: ignore[arg-type]
        reason=row.reason,
        picture_url=row.picture_url,
        rating=rating(row),
        created_at=row.created_at,
    )


def _one(which: Q) -> Shop:
    row = Shop.objects.filter(which).first()
    if row is None:
        raise calls.ShopNotFound()
    return row
