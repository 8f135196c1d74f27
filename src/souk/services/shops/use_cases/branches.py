"""Branches: where a shop can be visited, and which of them are near."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.db.models import Avg, Count, F, Q, QuerySet, Value

from souk.contracts.shops import calls, fronts
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.shops.models import Branch
from souk.services.shops.rules import distance
from souk.services.shops.rules.hours import check_hours
from souk.services.shops.rules.text import check_country, city_key
from souk.services.shops.settings import settings
from souk.services.shops.use_cases.ownership import deed, lock_own, must_own
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import invalid
from souk.vocabulary.writing import paragraphs_seen, seen

#: Branches within the box that are measured exactly: those nearest by a flat map. Who turns pages beyond them is told no more.
MOST_MEASURED = 2000

#: What shoppers see.
ON_STREET = Q(is_active=True, shop__status="approved", shop__is_active=True)

_LINES = ("name", "phone", "line1", "line2", "city", "region", "postal_code")
_TEXTS = (*_LINES, "about", "country", "is_active")


def save_branch(
    key: str, shop_id: str, by: str, draft: fronts.BranchDraft, branch_id: str | None = None
) -> fronts.Branch:
    """A new branch once per key, or `branch_id` as the draft has it."""
    must_own(shop_id, by)
    fields = _fields(draft)
    if branch_id is not None:
        return _replace(shop_id, by, branch_id, fields)
    key = deed(shop_id, key)
    if before := Branch.objects.filter(adding_key=key).first():
        return as_branch(before)
    row = Branch(branch_id=new_id("brn"), shop_id=shop_id, adding_key=key, **fields)
    try:
        with changes("shops"):
            lock_own(shop_id, by)
            if Branch.objects.filter(shop_id=shop_id).count() >= settings().most_branches:
                most = settings().most_branches
                raise calls.ShopIsFull(f"A shop may have {most} branches.", most=most)
            row.save(force_insert=True)
    except IntegrityError:  # the same call, twice at once
        return as_branch(Branch.objects.get(adding_key=key))
    return as_branch(row)


def edit_branch(shop_id: str, by: str, branch_id: str, edits: dict[str, Any]) -> fronts.Branch:
    """Only what is named changes."""
    must_own(shop_id, by)
    row = Branch.objects.filter(shop_id=shop_id, branch_id=branch_id).first()
    if row is None:
        raise calls.BranchNotFound()
    known = as_branch(row).model_dump(exclude={"branch_id", "shop_id"})
    return _replace(shop_id, by, branch_id, _fields(fronts.BranchDraft(**known | edits)))


def remove_branch(shop_id: str, by: str, branch_id: str) -> None:
    with changes("shops"):
        lock_own(shop_id, by)
        Branch.objects.filter(shop_id=shop_id, branch_id=branch_id).delete()


def branches_of(shop_id: str, *, is_owner: bool) -> list[fronts.Branch]:
    """By name; those that are switched off for their owner only."""
    rows = Branch.objects.filter(shop_id=shop_id).order_by("name", "branch_id")
    return [as_branch(row) for row in (rows if is_owner else rows.filter(is_active=True))]


def branches_near(
    latitude: float, longitude: float, radius_km: float, cursor: str | None, limit: int
) -> Page[fronts.NearBranch]:
    """A box in the database, the haversine over what is in it. Raises Invalid, BadCursor."""
    _check_place(latitude, longitude, radius_km)
    here = distance.micro(latitude), distance.micro(longitude)
    after = tuple(read_cursor(cursor, (int, str))) if cursor is not None else (-1, "")
    box = distance.box_around(*here, radius_km)
    rows = _within(box).annotate(flat=_flat_distance(here)).order_by("flat", "branch_id")
    places = rows.values_list("branch_id", "latitude", "longitude")[:MOST_MEASURED]
    measured = sorted((distance.metres_between(here, (north, east)), name) for name, north, east in places)
    rest = [each for each in measured if after < each and each[0] <= radius_km * 1000]
    shown = rest[:limit]
    found = Branch.objects.select_related("shop").in_bulk([branch_id for _, branch_id in shown])
    items = [_near(found[branch_id], metres) for metres, branch_id in shown if branch_id in found]
    return Page(items=items, next=write_cursor(*shown[-1]) if len(rest) > limit else None)


def middle_of(city: str) -> fronts.Place | None:
    """Of the branches in a city; None where there are none. Cities of the same name in two countries: the one with most branches."""
    rows = (
        Branch.objects.filter(ON_STREET, city_key=city_key(city)) if city_key(city) else Branch.objects.none()
    )
    found = rows.values("country").annotate(
        n=Count("branch_id"), north=Avg("latitude"), east=Avg("longitude")
    )
    best = found.order_by("-n", "country").first()
    if best is None:
        return None
    north, east = round(float(best["north"])), round(float(best["east"]))
    return fronts.Place(latitude=distance.from_micro(north), longitude=distance.from_micro(east))


def as_branch(row: Branch) -> fronts.Branch:
    return fronts.Branch(
        branch_id=row.branch_id,
        shop_id=row.shop_id,
        latitude=distance.from_micro(row.latitude),
        longitude=distance.from_micro(row.longitude),
        opening_hours=[fronts.OpeningHours(**stretch) for stretch in row.opening_hours],
        **{name: getattr(row, name) for name in _TEXTS},
    )


def _near(row: Branch, metres: int) -> fronts.NearBranch:
    shop = row.shop
    sign = fronts.ShopSign(
        shop_id=shop.shop_id,
        slug=shop.slug,
        name=shop.name,
        picture_url=shop.picture_url,
        is_verified=shop.is_verified,
    )
    return fronts.NearBranch(branch=as_branch(row), shop=sign, distance_metres=metres)


def _within(box: distance.Box) -> QuerySet[Branch]:
    rows = Branch.objects.filter(ON_STREET)
    rows = rows.filter(latitude__gte=box.south, latitude__lte=box.north)
    if box.crosses:
        return rows.filter(Q(longitude__gte=box.west) | Q(longitude__lte=box.east))
    return rows.filter(longitude__gte=box.west, longitude__lte=box.east)


def _flat_distance(here: tuple[int, int]) -> Any:
    """Squared, on a flat map around us, in whole numbers that fit 64 bits."""
    north, east = F("latitude") - Value(here[0]), F("longitude") - Value(here[1])
    return north * north * Value(distance.WHOLE) + east * east * Value(distance.narrowing(here[0]))


def _replace(shop_id: str, by: str, branch_id: str, fields: dict[str, Any]) -> fronts.Branch:
    with changes("shops"):
        lock_own(shop_id, by)
        rows = Branch.objects.filter(shop_id=shop_id, branch_id=branch_id)
        row = rows.first()
        if row is None:
            raise calls.BranchNotFound()
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=list(fields))
    return as_branch(row)


def _fields(draft: fronts.BranchDraft) -> dict[str, Any]:
    """Raises Invalid."""
    lines = {name: seen(getattr(draft, name)) for name in _LINES}
    if not lines["name"]:
        raise invalid("/name", "A branch has a name.", "required")
    check_country(draft.country)
    check_hours([(each.day, each.opens, each.closes) for each in draft.opening_hours])
    fields = {name: getattr(draft, name) for name in _TEXTS} | lines
    return fields | {
        "about": paragraphs_seen(draft.about),
        "city_key": city_key(lines["city"]),
        "latitude": distance.micro(draft.latitude),
        "longitude": distance.micro(draft.longitude),
        "opening_hours": [each.model_dump() for each in draft.opening_hours],
    }


def _check_place(latitude: float, longitude: float, radius_km: float) -> None:
    if not -90 <= latitude <= 90:
        raise invalid("query/near", "A latitude is between -90 and 90.", "out_of_range")
    if not -180 <= longitude <= 180:
        raise invalid("query/near", "A longitude is between -180 and 180.", "out_of_range")
    if not 0 < radius_km <= distance.FARTHEST_KM:
        raise invalid("query/radius_km", f"More than 0, at most {distance.FARTHEST_KM:.0f}.", "out_of_range")
