"""FakeShops and FakeShopKeeping: the promises of shops, kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, hypot, radians

from souk.contracts.shops.calls import (
    AlreadyHasShop,
    BranchNotFound,
    PictureNotFound,
    Shop,
    ShopDraft,
    ShopEdits,
    ShopNotFound,
    ShopSlugTaken,
    ShopStatusRefused,
    Storefront,
)
from souk.contracts.shops.fronts import (
    Branch,
    BranchDraft,
    NearBranch,
    Place,
    ShopPicture,
    ShopSign,
    SocialLink,
)
from souk.kernel import clock
from souk.kernel.ids import new_id
from souk.vocabulary.pages import Page, read_cursor, write_cursor
from souk.vocabulary.problems import Invalid, Unavailable, field_error, invalid

METRES_OF_A_DEGREE = 111_195


@dataclass
class Showcase:
    """What belongs to a shop beside its row."""

    branches: dict[str, Branch] = field(default_factory=dict)
    pictures: list[ShopPicture] = field(default_factory=list)
    links: list[SocialLink] = field(default_factory=list)


class FakeShops:
    """`vanish()` makes every call unavailable until `come_back()`; `keeping` is the owners' side of the same shops."""

    def __init__(self) -> None:
        self.rows: dict[str, Shop] = {}
        self.by_key: dict[str, str] = {}
        self.showcases: dict[str, Showcase] = {}
        self.asked = 0
        self._gone = False

    @property
    def keeping(self) -> FakeShopKeeping:
        return FakeShopKeeping(self)

    def vanish(self) -> None:
        self._gone = True

    def come_back(self) -> None:
        self._gone = False

    def open(
        self, slug: str = "kiln", name: str = "Kiln", owner_id: str = "usr_owner", *, approved: bool = True
    ) -> Shop:
        """For tests: a shop in one line."""
        shop = self.open_shop(key=slug, owner_id=owner_id, draft=ShopDraft(slug=slug, name=name))
        return self.approve_shop(key=slug, shop_id=shop.shop_id) if approved else shop

    def shops(self, *, shop_ids: list[str]) -> list[Shop]:
        self.answer()
        return [self.rows[shop_id] for shop_id in shop_ids if shop_id in self.rows]

    def shop_by_slug(self, *, slug: str) -> Shop:
        self.answer()
        for shop in self.rows.values():
            if shop.slug == slug and shop.status == "approved" and shop.is_active:
                return shop
        raise ShopNotFound()

    def storefront(self, *, slug: str) -> Storefront:
        return self.front(self.shop_by_slug(slug=slug), is_owner=False)

    def front(self, shop: Shop, *, is_owner: bool) -> Storefront:
        case = self.showcases.setdefault(shop.shop_id, Showcase())
        branches = sorted(case.branches.values(), key=lambda branch: (branch.name, branch.branch_id))
        return Storefront(
            shop=shop,
            branches=[branch for branch in branches if is_owner or branch.is_active],
            pictures=list(case.pictures),
            links=list(case.links),
        )

    def branches_near(
        self,
        *,
        latitude: float,
        longitude: float,
        radius_km: float = 25,
        cursor: str | None = None,
        limit: int = 24,
    ) -> Page[NearBranch]:
        """On a flat map, which is right enough for a test."""
        self.answer()
        if not -90 <= latitude <= 90 or not -180 <= longitude <= 180 or not 0 < radius_km <= 500:
            raise invalid("query/near", "There is no such place.")
        after = tuple(read_cursor(cursor, (int, str))) if cursor is not None else (-1, "")
        found = []
        for shop_id, case in self.showcases.items():
            shop = self.rows[shop_id]
            for branch in case.branches.values():
                north = branch.latitude - latitude
                east = (branch.longitude - longitude) * cos(radians(latitude))
                metres = round(hypot(north, east) * METRES_OF_A_DEGREE)
                if (
                    shop.status == "approved"
                    and shop.is_active
                    and branch.is_active
                    and metres <= radius_km * 1000
                ):
                    found.append((metres, branch.branch_id, branch, _sign(shop)))
        rest = [one for one in sorted(found, key=lambda one: one[:2]) if one[:2] > after]
        items = [NearBranch(branch=one[2], shop=one[3], distance_metres=one[0]) for one in rest[:limit]]
        return Page(items=items, next=write_cursor(*rest[limit - 1][:2]) if len(rest) > limit else None)

    def middle_of(self, *, city: str) -> Place | None:
        self.answer()
        there = [
            branch
            for shop_id, case in self.showcases.items()
            for branch in case.branches.values()
            if branch.city.lower() == city.strip().lower()
            and branch.is_active
            and (self.rows[shop_id].status, self.rows[shop_id].is_active) == ("approved", True)
        ]
        if not city.strip() or not there:
            return None
        count = len(there)
        return Place(
            latitude=sum(branch.latitude for branch in there) / count,
            longitude=sum(branch.longitude for branch in there) / count,
        )

    def approved_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        self.answer()
        after = tuple(read_cursor(cursor, (str, str))) if cursor is not None else ("", "")
        open_ones = (s for s in self.rows.values() if s.status == "approved" and s.is_active)
        rest = [row for row in sorted((s.name.lower(), s.shop_id, s) for s in open_ones) if row[:2] > after]
        more = write_cursor(*rest[limit - 1][:2]) if len(rest) > limit else None
        return Page(items=[row[2] for row in rest[:limit]], next=more)

    def pending_shops(self, *, cursor: str | None = None, limit: int = 24) -> Page[Shop]:
        self.answer()
        (after,) = read_cursor(cursor, (str,)) if cursor is not None else ("",)
        rest = [
            self.rows[shop_id]
            for shop_id in sorted(self.rows)
            if self.rows[shop_id].status == "pending" and shop_id > after
        ]
        more = write_cursor(rest[limit - 1].shop_id) if len(rest) > limit else None
        return Page(items=rest[:limit], next=more)

    def shops_of(self, *, owner_id: str) -> list[Shop]:
        self.answer()
        return [shop for shop in self.rows.values() if shop.owner_id == owner_id]

    def open_shop(self, *, key: str, owner_id: str, draft: ShopDraft, picture: bytes = b"") -> Shop:
        self.answer()
        if key in self.by_key:
            return self.rows[self.by_key[key]]
        if any(shop.slug == draft.slug for shop in self.rows.values()):
            raise ShopSlugTaken()
        if len(draft.name.replace(" ", "")) < 3:
            raise invalid("/name", "A shop's name has at least 3 characters.")
        shop = Shop(
            shop_id=new_id("shp"),
            owner_id=owner_id,
            status="pending",
            created_at=clock.now(),
            revision=1,
            **draft.model_dump(),
        )
        self.rows[shop.shop_id], self.by_key[key] = shop, shop.shop_id
        return shop

    def approve_shop(self, *, key: str, shop_id: str) -> Shop:
        return self.become(shop_id, "approved", {"pending", "rejected", "approved"})

    def reject_shop(self, *, key: str, shop_id: str, reason: str) -> Shop:
        return self.become(shop_id, "rejected", {"pending", "rejected"}, reason)

    def verify_shop(self, *, key: str, shop_id: str, is_verified: bool) -> Shop:
        self.answer()
        if shop_id not in self.rows:
            raise ShopNotFound()
        if self.rows[shop_id].is_verified != is_verified and self.rows[shop_id].status != "approved":
            raise ShopStatusRefused()
        return self.change(shop_id, is_verified=is_verified)

    def become(self, shop_id: str, status: str, possible_from: set[str], reason: str = "") -> Shop:
        self.answer()
        if shop_id not in self.rows:
            raise ShopNotFound()
        if self.rows[shop_id].status not in possible_from:
            raise ShopStatusRefused()
        return self.change(shop_id, status=status, reason=reason)

    def change(self, shop_id: str, **fields: object) -> Shop:
        before = self.rows[shop_id]
        if any(getattr(before, name) != value for name, value in fields.items()):
            self.rows[shop_id] = before.model_copy(update=fields | {"revision": before.revision + 1})
        return self.rows[shop_id]

    def answer(self) -> None:
        self.asked += 1
        if self._gone:
            raise Unavailable("shops is away")


