"""Finding: everybody's shops for staff, in every state, by what the house has an index for."""

from __future__ import annotations

from django.db.models import F, QuerySet

from souk.contracts.shops.calls import ShopNotFound
from souk.contracts.shops.calls.desk import ShopFilter, ShopRow
from souk.kernel.data import sorting
from souk.kernel.data.database import changes
from souk.services.shops.models import NamePart, Shop
from souk.services.shops.rules.text import same_name
from souk.vocabulary.lookup import LONGEST_PART, parts, plain
from souk.vocabulary.pages import Page

BATCH, MOST_NAMESAKES = 200, 5
_ORDERS = {"name": ("sort_name", "shop_id"), "applied": ("created_at", "shop_id")}


def search(wanted: ShopFilter, sort: str, cursor: str | None, limit: int) -> Page[ShopRow]:
    """One query however many there are. Raises BadCursor."""
    found, more = sorting.page_of(_matching(wanted), _ORDERS, sort, cursor, limit)
    return Page[ShopRow](items=[_as_row(row) for row in found], next=more)


def namesakes(shop_id: str) -> list[ShopRow]:
    """Approved shops of the same name, the oldest first. Raises ShopNotFound."""
    name = Shop.objects.filter(shop_id=shop_id).values_list("name", flat=True).first()
    if name is None:
        raise ShopNotFound()
    same = Shop.objects.filter(same_name=same_name(name), status="approved").exclude(shop_id=shop_id)
    return [_as_row(row) for row in same.order_by("shop_id")[:MOST_NAMESAKES]]


def note_name(row: Shop) -> None:
    """Inside the change that names the shop: from now on it is found by this name."""
    NamePart.objects.filter(shop=row).delete()
    NamePart.objects.bulk_create(NamePart(shop=row, text=text) for text in parts(row.name))


def note_names_of_before() -> int:
    """Shops that a version named which knew nothing of parts of names. Returns how many there were, a batch at most."""
    with changes("shops"):
        rows = (
            Shop.objects.select_for_update(skip_locked=True)
            .exclude(found_as=F("name"), same_name__gt="")
            .order_by("shop_id")
        )
        late = list(rows[:BATCH])
        for row in late:
            row.found_as, row.same_name = row.name, same_name(row.name)
            row.save(update_fields=["found_as", "same_name"])
            note_name(row)
    return len(late)


def _as_row(row: Shop) -> ShopRow:
    return ShopRow(
        shop_id=row.shop_id,
        owner_id=row.owner_id,
        slug=row.slug,
        name=row.name,
        city=row.city,
        country=row.country,
        status=row.status,  # type: ignore[arg-type]
        is_active=row.is_active,
        is_verified=row.is_verified,
        created_at=row.created_at,
    )


def _matching(wanted: ShopFilter) -> QuerySet[Shop]:
    rows = Shop.objects.defer("description", "links")
    exact = {
        "status": wanted.status,
        "owner_id": wanted.owner_id,
        "country": wanted.country.strip().upper(),
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if begin := plain(wanted.name)[:LONGEST_PART]:
        beginning_so = NamePart.objects.filter(sorting.begins("text", begin))
        rows = rows.filter(shop_id__in=beginning_so.values("shop_id"))
    ranges = {
        "is_verified": wanted.is_verified,
        "is_active": wanted.is_active,
        "created_at__gte": wanted.since,
        "created_at__lt": wanted.until,
    }
    return rows.filter(**{name: value for name, value in ranges.items() if value is not None})
