"""What everybody sees: shops, their branches, pictures and links, and what is near."""

from __future__ import annotations

import re

from django.http import HttpRequest
from ninja import Query

from souk.contracts.shops.calls import Shop
from souk.contracts.shops.fronts import Branch, NearBranch, ShopPicture, SocialLink
from souk.kernel.access import identity
from souk.kernel.access.identity import anyone, signed_in
from souk.services.shops.api.door import api
from souk.services.shops.use_cases import branches, storefronts
from souk.vocabulary.pages import Page
from souk.vocabulary.problems import invalid

_PLACE = re.compile(r"\s*(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)\s*,\s*(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)\s*")


class ShopPage(Page[Shop]):
    """Shops by name."""


class BranchPage(Page[Branch]):
    """All branches of a shop, by name; there are never so many that a second page is needed."""


class NearBranchPage(Page[NearBranch]):
    """Branches by distance."""


class PicturePage(Page[ShopPicture]):
    """All pictures of a shop in their order."""


class LinkPage(Page[SocialLink]):
    """All links of a shop in their order."""


@api.get("/shops", may=anyone)
def list_shops(
    request: HttpRequest, cursor: str | None = None, limit: int = Query(24, ge=1, le=100)
) -> ShopPage:
    """Shops on the street, by name."""
    return ShopPage.model_construct(**dict(storefronts.approved_shops(cursor, limit)))


@api.get("/shops/mine", may=signed_in)
def list_my_shops(request: HttpRequest) -> ShopPage:
    """The caller's shops, whatever their status."""
    return ShopPage(items=storefronts.shops_of(identity.current().user_id or ""))


@api.get("/shops/{shop}", may=anyone)
def show_shop(request: HttpRequest, shop: str) -> Shop:
    """A shop on the street by id or slug; its owner and staff see it in any status."""
    who = identity.current()
    return storefronts.shop_seen_by(shop, who.user_id, is_staff=who.may("shops.read"))


@api.get("/shops/{shop}/branches", may=anyone)
def list_branches(request: HttpRequest, shop: str) -> BranchPage:
    """Where the shop can be visited; the owner also sees branches that are switched off."""
    who = identity.current()
    return BranchPage(
        items=storefronts.front_seen_by(shop, who.user_id, is_staff=who.may("shops.read")).branches
    )


@api.get("/shops/{shop}/media", may=anyone)
def list_media(request: HttpRequest, shop: str) -> PicturePage:
    who = identity.current()
    return PicturePage(
        items=storefronts.front_seen_by(shop, who.user_id, is_staff=who.may("shops.read")).pictures
    )


@api.get("/shops/{shop}/links", may=anyone)
def list_links(request: HttpRequest, shop: str) -> LinkPage:
    """Where else the shop can be found."""
    who = identity.current()
    return LinkPage(items=storefronts.front_seen_by(shop, who.user_id, is_staff=who.may("shops.read")).links)


@api.get("/branches", may=anyone)
def list_branches_near(
    request: HttpRequest,
    near: str = Query(..., max_length=60, description="Latitude and longitude in degrees, as 60.39,5.32."),
    radius_km: float = Query(25, gt=0, le=500),
    cursor: str | None = None,
    limit: int = Query(24, ge=1, le=100),
) -> NearBranchPage:
    """Branches of shops on the street within the radius, the nearest first."""
    place = _PLACE.fullmatch(near)
    if place is None:
        raise invalid(
            "query/near", "Two numbers with a comma between them: latitude,longitude.", "not_a_place"
        )
    found = branches.branches_near(float(place[1]), float(place[2]), radius_km, cursor, limit)
    return NearBranchPage.model_construct(**dict(found))
