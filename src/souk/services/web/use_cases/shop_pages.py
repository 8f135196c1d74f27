"""Shop pages: a shop's front, shops by words, and what is near."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from souk.contracts.search.calls import Search, ShopCard
from souk.contracts.shops.calls import Shops, Storefront
from souk.contracts.shops.fronts import Branch, NearBranch, ShopPicture, SocialLink
from souk.kernel.neighbours.asking import ask
from souk.services.web.rules import hearts, places, wording
from souk.services.web.use_cases.review_pages import rating_view
from souk.vocabulary.pages import BadCursor
from souk.vocabulary.problems import Problem

search, shops = ask(Search), ask(Shops)

NETWORKS = {
    "website": "Website",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "pinterest": "Pinterest",
    "linkedin": "LinkedIn",
    "x": "X",
    "bluesky": "Bluesky",
}
FOUND, STRIP = 48, 3


def front(found: Storefront) -> dict[str, Any]:
    """What a shop's page shows beside its goods."""
    shop = found.shop
    return {
        "id": shop.shop_id,
        "slug": shop.slug,
        "url": f"/shops/{shop.slug}",
        "name": shop.name,
        "tagline": shop.tagline,
        "about": shop.description,
        "place": wording.place(shop.city, shop.country),
        "picture": shop.picture_url,
        "is_verified": shop.is_verified,
        "rating": rating_view(shop.rating, f"/shops/{shop.slug}"),
        "reviews_url": f"/shops/{shop.slug}/reviews",
        "heart": hearts.of_shop(shop.shop_id, shop.name),
        "branches": [branch_view(branch) for branch in found.branches],
        "pictures": [picture_view(picture) for picture in found.pictures],
        "links": [link_view(link) for link in found.links],
        "near_url": _near_url(found.branches[0]) if found.branches else "",
    }


def _near_url(branch: Branch) -> str:
    return f"/shops?near={branch.latitude:.4f},{branch.longitude:.4f}"


def branch_view(branch: Branch) -> dict[str, Any]:
    city = " ".join(part for part in (branch.postal_code, branch.city, branch.region) if part)
    rows = [branch.line1, branch.line2, city, wording.country(branch.country)]
    where = f"{branch.latitude:.6f}", f"{branch.longitude:.6f}"
    return {
        "id": branch.branch_id,
        "name": branch.name,
        "about": branch.about,
        "rows": [row for row in rows if row],
        "phone": branch.phone,
        "phone_url": "tel:" + "".join(c for c in branch.phone if c.isdigit() or c == "+"),
        "is_active": branch.is_active,
        "hours": hours_rows(branch),
        "map_url": f"https://www.openstreetmap.org/?mlat={where[0]}&mlon={where[1]}#map=17/{where[0]}/{where[1]}",
    }


def hours_rows(branch: Branch) -> list[dict[str, str]]:
    """A row for each day of the week; none where nothing is said of hours."""
    if not branch.opening_hours:
        return []
    by_day: dict[str, list[tuple[str, str]]] = {}
    for stretch in branch.opening_hours:
        by_day.setdefault(stretch.day, []).append((stretch.opens, stretch.closes))
    return [
        {"day": name, "text": places.written_hours(sorted(by_day.get(day, []))) or "Closed"}
        for day, name in places.DAYS.items()
    ]


def picture_view(picture: ShopPicture) -> dict[str, Any]:
    return {
        "id": picture.media_id,
        "src": picture.thumb_url,
        "srcset": f"{picture.thumb_url} 600w, {picture.url} 1200w",
        "large": picture.url,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt_text,
    }


def link_view(link: SocialLink) -> dict[str, str]:
    return {"name": NETWORKS[link.network], "url": link.url}


def found_card(found: ShopCard) -> dict[str, Any]:
    return {
        "name": found.name,
        "url": f"/shops/{found.slug}",
        "about": found.tagline,
        "is_verified": found.is_verified,
        "initials": wording.initials(found.name),
        "picture": {"src": found.picture_url, "width": 548, "height": 342, "alt": ""}
        if found.picture_url
        else None,
    }


def shops_named(words: str) -> list[dict[str, Any]]:
    """Raises Unavailable."""
    return [found_card(card) for card in search.shops(text=words[:200], limit=FOUND)]


def shops_beside(words: str) -> list[dict[str, Any]]:
    """A few shops above the products for the same words; none while they cannot be found."""
    try:
        return [found_card(card) for card in search.shops(text=words[:200], limit=STRIP)] if words else []
    except Problem:
        return []


def near(typed: str, radius_km: int, cursor: str | None) -> dict[str, Any]:
    """What is near a place that was typed, as a city or as coordinates. `fault` says why nothing can be said."""
    place = places.read_place(typed)
    if place is None:
        middle = shops.middle_of(city=typed[:120])
        if middle is None:
            fault = f"No shop on the street is in “{typed[:60]}”. Try the next bigger city, or coordinates such as 60.39, 5.32."
            return {"fault": fault, "branches": []}
        place = middle.latitude, middle.longitude
    where = {"latitude": place[0], "longitude": place[1], "radius_km": float(radius_km)}
    try:
        page = shops.branches_near(**where, cursor=cursor)  # type: ignore[arg-type]
    except BadCursor:
        page = shops.branches_near(**where)
    return {"fault": "", "branches": [near_view(found) for found in page.items], "next": page.next}


def near_view(found: NearBranch) -> dict[str, Any]:
    shop = found.shop
    return branch_view(found.branch) | {
        "distance": places.distance(found.distance_metres),
        "shop": {
            "name": shop.name,
            "url": f"/shops/{shop.slug}",
            "picture": shop.picture_url,
            "initials": wording.initials(shop.name),
            "is_verified": shop.is_verified,
        },
    }


def address_of(name: str) -> str:
    """`Kiln & Wool` → `kiln-wool`; empty when the name has no letter that fits into an address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:80].strip("-")