class FakeShopKeeping:
    """What an owner does with the shops of a FakeShops."""

    def __init__(self, street: FakeShops | None = None) -> None:
        self.street = street or FakeShops()

    def apply(self, *, key: str, owner_id: str, draft: ShopDraft, picture: bytes = b"") -> Shop:
        if key not in self.street.by_key:
            self._refuse_another(owner_id)
        return self.street.open_shop(key=key, owner_id=owner_id, draft=draft, picture=picture)

    def apply_again(self, *, owner_id: str, shop_id: str, edits: ShopEdits, picture: bytes = b"") -> Shop:
        shop = self._own(owner_id, shop_id)
        if shop.status == "pending":
            return shop
        if shop.status != "rejected":
            raise ShopStatusRefused()
        self._refuse_another(owner_id)
        fields = edits.model_dump(exclude_none=True, exclude={"is_active"})
        return self.street.change(shop_id, status="pending", reason="", **fields)

    def edit_shop(self, *, owner_id: str, shop_id: str, edits: ShopEdits, picture: bytes = b"") -> Shop:
        shop = self._own(owner_id, shop_id)
        if edits.is_active not in (None, shop.is_active) and shop.status != "approved":
            raise ShopStatusRefused()
        return self.street.change(shop_id, **edits.model_dump(exclude_none=True))

    def close_shop(self, *, owner_id: str, shop_id: str) -> None:
        self.street.answer()
        shop = self.street.rows.get(shop_id)
        if shop is None or shop.owner_id != owner_id:
            raise ShopNotFound()
        self.street.change(shop_id, status="closed")

    def kept_storefront(self, *, owner_id: str, shop_id: str) -> Storefront:
        return self.street.front(self._own(owner_id, shop_id), is_owner=True)

    def save_branch(
        self, *, key: str, owner_id: str, shop_id: str, draft: BranchDraft, branch_id: str | None = None
    ) -> Branch:
        self._own(owner_id, shop_id)
        branches = self._case(shop_id).branches
        if branch_id is not None and branch_id not in branches:
            raise BranchNotFound()
        branch_id = branch_id or self.street.by_key.setdefault(f"{shop_id} {key}", new_id("brn"))
        branches[branch_id] = Branch(branch_id=branch_id, shop_id=shop_id, **draft.model_dump())
        return branches[branch_id]

    def remove_branch(self, *, owner_id: str, shop_id: str, branch_id: str) -> None:
        self._own(owner_id, shop_id)
        self._case(shop_id).branches.pop(branch_id, None)

    def add_picture(
        self, *, key: str, owner_id: str, shop_id: str, content: bytes, alt_text: str = ""
    ) -> ShopPicture:
        self._own(owner_id, shop_id)
        media_id = self.street.by_key.setdefault(f"{shop_id} {key}", new_id("med"))
        pictures = self._case(shop_id).pictures
        if known := next((one for one in pictures if one.media_id == media_id), None):
            return known
        picture = ShopPicture(
            media_id=media_id, url=f"/media/{media_id}.webp", thumb_url=f"/media/{media_id}-s.webp", width=1200, height=800, alt_text=alt_text
        )  # fmt: skip
        pictures.append(picture)
        return picture

    def change_picture(
        self,
        *,
        owner_id: str,
        shop_id: str,
        media_id: str,
        alt_text: str | None = None,
        position: int | None = None,
    ) -> list[ShopPicture]:
        self._own(owner_id, shop_id)
        pictures = self._case(shop_id).pictures
        at = next((n for n, one in enumerate(pictures) if one.media_id == media_id), None)
        if at is None:
            raise PictureNotFound()
        picture = pictures.pop(at)
        changed = picture if alt_text is None else picture.model_copy(update={"alt_text": alt_text})
        pictures.insert(at if position is None else position, changed)
        return list(pictures)

    def remove_picture(self, *, owner_id: str, shop_id: str, media_id: str) -> None:
        self._own(owner_id, shop_id)
        case = self._case(shop_id)
        case.pictures = [one for one in case.pictures if one.media_id != media_id]

    def set_links(self, *, owner_id: str, shop_id: str, links: list[SocialLink]) -> list[SocialLink]:
        self._own(owner_id, shop_id)
        words = "A link begins with https://."
        wrong = [place for place, link in enumerate(links) if not link.url.startswith("https://")]
        if wrong:
            errors = [field_error(f"/links/{place}/url", "not_a_link", words) for place in wrong]
            raise Invalid(words, errors=errors)
        self._case(shop_id).links = list(links)
        return links

    def _case(self, shop_id: str) -> Showcase:
        return self.street.showcases.setdefault(shop_id, Showcase())

    def _own(self, owner_id: str, shop_id: str) -> Shop:
        self.street.answer()
        shop = self.street.rows.get(shop_id)
        if shop is None or shop.owner_id != owner_id or shop.status == "closed":
            raise ShopNotFound()
        return shop

    def _refuse_another(self, owner_id: str) -> None:
        if any(
            s.owner_id == owner_id and s.status in ("pending", "approved") for s in self.street.rows.values()
        ):
            raise AlreadyHasShop()


def _sign(shop: Shop) -> ShopSign:
    return ShopSign(
        shop_id=shop.shop_id,
        slug=shop.slug,
        name=shop.name,
        picture_url=shop.picture_url,
        is_verified=shop.is_verified,
    )
