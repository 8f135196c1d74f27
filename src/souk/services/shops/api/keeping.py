"""What the person who keeps a shop does. Somebody else's shop is not found. A shop is called by its id or its slug."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest
from ninja import File, Form, Query, UploadedFile
from pydantic import ConfigDict, Field, model_validator

from souk.contracts.shops.calls import Shop, ShopDraft
from souk.contracts.shops.fronts import Branch, BranchDraft, OpeningHours, ShopPicture, SocialLink
from souk.kernel.access import identity
from souk.kernel.access.identity import signed_in, staff_may
from souk.kernel.web.api import Body
from souk.kernel.web.idempotency import key_of
from souk.services.shops.api.door import api
from souk.services.shops.api.storefronts import LinkPage, PicturePage
from souk.services.shops.use_cases import (
    applications,
    approval,
    branches,
    pictures,
    profiles,
    wanted_letters,
)
from souk.services.shops.use_cases.ownership import id_of, is_kept_by


class ShopIn(Body):
    """`slug` is the last part of the shop's address; made from the name when left out."""

    name: str = Field(min_length=1, max_length=120)
    slug: str | None = Field(default=None, pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    tagline: str = Field(default="", max_length=160)
    description: str = Field(default="", max_length=4000)
    city: str = Field(default="", max_length=120)
    country: str = Field(default="US", pattern="^[A-Z]{2}$")


class Amendment(Body):
    """Only what is named changes."""

    name: str | None = Field(default=None, min_length=1, max_length=120)
    tagline: str | None = Field(default=None, max_length=160)
    description: str | None = Field(default=None, max_length=4000)
    city: str | None = Field(default=None, max_length=120)
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")


class ShopEdit(Amendment):
    """Only what is named changes. `is_active` takes an approved shop off the street, and puts it back."""

    is_active: bool | None = None


class Letters(Body):
    """`low_stock`: whether the owner is told what runs low, at most once an hour; `sales`: of each order to send, and of what
    of it is no longer to be sent."""

    low_stock: bool
    sales: bool


class LettersIn(Body):
    """One or both: what is left out stays as it is."""

    low_stock: bool | None = None
    sales: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> LettersIn:
        if self.low_stock is None and self.sales is None:
            raise ValueError("say low_stock, sales or both")
        return self


class BranchIn(BranchDraft):
    """Degrees are WGS 84; six decimals are kept."""

    model_config = ConfigDict(str_strip_whitespace=True)


class BranchEdit(Body):
    """Only what is named changes; opening hours are replaced as a whole."""

    name: str | None = Field(default=None, min_length=1, max_length=100)
    about: str | None = Field(default=None, max_length=2000)
    phone: str | None = Field(default=None, max_length=40)
    line1: str | None = Field(default=None, max_length=200)
    line2: str | None = Field(default=None, max_length=200)
    city: str | None = Field(default=None, max_length=120)
    region: str | None = Field(default=None, max_length=120)
    postal_code: str | None = Field(default=None, max_length=20)
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    latitude: float | None = Field(default=None, ge=-90, le=90, allow_inf_nan=False)
    longitude: float | None = Field(default=None, ge=-180, le=180, allow_inf_nan=False)
    is_active: bool | None = None
    opening_hours: list[OpeningHours] | None = Field(default=None, max_length=21)


class PictureEdit(Body):
    """`position` 0 is the first."""

    alt_text: str | None = Field(default=None, max_length=255)
    position: int | None = Field(default=None, ge=0, le=1000)


class LinksIn(Body):
    """All of them, in their order."""

    links: list[SocialLink] = Field(max_length=20)


@api.post("/shops", may=signed_in, status=201, idempotent=True)
def apply_for_shop(request: HttpRequest, body: ShopIn) -> Shop:
    """Asks to open a shop. It waits until staff approve it. One for each person, unless the market allows more."""
    fields = body.model_dump() | {"slug": applications.draft_slug(body.name, body.slug)}
    return applications.apply_for_shop(key_of(request), _caller(), ShopDraft(**fields))


@api.post("/shops/{shop}/applications", may=signed_in)
def apply_again(request: HttpRequest, shop: str, body: Amendment) -> Shop:
    """A rejected application, amended, waits again."""
    return applications.apply_again(id_of(shop), _caller(), _named(body))


@api.patch("/shops/{shop}", may=signed_in)
def edit_shop(request: HttpRequest, shop: str, body: ShopEdit) -> Shop:
    """Changes the named fields of the caller's own shop."""
    return profiles.edit_shop(id_of(shop), _caller(), _named(body))


@api.post("/shops/{shop}/picture", may=signed_in)
def hang_picture(request: HttpRequest, shop: str, picture: UploadedFile = File(...)) -> Shop:
    """A JPEG, PNG or WebP of at most 5 MB for the caller's own shop."""
    return profiles.hang_picture(id_of(shop), _caller(), picture.read())


@api.delete("/shops/{shop}", may=signed_in, staff=staff_may("shops.close"), status=204)
def close_shop(
    request: HttpRequest,
    shop: str,
    reason: str = Query("", max_length=500, description="For the owner; required of the market's staff"),
) -> None:
    """Closes the caller's own shop for good; its goods leave the street. Who may close shops closes any, and says why."""
    shop_id = id_of(shop)
    if identity.current().may("shops.close") and not is_kept_by(shop_id, _caller()):
        approval.close_for_market(shop_id, reason)
    else:
        approval.close_shop(shop_id, _caller())


@api.post("/shops/{shop}/branches", may=signed_in, status=201, idempotent=True)
def add_branch(request: HttpRequest, shop: str, body: BranchIn) -> Branch:
    return branches.save_branch(key_of(request), id_of(shop), _caller(), body)


@api.patch("/shops/{shop}/branches/{branch_id}", may=signed_in)
def edit_branch(request: HttpRequest, shop: str, branch_id: str, body: BranchEdit) -> Branch:
    return branches.edit_branch(id_of(shop), _caller(), branch_id, _named(body))


@api.delete("/shops/{shop}/branches/{branch_id}", may=signed_in, status=204)
def remove_branch(request: HttpRequest, shop: str, branch_id: str) -> None:
    """Removing what is gone already is no error."""
    branches.remove_branch(id_of(shop), _caller(), branch_id)


@api.post("/shops/{shop}/media", may=signed_in, status=201)
def add_picture(
    request: HttpRequest, shop: str, image: UploadedFile = File(...), alt_text: str = Form("", max_length=255)
) -> ShopPicture:
    """A JPEG, PNG or WebP of at most 5 MB at the end of the shop's gallery, where the same picture hangs once.

    `alt_text` says what it shows.
    """
    content = image.read()
    return pictures.add_picture(sha256(content).hexdigest(), id_of(shop), _caller(), content, alt_text)


@api.patch("/shops/{shop}/media/{media_id}", may=signed_in)
def change_picture(request: HttpRequest, shop: str, media_id: str, body: PictureEdit) -> PicturePage:
    """Other words, or another place; answers all pictures in their order."""
    found = pictures.change_picture(id_of(shop), _caller(), media_id, body.alt_text, body.position)
    return PicturePage(items=found)


@api.delete("/shops/{shop}/media/{media_id}", may=signed_in, status=204)
def remove_picture(request: HttpRequest, shop: str, media_id: str) -> None:
    """Removing what is gone already is no error."""
    pictures.remove_picture(id_of(shop), _caller(), media_id)


@api.put("/shops/{shop}/links", may=signed_in)
def set_links(request: HttpRequest, shop: str, body: LinksIn) -> LinkPage:
    """Replaces all links: https, at most one for each network, at the network's own address."""
    return LinkPage(items=profiles.set_links(id_of(shop), _caller(), body.links))


@api.get("/shops/{shop}/letters", may=signed_in)
def show_letters(request: HttpRequest, shop: str) -> Letters:
    """Which letters the owner of the caller's own shop gets."""
    mine, by = id_of(shop), _caller()
    return Letters(
        low_stock=wanted_letters.wants("low_stock", mine, by), sales=wanted_letters.wants("sales", mine, by)
    )


@api.put("/shops/{shop}/letters", may=signed_in)
def choose_letters(request: HttpRequest, shop: str, body: LettersIn) -> Letters:
    """For the caller's own shop, from now on."""
    mine, by = id_of(shop), _caller()
    if body.low_stock is not None:
        wanted_letters.choose("low_stock", mine, by, body.low_stock)
    if body.sales is not None:
        wanted_letters.choose("sales", mine, by, body.sales)
    return show_letters(request, shop)


def _caller() -> str:
    return identity.current().user_id or ""


def _named(body: Body) -> dict[str, object]:
    return body.model_dump(exclude_unset=True, exclude_none=True)
