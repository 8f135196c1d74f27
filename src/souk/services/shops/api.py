"""Shops for programs: the street's shops, applications for a new one, and what owner and staff do with it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import File, Query, UploadedFile
from pydantic import Field

from souk.contracts.shops.calls import Sales, Shop, ShopDraft, SoldItem, SoldStatus
from souk.kernel import identity
from souk.kernel.api import Api, Body
from souk.kernel.idempotency import key_of
from souk.kernel.identity import anyone, shop_owner, signed_in, staff_may
from souk.services.shops.use_cases import applications, approval, profiles, sold, storefronts
from souk.vocabulary.pages import Page

api = Api("shops")

seller = shop_owner | staff_may("orders.read")


class ShopIn(Body):
    """`slug` is the last part of the shop's address; made from the name when left out."""

    name: str = Field(min_length=1, max_length=120)
    slug: str | None = Field(default=None, pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    tagline: str = Field(default="", max_length=160)
    description: str = Field(default="", max_length=4000)
    city: str = Field(default="", max_length=120)
    country: str = Field(default="US", pattern="^[A-Z]{2}$")


class ShopEdit(Body):
    """Only what is named changes."""

    name: str | None = Field(default=None, min_length=1, max_length=120)
    tagline: str | None = Field(default=None, max_length=160)
    description: str | None = Field(default=None, max_length=4000)
    city: str | None = Field(default=None, max_length=120)
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")


class Rejection(Body):
    """`reason` is told to the owner."""

    reason: str = Field(default="", max_length=500)


class ShopPage(Page[Shop]):
    """Shops by name."""


@api.get("/shops", may=anyone)
def list_shops(
    request: HttpRequest, cursor: str | None = None, limit: int = Query(24, ge=1, le=100)
) -> ShopPage:
    """Approved shops, by name."""
    return ShopPage.model_construct(**dict(storefronts.approved_shops(cursor, limit)))


@api.get("/shops/mine", may=signed_in)
def list_my_shops(request: HttpRequest) -> ShopPage:
    """The caller's shops, whatever their status."""
    return ShopPage(items=storefronts.shops_of(identity.current().user_id or ""))


@api.get("/shops/{shop}", may=anyone)
def show_shop(request: HttpRequest, shop: str) -> Shop:
    """An approved shop by id or slug; its owner and staff see it in any status."""
    who = identity.current()
    return storefronts.shop_seen_by(shop, who.user_id, is_staff=who.may("shops.read"))


@api.post("/shops", may=signed_in, status=201, idempotent=True)
def apply_for_shop(request: HttpRequest, body: ShopIn) -> Shop:
    """Asks to open a shop. It waits until staff approve it."""
    fields = body.model_dump() | {"slug": applications.draft_slug(body.name, body.slug)}
    owner_id = identity.current().user_id or ""
    return applications.apply_for_shop(key_of(request), owner_id, ShopDraft(**fields))


@api.patch("/shops/{shop}", may=signed_in)
def edit_shop(request: HttpRequest, shop: str, body: ShopEdit) -> Shop:
    """Changes the named fields of the caller's own shop."""
    return profiles.edit_shop(
        shop, identity.current().user_id or "", body.model_dump(exclude_unset=True, exclude_none=True)
    )


@api.post("/shops/{shop}/picture", may=signed_in)
def hang_picture(request: HttpRequest, shop: str, picture: UploadedFile = File(...)) -> Shop:
    """A JPEG, PNG, WebP or GIF of at most 8 MB for the caller's own shop."""
    return profiles.hang_picture(shop, identity.current().user_id or "", picture.read())


@api.delete("/shops/{shop}", may=signed_in, status=204)
def close_shop(request: HttpRequest, shop: str) -> None:
    """Closes the caller's own shop (who may close shops: any) for good; its goods leave the street."""
    who = identity.current()
    approval.close_shop(shop, who.user_id or "", is_administrator=who.may("shops.close"))


@api.post("/shops/{shop}/approve", may=staff_may("shops.approve"))
def approve_shop(request: HttpRequest, shop: str) -> Shop:
    """Lets the shop onto the street; a second time changes nothing."""
    return approval.approve_shop(shop)


@api.post("/shops/{shop}/reject", may=staff_may("shops.approve"))
def reject_shop(request: HttpRequest, shop: str, body: Rejection) -> Shop:
    """Declines an application."""
    return approval.reject_shop(shop, body.reason)


@api.get("/shops/{shop}/order-items", may=seller)
def list_order_items(
    request: HttpRequest,
    shop: str,
    status: SoldStatus | None = None,
    number: str = Query("", max_length=20, description="the beginning of an order's number"),
    cursor: str | None = Query(None, max_length=200),
    limit: int = Query(50, ge=1, le=100),
) -> Page[SoldItem]:
    """What the caller's shop sold, the newest order first."""
    own = storefronts.own_shop(shop, identity.current())
    return sold.items_of(own.shop_id, status, number.strip().upper(), cursor, limit)


@api.get("/shops/{shop}/order-items/{item}", may=seller)
def show_order_item(request: HttpRequest, shop: str, item: str) -> SoldItem:
    """One of them. Moved by `POST …/shipments`, `…/deliveries`, `…/cancellations` below it."""
    return sold.item_of(storefronts.own_shop(shop, identity.current()).shop_id, item)


@api.get("/shops/{shop}/sales", may=seller)
def show_sales(request: HttpRequest, shop: str) -> Sales:
    """Sales at a glance: today, seven and thirty days, day by day, and what sold best."""
    return sold.sales_of(storefronts.own_shop(shop, identity.current()).shop_id)
