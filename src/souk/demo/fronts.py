"""What the demo shops show beside their goods, and who waits to open one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from souk.contracts.shops.calls import Shop, ShopDraft, ShopKeeping, Shops
from souk.demo import goods
from souk.demo.accounts import account_of
from souk.demo.branches import BRANCHES, LINKS, PHOTOGRAPHED, VERIFIED
from souk.demo.people import HOPEFULS, Person
from souk.demo.pictures.canvas import encoded
from souk.demo.pictures.scenes import shop_details, shop_front
from souk.demo.shops import SHOPS
from souk.kernel.neighbours.asking import ask
from souk.vocabulary.ids import ShopId

_shops, _keeping = ask(Shops), ask(ShopKeeping)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Hope:
    """An application; `rejected_because` is empty while it waits."""

    applicant: Person
    shop: goods.Shop
    rejected_because: str = ""


HOPES = (
    Hope(
        HOPEFULS[0],
        goods.Shop(
            "salt-and-cedar",
            "Salt & Cedar",
            "Soap that smells of where it is made",
            "I boil soap in a shed above the tide line, with sea salt, cedar oil and the ash of our own stove. Forty bars a week, "
            "wrapped in seed paper; plant the wrapper and something comes up.",
            "Halifax",
            "CA",
            "Maren Gillis",
            "#476a63",
        ),
    ),
    Hope(
        HOPEFULS[1],
        goods.Shop(
            "night-bus-records",
            "Night Bus Records",
            "Vinyl for people who get home late",
            "A label of three people and one lathe. We cut short runs of quiet records: piano, field recordings, the last bus "
            "through Brixton. Everything is numbered, nothing is loud.",
            "London",
            "GB",
            "Kofi Asante",
            "#2b2f55",
        ),
    ),
    Hope(
        HOPEFULS[2],
        goods.Shop(
            "quick-deals-outlet",
            "Quick Deals Outlet",
            "Brands up to 90 % off!!!",
            "All brands, all sizes, best price guaranteed. Write to us for the list.",
            "Wilmington",
            "US",
            "Rex Holloway",
            "#b0372c",
        ),
        "We cannot see what you sell, who makes it, or that you may sell these brands. Tell us about your goods and where "
        "they come from, and show one invoice of a supplier; then we look again.",
    ),
)


def dress_fronts(shop_ids: Mapping[str, ShopId], progress: Progress) -> None:
    """Branches, pictures, links and badges of the shops, and the applications of three more people. Again it changes nothing."""
    for hope in HOPES:
        _hope(hope)
    found = {shop.slug: shop for shop in _shops.shops(shop_ids=list(shop_ids.values()))}
    for done, shop in enumerate(SHOPS, start=1):
        if shop.slug in found:
            _dress(shop, found[shop.slug])
        progress("shop fronts", done, len(SHOPS))


def _dress(drawn: goods.Shop, shop: Shop) -> None:
    mine = {"owner_id": shop.owner_id, "shop_id": shop.shop_id}
    front = _keeping.kept_storefront(**mine)
    if not front.branches:
        for number, draft in enumerate(BRANCHES.get(shop.slug, [])):
            _keeping.save_branch(key=f"demo/branch/{number}", draft=draft, **mine)
    if not front.links and shop.slug in LINKS:
        _keeping.set_links(links=LINKS[shop.slug], **mine)
    if not front.pictures and shop.slug in PHOTOGRAPHED:
        for alt_text, picture in shop_details(drawn).items():
            key = f"demo/picture/{alt_text}"
            _keeping.add_picture(key=key, content=encoded(picture), alt_text=alt_text, **mine)
    if shop.slug in VERIFIED and not shop.is_verified:
        _shops.verify_shop(key=f"demo/verified/{shop.shop_id}", shop_id=shop.shop_id, is_verified=True)


def _hope(hope: Hope) -> None:
    owner_id = account_of(hope.applicant)
    if _shops.shops_of(owner_id=owner_id):
        return
    told = hope.shop
    draft = ShopDraft(
        slug=told.slug,
        name=told.name,
        tagline=told.tagline,
        description=told.description,
        city=told.city,
        country=told.country,
    )
    picture = encoded(shop_front(told))
    shop = _keeping.apply(key=f"demo/hope/{told.slug}", owner_id=owner_id, draft=draft, picture=picture)
    if hope.rejected_because:
        key = f"demo/rejection/{shop.shop_id}"
        _shops.reject_shop(key=key, shop_id=shop.shop_id, reason=hope.rejected_because)
