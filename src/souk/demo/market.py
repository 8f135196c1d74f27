"""Opens the demo market: people, shops, categories, products and their pictures, through the services' contracts only.

the people → their shops, approved → the category tree → products in batches, drawn meanwhile → the home page's pictures
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from souk.contracts.products.calls import (
    CategoryDraft,
    ImageDraft,
    Option,
    OptionValue,
    ProductDraft,
    ProductNotFound,
    Products,
    SavedProduct,
    VariationDraft,
)
from souk.contracts.shops.calls import ShopDraft, Shops, ShopSlugTaken
from souk.contracts.users.calls import Users
from souk.demo import goods, office
from souk.demo.accounts import account_of
from souk.demo.catalogue import products
from souk.demo.categories import CATEGORIES
from souk.demo.coupons import print_coupons
from souk.demo.fronts import dress_fronts
from souk.demo.members import admit_members
from souk.demo.people import ADMINISTRATOR, OWNERS, SHOPPER, SHOPPERS_ADDRESS, STAFF
from souk.demo.pictures.canvas import encoded
from souk.demo.pictures.scenes import home_pictures, shop_front
from souk.demo.portal import fill_desks
from souk.demo.shops import SHOPS
from souk.demo.studio import Drawn, drawn
from souk.kernel import clock
from souk.kernel.neighbours.asking import ask
from souk.kernel.settings import settings
from souk.vocabulary.ids import ShopId, UserId
from souk.vocabulary.money import Money

_users, _shops, _products = ask(Users), ask(Shops), ask(Products)

BATCH = 24
Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


@dataclass
class Opened:
    """What was put in, and what a service would not take (with its sentence why)."""

    shops: int = 0
    created: int = 0
    kept: int = 0  # there already
    pictures: int = 0
    refusals: list[str] = field(default_factory=list)


def open_market(progress: Progress = lambda what, done, of: None, *, workers: int | None = None) -> Opened:
    """Fills an empty platform; on one that is filled it changes nothing. Half a minute at most, on two cores.

    `workers` is how many processes draw; by default one for each core.
    """
    result = Opened()
    owners = _admit_people(progress)
    shop_ids = _open_shops(owners, progress)
    result.shops = len(shop_ids)
    dress_fronts(shop_ids, progress)
    office.staff_the_office()
    _products.save_categories(
        key="demo/categories",
        drafts=[CategoryDraft(slug=c.slug, name=c.name, parent_slug=c.parent) for c in CATEGORIES],
    )
    _stock_shelves(shop_ids, result, progress, workers)
    fill_desks(shop_ids)
    _hang_home_pictures(progress)
    print_coupons()
    admit_members()
    return result


def _admit_people(progress: Progress) -> dict[str, UserId]:
    """email → account of every shop owner; the shopper gets an address to send things to."""
    everybody = (SHOPPER, STAFF, ADMINISTRATOR, *OWNERS)
    found: dict[str, UserId] = {}
    for done, person in enumerate(everybody, start=1):
        found[person.email] = account_of(person)
        progress("people", done, len(everybody))
    if not _users.addresses(user_id=found[SHOPPER.email]):
        _users.save_address(
            key="demo/address", user_id=found[SHOPPER.email], address=SHOPPERS_ADDRESS, is_default=True
        )
    return found


def _open_shops(owners: dict[str, UserId], progress: Progress) -> dict[str, ShopId]:
    """slug → shop."""
    found: dict[str, ShopId] = {}
    for done, shop in enumerate(SHOPS, start=1):
        found[shop.slug] = _open_shop(shop, owners[shop.owner_email])
        progress("shops", done, len(SHOPS))
    return found


def _open_shop(shop: goods.Shop, owner_id: UserId) -> ShopId:
    mine = next((one for one in _shops.shops_of(owner_id=owner_id) if one.slug == shop.slug), None)
    if mine is None:
        draft = ShopDraft(
            slug=shop.slug,
            name=shop.name,
            tagline=shop.tagline,
            description=shop.description,
            city=shop.city,
            country=shop.country,
        )
        try:
            mine = _shops.open_shop(
                key=f"demo/shop/{shop.slug}",
                owner_id=owner_id,
                draft=draft,
                picture=encoded(shop_front(shop)),
            )
        except ShopSlugTaken:
            mine = _shops.shop_by_slug(slug=shop.slug)
    if mine.status == "pending":
        mine = _shops.approve_shop(key=f"demo/approval/{mine.shop_id}", shop_id=mine.shop_id)
    return mine.shop_id


def _stock_shelves(
    shop_ids: dict[str, ShopId], result: Opened, progress: Progress, workers: int | None
) -> None:
    everything = products()
    missing = [number for number, product in enumerate(everything) if not _is_there(product, shop_ids)]
    result.kept = len(everything) - len(missing)
    batch: list[ProductDraft] = []
    for done, (number, pictures) in enumerate(drawn(missing, workers=workers), start=1):
        product = everything[number]
        batch.append(draft_of(product, shop_ids[product.shop], pictures))
        result.pictures += len(pictures)
        if len(batch) == BATCH or done == len(missing):
            _save(batch, result)
            batch = []
        progress("products", result.kept + done, len(everything))


def _is_there(product: goods.Product, shop_ids: dict[str, ShopId]) -> bool:
    """Where its type is a service of its own, its address ends with the type."""
    for slug in (product.slug, f"{product.slug}-{product.product_type}"):
        try:
            found = _products.product(id_or_slug=slug)
        except ProductNotFound:
            continue
        return found.shop.shop_id == shop_ids[product.shop]
    return False


def _save(batch: list[ProductDraft], result: Opened) -> None:
    saved = _products.save_products(key=_key_of(batch), drafts=batch)
    result.created += sum(one.outcome in ("created", "updated") for one in saved)
    result.kept += sum(one.outcome == "unchanged" for one in saved)
    result.refusals += [_sentence(one) for one in saved if one.outcome == "refused"]


def _sentence(refused: SavedProduct) -> str:
    return f"{refused.slug}: {refused.refusal}"


def _key_of(batch: Iterable[ProductDraft]) -> str:
    """The same goods, the same key: made from all they say but their age and pictures."""
    digest = hashlib.sha256()
    for draft in batch:
        digest.update(draft.model_dump_json(exclude={"images", "created_at"}).encode())
    return f"demo/products/{digest.hexdigest()[:32]}"


def draft_of(product: goods.Product, shop_id: ShopId, pictures: Drawn) -> ProductDraft:
    """A product of the demo market as products takes it."""
    return ProductDraft(
        slug=product.slug,
        title=product.title,
        product_type=product.product_type,
        shop_id=shop_id,
        category_slug=product.category,
        description_html=product.description,
        attributes=product.attributes,
        options=[
            Option(
                name=option.name,
                values=[OptionValue(value=each.value, swatch=each.swatch) for each in option.values],
            )
            for option in product.options
        ],
        variations=[_variation(variation) for variation in product.variations],
        images=[
            ImageDraft(content=content, alt=view.alt, option_value=view.colour) for view, content in pictures
        ],
        status="published" if product.is_published else "draft",
        is_featured=product.is_featured,
        created_at=clock.now() - timedelta(days=product.days_ago),
    )


def _variation(variation: goods.Variation) -> VariationDraft:
    return VariationDraft(
        sku=variation.sku,
        options=variation.options,
        price=_dollars(variation.price),
        compare_at_price=None if variation.compare_at is None else _dollars(variation.compare_at),
        weight_grams=variation.weight_grams,
        barcode=variation.barcode,
        stock=variation.stock,
    )


def _dollars(cents: int) -> Money:
    return Money(minor=cents, currency="USD")


def _hang_home_pictures(progress: Progress) -> None:
    """The three wide pictures, where pages may show them: `/media/home/<name>.webp`."""
    folder = settings().media_folder / "home"
    folder.mkdir(parents=True, exist_ok=True)
    for done, (name, picture) in enumerate(home_pictures(products()).items(), start=1):
        path = folder / f"{name}.webp"
        if not path.exists():
            path.write_bytes(encoded(picture()))
        progress("home page", done, 3)
