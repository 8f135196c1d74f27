"""Storefronts: shops as others see them."""

from __future__ import annotations

from django.db.models import Q

from souk.contracts.shops import calls, fronts
from souk.kernel.access.identity import Identity, shop_owner
from souk.services.shops.models import Shop
from souk.services.shops.use_cases import branches, pictures
from souk.services.shops.use_cases.ownership import called
from souk.services.shops.use_cases.ratings import rating
from souk.vocabulary.pages import Page, read_cursor, write_cursor

#: What shoppers see.
ON_STREET = Q(status="approved", is_active=True)


def shops_with(shop_ids: list[str]) -> list[calls.Shop]:
    return [as_message(row) for row in Shop.objects.filter(shop_id__in=shop_ids[:1000])]


def approved_shop(slug: str) -> calls.Shop:
    """Raises ShopNotFound, also for shops that are not open."""
    return as_message(_one(ON_STREET & Q(slug=slug)))


def storefront(slug: str) -> calls.Storefront:
    """Raises ShopNotFound, also for shops that are not open."""
    return _front(_one(ON_STREET & Q(slug=slug)), is_owner=False)


def kept_storefront(shop_id: str, by: str) -> calls.Storefront:
    """As its owner sees it. Raises ShopNotFound for somebody else's, and once it is closed."""
    return _front(_one(Q(shop_id=shop_id, owner_id=by) & ~Q(status="closed")), is_owner=True)


def front_seen_by(id_or_slug: str, user_id: str | None, *, is_staff: bool) -> calls.Storefront:
    """Raises ShopNotFound for who may not see the shop."""
    row = _seen_by(id_or_slug, user_id, is_staff=is_staff)
    return _front(row, is_owner=user_id is not None and row.owner_id == user_id)


def approved_shops(cursor: str | None, limit: int) -> Page[calls.Shop]:
    """By name, without regard to capitals."""
    rows = Shop.objects.filter(ON_STREET).order_by("sort_name", "shop_id")
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
    """A shop on the street for everybody, any shop for its owner and for staff. Raises ShopNotFound."""
    return as_message(_seen_by(id_or_slug, user_id, is_staff=is_staff))


def own_shop(id_or_slug: str, who: Identity) -> calls.Shop:
    """The caller's shop whatever its status, for staff who see everybody's orders anybody's. Raises ShopNotFound.

    Forbidden to whom the role was taken, unless it went with the shop: whose shop has closed still sends what was sold before.
    """
    row = _one(called(id_or_slug))
    if not who.may("orders.read") and row.owner_id != who.user_id:
        raise calls.ShopNotFound()
    if not who.may("orders.read") and row.status != "closed":
        shop_owner.check(who)
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
        is_active=row.is_active,
        is_verified=row.is_verified,
        revision=row.revision,
    )


def _front(row: Shop, *, is_owner: bool) -> calls.Storefront:
    return calls.Storefront(
        shop=as_message(row),
        branches=branches.branches_of(row.shop_id, is_owner=is_owner),
        pictures=pictures.gallery_of(row.shop_id),
        links=[fronts.SocialLink(**link) for link in row.links or []],
    )


def _seen_by(id_or_slug: str, user_id: str | None, *, is_staff: bool) -> Shop:
    row = _one(called(id_or_slug))
    is_open = row.status == "approved" and row.is_active
    if not is_open and not is_staff and (user_id is None or row.owner_id != user_id):
        raise calls.ShopNotFound()
    return row


def _one(which: Q) -> Shop:
    row = Shop.objects.filter(which).first()
    if row is None:
        raise calls.ShopNotFound()
    return row
